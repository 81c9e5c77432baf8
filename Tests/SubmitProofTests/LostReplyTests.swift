// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore
import VideoTasks

/// What fails once the request may have been read: nobody can tell whether the service works on it.
@Suite("A submission whose reply is lost", .timeLimit(.minutes(1)))
struct LostReplyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let phases: Set<ExchangeFailure.Phase>
        var status: Int?
        var bodyStart: String?
        var limits = HTTPExchange.Limits(connect: .seconds(10), total: .seconds(20))
        var imageBytes = 3
        /// Whether a server that reads sees the whole request.
        var isRead = true
        let script: ByteServer.Script

        var isLarge: Bool { imageBytes > 1 << 20 }
    }

    static let unread = [
        Case(testDescription: "closed with nothing read", phases: [.sending, .waiting], isRead: false) { peer in
            peer.endSending()
            peer.waitForReset()
        },
        Case(testDescription: "accepted and closed at once", phases: [.sending, .waiting], isRead: false) { _ in },
        Case(testDescription: "reset before anything is read", phases: [.sending, .waiting], isRead: false) { peer in
            peer.waitForBytes()
            peer.reset()
        },
        Case(testDescription: "reset after a part of the header", phases: [.sending, .waiting], isRead: false) { peer in
            _ = peer.receive(20)
            peer.reset()
        },
        Case(testDescription: "reset after a part of a large body", phases: [.sending], imageBytes: 12 << 20) { peer in
            _ = peer.readHead()
            _ = peer.receive(100_000)
            peer.reset()
        },
        Case(testDescription: "closed after a part of a large body", phases: [.sending], imageBytes: 12 << 20) { peer in
            _ = peer.readHead()
            _ = peer.receive(100_000)
        },
        Case(
            testDescription: "silence in the middle of a large body", phases: [.sending], limits: .brief,
            imageBytes: 12 << 20
        ) { peer in
            _ = peer.readHead()
            peer.waitForReset()
        },
    ]

    static let read = [
        Case(testDescription: "read, then closed", phases: [.waiting]) { _ = $0.readRequest() },
        Case(testDescription: "read, then reset", phases: [.waiting]) { peer in
            _ = peer.readRequest()
            peer.reset()
        },
        Case(testDescription: "read, then silence", phases: [.waiting], limits: .brief) { peer in
            _ = peer.readRequest()
            peer.waitForEnd()
        },
        Case(testDescription: "a large one read, then closed", phases: [.waiting], imageBytes: 2 << 20) {
            _ = $0.readRequest()
        },
        Case(testDescription: "only an informational reply", phases: [.receiving], status: 100) { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 100 Continue\r\n\r\n")
        },
        Case(testDescription: "no HTTP at all", phases: [.waiting]) { peer in
            _ = peer.readRequest()
            peer.send("SSH-2.0-OpenSSH_9.2\r\n")
        },
        Case(testDescription: "a body without a header, as HTTP/0.9 has it", phases: [.waiting]) { peer in
            _ = peer.readRequest()
            peer.send(#"{"task_id":"t-1"}"#)
        },
        Case(testDescription: "binary noise", phases: [.waiting, .receiving]) { peer in
            _ = peer.readRequest()
            peer.send((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 73) })
        },
    ]

    static let cut = [
        Case(testDescription: "200, cut inside its status line", phases: [.waiting, .receiving]) { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 20")
        },
        Case(testDescription: "200, cut inside a header line", phases: [.receiving], status: 200) { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nContent-Type: application/js")
        },
        Case(testDescription: "200, cut before the blank line", phases: [.receiving], status: 200) { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n")
        },
        Case(
            testDescription: "200 with a body shorter than announced", phases: [.receiving], status: 200,
            bodyStart: #"{"task_id":"t-1""#
        ) { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"task_id\":\"t-1\"")
        },
        Case(
            testDescription: "200 with a chunked body without its end", phases: [.receiving], status: 200,
            bodyStart: #"{"task"#
        ) { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"task\r\n")
        },
        Case(
            testDescription: "200 with a reset in its body", phases: [.receiving], status: 200
        ) { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            peer.pause(milliseconds: 50)
            peer.reset()
        },
        Case(
            testDescription: "400 with the service's envelope, cut", phases: [.receiving], status: 400,
            bodyStart: #"{"reason":"INVALID_REQUEST_BODY""#
        ) { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 99\r\n\r\n{\"reason\":\"INVALID_REQUEST_BODY\"")
        },
        Case(testDescription: "200 with more than was announced to be allowed", phases: [.receiving], status: 200) {
            _ = $0.readRequest()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{")
            $0.waitForEnd()
        },
        Case(testDescription: "200 and then silence", phases: [.receiving], status: 200, limits: .brief) { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n")
            peer.waitForEnd()
        },
    ]

    @Test("is unknown, recorded with its evidence, and never made again", arguments: unread + read + cut)
    func unknown(_ example: Case) async throws {
        try await withServer(example.script) { server in
            let payment = Payment(
                url: server.url, imageBytes: example.imageBytes, limits: example.limits, attempts: 3)
            let task = try await payment.make()
            #expect(task.verdict == .unknown)
            #expect(task.state == .submissionUnknown)
            #expect(task.handle == nil)
            let evidence = try #require(task.evidence)
            #expect(example.phases.contains { $0 == evidence.phase }, "\(evidence)")
            #expect(evidence.status == example.status)
            #expect(evidence.bodyStart == example.bodyStart)
            #expect(evidence.message.hasPrefix("127.0.0.1: "))
            #expect((evidence.bytesReceived ?? 0 > 0) == (evidence.phase == .receiving))
            let sent = try #require(evidence.bytesSent)
            #expect(sent > (example.isLarge ? 100_000 : 100))
            if example.phases == [.sending] { #expect(sent < example.imageBytes) }
            #expect(task.attempts[0].evidence == evidence)
            #expect(server.seen.connections == 1)
            #expect(server.seen.posts == (example.isRead ? 1 : 0))
        }
    }

    @Test(
        "has a connection of its own, whatever other calls left warm, and is not made again", arguments: [false, true])
    func warmConnection(isReset: Bool) async throws {
        try await withServer { peer in
            while let request = peer.readRequest() {
                // One that came over the others' connection would be taken, and seen by that.
                if request.head.hasPrefix("GET ") || peer.number == 1 {
                    peer.reply(#"{"task_id":"t-1"}"#)
                } else {
                    return isReset ? peer.reset() : peer.close()
                }
            }
        } _: { server in
            let task = try await Payment(url: server.url, attempts: 3, warmUps: 3).make()
            #expect(task.state == .submissionUnknown)
            #expect(server.seen.connections == 2)
            #expect(server.seen.posts == 1)
        }
    }
}
