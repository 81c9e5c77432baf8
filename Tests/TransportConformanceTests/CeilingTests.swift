// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

extension Conformance {
    @Suite("Ceilings of size and time", .timeLimit(.minutes(1)))
    struct CeilingTests {
        private func outcome(
            _ kind: TransportKind, _ limits: HTTPExchange.Limits = .init(), sink: (any ByteSink)? = nil,
            purpose: HTTPExchange.Purpose = .call, _ script: @escaping ByteServer.Script
        ) async throws -> HTTPOutcome {
            try await withServer(script) { server in
                try await withTransport(kind) { transport in
                    await transport.send(.test(server.url, purpose: purpose, limits: limits, sink: sink))
                }
            }
        }

        @Test("a body without end is cut off at the ceiling", arguments: TransportKind.allCases)
        func endlessBody(_ kind: TransportKind) async throws {
            let outcome = try await outcome(kind, .init(bodyBytes: 100_000)) { peer in
                _ = peer.readRequest()
                peer.send("HTTP/1.1 200 OK\r\n\r\n")
                peer.flood([UInt8](repeating: 0x61, count: 4096))
            }
            #expect(outcome.failure?.kind == .tooLarge)
            #expect(outcome.failure?.phase == .receiving)
            #expect(outcome.failure?.status == 200)
            #expect(outcome.failure?.provesNothingSent == false)
        }

        @Test(
            "an announced length above the ceiling ends the exchange before the body", arguments: TransportKind.allCases
        )
        func announcedLength(_ kind: TransportKind) async throws {
            let outcome = try await outcome(kind, .init(bodyBytes: 1000)) { peer in
                _ = peer.readRequest()
                peer.send("HTTP/1.1 200 OK\r\ncontent-length:  1001\r\n\r\n")
                peer.waitForEnd()
            }
            #expect(outcome.failure?.kind == .tooLarge)
        }

        @Test(
            "an announced length that makes no sense is no reply",
            arguments: TransportKind.allCases,
            ["-1", "-9223372036854775808", "99999999999999999999", "1e3", "", "5, 5"])
        func senselessLength(_ kind: TransportKind, _ text: String) async throws {
            let outcome = try await outcome(kind, .init(total: .seconds(5))) { peer in
                _ = peer.readRequest()
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(text)\r\n\r\nhello")
            }
            #expect(kind.mayCall(.notHTTP, outcome.failure?.kind), "\(outcome)")
        }

        @Test("a body of exactly the ceiling is accepted", arguments: TransportKind.allCases)
        func exactBody(_ kind: TransportKind) async throws {
            let body = String(repeating: "x", count: 1000)
            let outcome = try await outcome(kind, .init(bodyBytes: 1000)) { peer in
                _ = peer.readRequest()
                peer.reply(body)
            }
            #expect(outcome.reply?.text == body)
        }

        @Test(
            "a header without end is cut off, by its size or in time", arguments: TransportKind.allCases,
            [true, false])
        func endlessHeader(_ kind: TransportKind, _ hasLines: Bool) async throws {
            let isBounded = kind.promises.boundsHeaderSize
            let outcome = try await outcome(kind, .init(total: isBounded ? .seconds(20) : .milliseconds(500))) { peer in
                _ = peer.readRequest()
                peer.send("HTTP/1.1 200 OK\r\nX: ")
                // Without a bound, a little above the ceiling must do: all of it stays in memory.
                var portions = isBounded ? Int.max : 80
                let piece = String(repeating: "abcdefghij", count: 100) + (hasLines ? "\r\nX-Filler: " : "")
                while portions > 0, peer.send(piece) { portions -= 1 }
                peer.waitForEnd()
            }
            #expect(outcome.failure != nil)
            #expect(outcome.failure?.kind == (isBounded ? .tooLarge : .timedOut) || !hasLines)
        }

        @Test(
            "a header above the ceiling is refused, also when it is there as a whole", arguments: TransportKind.allCases
        )
        func largeHeader(_ kind: TransportKind) async throws {
            let outcome = try await outcome(kind) { peer in
                _ = peer.readRequest()
                let fields = (0..<100).map { "X-\($0): \(String(repeating: "abcdefgh", count: 100))\r\n" }.joined()
                peer.reply("{}", fields: fields)
                peer.waitForEnd()
            }
            #expect(outcome.failure?.kind == .tooLarge)
        }

        @Test("informational replies without end count as one header", arguments: TransportKind.allCases)
        func endlessInformation(_ kind: TransportKind) async throws {
            let outcome = try await outcome(kind) { peer in
                _ = peer.readRequest()
                let filler = String(repeating: "abcdefghij", count: 100)
                peer.flood(Array("HTTP/1.1 102 Processing\r\nX-Filler: \(filler)\r\n\r\n".utf8))
            }
            #expect(outcome.failure?.kind == .tooLarge)
        }

