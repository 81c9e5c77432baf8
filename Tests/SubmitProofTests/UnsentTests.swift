// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore
import VideoTasks

/// What fails before a byte of the request has left: the only failures of a connection that allow another submission.
@Suite("A submission that is proved unsent", .timeLimit(.minutes(1)))
struct UnsentTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var limits = HTTPExchange.Limits(connect: .seconds(10), total: .seconds(20))
        let script: ByteServer.Script
    }

    static let handshakes = [
        Case(testDescription: "TLS that is never answered", limits: .brief) { $0.waitForEnd() },
        Case(testDescription: "TLS that is refused by an alert") { peer in
            _ = peer.receive()
            // handshake_failure (40), fatal.
            peer.send([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28])
            peer.waitForEnd()
        },
        Case(testDescription: "TLS that is answered by plain HTTP") { peer in
            _ = peer.receive()
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"task_id\":\"t\"}")
            peer.waitForEnd()
        },
        Case(testDescription: "TLS whose server closes after the first message") { _ = $0.receive() },
        Case(testDescription: "TLS whose server resets after the first message") { peer in
            _ = peer.receive()
            peer.reset()
        },
    ]

    private func expectUnsent(_ task: VideoTask, isRetryable: Bool = true) throws {
        #expect(task.verdict == .notSent)
        #expect(task.state == .failed)
        #expect(task.evidence == nil)
        #expect(task.handle == nil)
        let failure = try #require(task.failure)
        #expect(failure.code == .serviceUnavailable)
        #expect(failure.isRetryable == isRetryable)
        #expect(task.attempts[0].message == failure.message)
    }

    @Test("is one whose TLS handshake fails", arguments: handshakes)
    func handshake(_ example: Case) async throws {
        try await withServer(example.script) { server in
            let url = "https://127.0.0.1:\(server.port)"
            try expectUnsent(try await Payment(url: url, limits: example.limits).make())
            #expect(server.seen.connections == 1)
            #expect(server.seen.posts == 0)
        }
    }

    @Test("is one whose connection is refused", arguments: ["http", "https"])
    func refused(_ scheme: String) async throws {
        let server = try ByteServer { _ in }
        server.stop()
        try expectUnsent(try await Payment(url: "\(scheme)://127.0.0.1:\(server.port)").make())
    }

    @Test("is one whose host has no address")
    func unknownName() async throws {
        // A label of 64 letters is too long for any name server, so none is asked.
        try expectUnsent(try await Payment(url: "https://\(String(repeating: "a", count: 64)).test").make())
    }

    @Test("is one whose connection is never accepted, because the queue is full")
    func fullQueue() async throws {
        let listener = try FullListener()
        defer { listener.stop() }
        try expectUnsent(try await Payment(url: "http://127.0.0.1:\(listener.port)", limits: .brief).make())
    }

    @Test(
        "is one whose server shows a certificate that nobody vouches for; trying again would not help",
        .enabled(if: TLSServer.openssl != nil, "needs the openssl command as a TLS server"))
    func untrusted() async throws {
        let server = try TLSServer(name: "localhost")
        defer { server.stop() }
        try expectUnsent(try await Payment(url: "https://localhost:\(server.port)").make(), isRetryable: false)
    }
}
