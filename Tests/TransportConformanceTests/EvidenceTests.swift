// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

extension Conformance {
    /// What a failed payment's evidence says, for each way in which a connection can fail.
    @Suite("Evidence of a failed exchange", .timeLimit(.minutes(1)))
    struct EvidenceTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let kind: ExchangeFailure.Kind
            let phase: ExchangeFailure.Phase
            var status: Int?
            var total = Duration.seconds(20)
            /// The reply's header breaks off.
            var breaksHeader = false
            let script: ByteServer.Script
        }

        static let ambiguous = [
            Case(testDescription: "accepted and closed, nothing read", kind: .connectionLost, phase: .waiting) { _ in },
            Case(testDescription: "reset before anything is read", kind: .connectionLost, phase: .waiting) {
                $0.waitForBytes()
                $0.reset()
            },
            Case(testDescription: "read, then closed", kind: .connectionLost, phase: .waiting) { _ = $0.readRequest() },
            Case(testDescription: "read, then reset", kind: .connectionLost, phase: .waiting) {
                _ = $0.readRequest()
                $0.reset()
            },
            Case(testDescription: "read, then silence", kind: .timedOut, phase: .waiting, total: .milliseconds(300)) {
                _ = $0.readRequest()
                $0.waitForEnd()
            },
            Case(
                testDescription: "a body shorter than announced", kind: .connectionLost, phase: .receiving, status: 200
            ) {
                _ = $0.readRequest()
                $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"task")
            },
            Case(
                testDescription: "cut inside the header", kind: .connectionLost, phase: .receiving, status: 200,
                breaksHeader: true
            ) {
                _ = $0.readRequest()
                $0.send("HTTP/1.1 200 OK\r\nContent-Type: application/js")
            },
            Case(
                testDescription: "cut after a header line", kind: .connectionLost, phase: .receiving, status: 200,
                breaksHeader: true
            ) {
                _ = $0.readRequest()
                $0.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n")
            },
            Case(
                testDescription: "a chunked body without its end", kind: .connectionLost, phase: .receiving, status: 200
            ) {
                _ = $0.readRequest()
                $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
            },
            Case(testDescription: "only an informational reply", kind: .connectionLost, phase: .receiving, status: 100)
            {
                _ = $0.readRequest()
                $0.send("HTTP/1.1 100 Continue\r\n\r\n")
            },
            Case(testDescription: "not HTTP at all", kind: .notHTTP, phase: .waiting) {
                _ = $0.readRequest()
                $0.send("SSH-2.0-OpenSSH_9.2\r\n")
            },
        ]

        static let pairs = TransportKind.allCases.flatMap { kind in
            ambiguous.filter { kind.promises.survivesBrokenHeaders || !$0.breaksHeader }.map { (kind, $0) }
        }

        @Test("a payment that may have arrived is never called unsent", arguments: pairs)
        func ambiguousFailure(_ kind: TransportKind, _ example: Case) async throws {
            try await withServer(example.script) { server in
                try await withTransport(kind) { transport in
                    let limits = HTTPExchange.Limits(connect: .seconds(5), total: example.total)
                    let failure = try #require(await transport.send(.submission(server.url, limits: limits)).failure)
                    #expect(kind.mayCall(example.kind, failure.kind), "\(failure)")
                    // Where the server does not read, it may be gone before the body is written.
                    let mayBeSending = failure.phase == .sending && server.seen.heads.isEmpty
                    #expect(failure.phase == example.phase || mayBeSending, "\(failure)")
                    #expect(failure.status == example.status)
                    #expect(!failure.provesNothingSent)
                    // A body of which nothing has left yet is no sign, where a header is not counted.
                    let isHeaderOnly = !kind.promises.countsHeaderBytes && server.seen.heads.isEmpty
                    #expect(failure.bytesSent > 0 || isHeaderOnly)
                    #expect(failure.message.hasPrefix("127.0.0.1: "))
                    #expect(server.seen.connections == 1)
                }
            }
        }

        @Test("a refused connection proves that nothing was sent", arguments: TransportKind.allCases)
        func refusedConnection(_ kind: TransportKind) async throws {
            let server = try ByteServer { _ in }
            server.stop()
            try await withTransport(kind) { transport in
                let failure = try #require(await transport.send(.submission(server.url)).failure)
                #expect(failure.kind == .unreachable)
                #expect(failure.phase == .connecting)
                #expect(failure.provesNothingSent)
                #expect(failure.bytesSent == 0)
            }
        }

        @Test("a name that cannot be looked up proves that nothing was sent", arguments: TransportKind.allCases)
        func unknownName(_ kind: TransportKind) async throws {
            // A label of 64 letters is too long for any name server, so none is asked.
            let host = String(repeating: "a", count: 64) + ".test"
            try await withTransport(kind) { transport in
                let exchange = HTTPExchange.test("https://\(host)/", .post, purpose: .submit)
                let failure = try #require(await transport.send(exchange).failure)
                #expect(failure.kind == .unreachable)
                #expect(failure.phase == .connecting)
                #expect(failure.provesNothingSent)
            }
        }

        @Test(
            "a TLS handshake that is never answered proves that nothing was sent, where that can be known",
            arguments: TransportKind.allCases)
        func silentHandshake(_ kind: TransportKind) async throws {
            try await withServer {
                $0.waitForEnd()
            } _: { server in
                try await withTransport(kind) { transport in
                    let limits = HTTPExchange.Limits(connect: .milliseconds(200), total: .seconds(20))
                    let url = "https://127.0.0.1:\(server.port)"
                    let failure = try #require(await transport.send(.submission(url, limits: limits)).failure)
                    #expect(failure.kind == .timedOut)
                    #expect((failure.phase == .connecting) == kind.promises.provesFailedHandshake)
                    #expect(failure.provesNothingSent == kind.promises.provesFailedHandshake)
                }
            }
        }

        @Test("a TLS handshake that is answered with something else proves the same", arguments: TransportKind.allCases)
        func garbledHandshake(_ kind: TransportKind) async throws {
            try await withServer { peer in
                _ = peer.receive()
                peer.send("HTTP/1.1 400 Bad Request\r\n\r\n")
                peer.waitForEnd()
            } _: { server in
                try await withTransport(kind) { transport in
                    let url = "https://127.0.0.1:\(server.port)"
                    let failure = try #require(await transport.send(.submission(url)).failure)
                    #expect(kind.mayCall(.connectionLost, failure.kind))
                    #expect((failure.phase == .connecting) == kind.promises.provesFailedHandshake)
                    #expect(failure.provesNothingSent == kind.promises.provesFailedHandshake)
                }
            }
        }

        @Test(
            "a body without a declared length that is cut is a reply, because nothing proves otherwise",
            arguments: TransportKind.allCases)
        func undeclaredLength(_ kind: TransportKind) async throws {
            try await withServer { peer in
                _ = peer.readRequest()
                peer.send("HTTP/1.1 200 OK\r\n\r\n{\"task_id\":\"ab")
            } _: { server in
                try await withTransport(kind) { transport in
                    let reply = try #require(await transport.send(.submission(server.url)).reply)
                    #expect(reply.status == 200)
                    #expect(reply.text == "{\"task_id\":\"ab")
                }
            }
        }

        @Test(
            "a connection that ends while the body is sent leaves the phase at sending",
            arguments: TransportKind.allCases)
        func cutWhileSending(_ kind: TransportKind) async throws {
            try await withServer { peer in
                _ = peer.readHead()
                peer.reset()
            } _: { server in
                try await withTransport(kind) { transport in
                    let body = HTTPBody([.base64(GeneratedSource(byteCount: 64 << 20))])
                    let exchange = HTTPExchange.test(server.url, .post, purpose: .submit, body: body)
                    let failure = try #require(await transport.send(exchange).failure)
                    #expect(kind.mayCall(.connectionLost, failure.kind))
                    #expect(failure.phase == .sending)
                    #expect(!failure.provesNothingSent)
                    #expect(failure.bytesSent > 0 || !kind.promises.countsHeaderBytes)
                    #expect(failure.bytesSent < 64 << 20)
                }
            }
        }
    }
}