        @Test(
            "a sink takes the body of 200 and 206 only", arguments: TransportKind.allCases,
            ["200 OK", "206 Partial", "403 Forbidden", "201 Made"])
        func sinkByStatus(_ kind: TransportKind, _ status: String) async throws {
            let sink = TestSink()
            let outcome = try await outcome(kind, sink: sink, purpose: .download) { peer in
                _ = peer.readRequest()
                peer.reply("some bytes", status: status)
            }
            let isWanted = status.hasPrefix("200") || status.hasPrefix("206")
            #expect(outcome.reply?.text == (isWanted ? "" : "some bytes"))
            #expect(sink.taken == (isWanted ? Array("some bytes".utf8) : []))
        }

        @Test(
            "an error page beside a sink is kept up to a mebibyte, however large the result may be",
            arguments: TransportKind.allCases)
        func errorPage(_ kind: TransportKind) async throws {
            let outcome = try await outcome(kind, .init(bodyBytes: 1 << 40), sink: TestSink(), purpose: .download) {
                peer in
                _ = peer.readRequest()
                peer.send("HTTP/1.1 500 Oops\r\n\r\n")
                peer.flood([UInt8](repeating: 0x61, count: 65_536))
            }
            #expect(outcome.failure?.kind == .tooLarge)
            #expect(outcome.failure?.status == 500)
        }

        @Test("a sink that throws ends the exchange with its error", arguments: TransportKind.allCases)
        func sinkThrows(_ kind: TransportKind) async throws {
            let outcome = try await outcome(
                kind, .init(bodyBytes: 1 << 30), sink: TestSink(capacity: 100_000), purpose: .download
            ) {
                _ = $0.readRequest()
                $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
                $0.flood([UInt8](repeating: 0x61, count: 65_536))
            }
            #expect(outcome.failure?.kind == .sinkFailed)
            #expect(outcome.failure?.underlying is TestSink.Full)
        }

        @Test("the ceiling of time holds while a reply trickles in", arguments: TransportKind.allCases)
        func totalTime(_ kind: TransportKind) async throws {
            let outcome = try await outcome(kind, .init(total: .milliseconds(150))) { peer in
                _ = peer.readRequest()
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                while peer.send("x") { peer.pause(milliseconds: 1) }
            }
            #expect(outcome.failure?.kind == .timedOut)
        }

        @Test(
            "an exchange without a moving byte is ended, at whatever point it stalls",
            arguments: TransportKind.allCases,
            [0, 1, 2])
        func stall(_ kind: TransportKind, _ point: Int) async throws {
            let outcome = try await outcome(kind, .init(total: nil, stall: .seconds(1))) { peer in
                _ = peer.readRequest()
                if point > 0 { peer.send("HTTP/1.1 200 OK\r\n") }
                if point > 1 { peer.send("Content-Length: 10\r\n\r\nabc") }
                peer.waitForEnd()
            }
            #expect(outcome.failure?.kind == .timedOut)
            let isSeen = point > (kind.promises.seesPartOfHeader ? 0 : 1)
            #expect(outcome.failure?.phase == (isSeen ? .receiving : .waiting))
            #expect(outcome.failure?.provesNothingSent == false)
        }

        @Test("an upload that nobody reads is ended as a stall", arguments: TransportKind.allCases)
        func stalledUpload(_ kind: TransportKind) async throws {
            try await withServer { peer in
                _ = peer.readHead()
                peer.waitForReset()
            } _: { server in
                try await withTransport(kind) { transport in
                    let body = HTTPBody([.base64(GeneratedSource(byteCount: 64 << 20))])
                    let limits = HTTPExchange.Limits(total: nil, stall: .milliseconds(150))
                    let exchange = HTTPExchange.test(server.url, .post, purpose: .submit, body: body, limits: limits)
                    let failure = await transport.send(exchange).failure
                    #expect(failure?.kind == .timedOut)
                    #expect(failure?.phase == .sending)
                }
            }
        }

        @Test("a reply that keeps trickling is no stall", arguments: TransportKind.allCases)
        func trickle(_ kind: TransportKind) async throws {
            let outcome = try await outcome(kind, .init(stall: .seconds(1))) { peer in
                _ = peer.readRequest()
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n")
                for _ in 0..<15 {
                    peer.pause(milliseconds: 100)
                    peer.send("x")
                }
            }
            #expect(outcome.reply?.text == String(repeating: "x", count: 15))
        }
    }
}
