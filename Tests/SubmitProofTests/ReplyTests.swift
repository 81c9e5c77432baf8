// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore
import VideoTasks

/// What a whole reply proves, however strangely it arrives.
@Suite("A submission's reply", .timeLimit(.minutes(1)))
struct ReplyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var imageBytes = 3
        let script: ByteServer.Script

        init(_ description: String, imageBytes: Int = 3, _ script: @escaping ByteServer.Script) {
            testDescription = description
            self.imageBytes = imageBytes
            self.script = script
        }
    }

    private static let id = #"{"task_id":"t-1"}"#
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n\(id)"
    private static let refusal = #"{"code":413,"reason":"IMAGE_FILE_EXCEEDS_MAX_SIZE","message":"too large"}"#

    static let accepted = [
        Case("with its length") { peer in
            _ = peer.readRequest()
            peer.reply(id)
        },
        Case("without a length, ended by the connection") { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\n\r\n\(id)")
        },
        Case("in chunks, with a trailer") { peer in
            _ = peer.readRequest()
            peer.send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"task_id\r\n8\r\n\":\"t-1\"}\r\n0\r\nX: y\r\n\r\n"
            )
        },
        Case("as HTTP/1.0") { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.0 200 OK\r\n\r\n\(id)")
        },
        Case("as 201") { peer in
            _ = peer.readRequest()
            peer.reply(id, status: "201 Created", fields: "Location: /tasks/other\r\n")
        },
        Case("after 100 Continue") { peer in
            _ = peer.readHead()
            peer.send("HTTP/1.1 100 Continue\r\n\r\n")
            _ = peer.receive()
            peer.send(answer)
        },
        Case("after 102 and 103 with fields of their own") { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 102 Processing\r\nContent-Length: 3\r\n\r\n")
            peer.send("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n")
            peer.send(answer)
        },
        Case("one byte at a time") { peer in
            _ = peer.readRequest()
            for byte in answer.utf8 {
                peer.send([byte])
                peer.pause(milliseconds: 1)
            }
        },
        Case("followed by a reset, once it is whole") { peer in
            _ = peer.readRequest()
            peer.send(answer)
            peer.waitForEnd()
            peer.reset()
        },
        Case("with noise after its length") { peer in
            _ = peer.readRequest()
            peer.send(answer + "HTTP/1.1 500 Oh\r\n\r\n")
        },
        Case("while the body is still on its way", imageBytes: 12 << 20) { peer in
            _ = peer.readHead()
            peer.send(answer)
            peer.waitForEnd()
        },
    ]

    @Test("that names a task is accepted, and its id is in the record", arguments: accepted)
    func whole(_ example: Case) async throws {
        try await withServer(example.script) { server in
            let task = try await Payment(url: server.url, imageBytes: example.imageBytes, attempts: 3).make()
            #expect(task.verdict == .accepted)
            #expect(task.state == .queued)
            #expect(task.handle?.remoteID == "t-1")
            #expect(task.handle?.origin == server.url)
            #expect(server.seen.connections == 1)
            #expect(server.seen.posts == 1)
        }
    }

    @Test(
        "with status 200 but no id that can be used is unknown, and its beginning is kept",
        arguments: [
            "", "{}", "null", "[]", "\"t-1\"", #"{"task_id":""}"#, #"{"task_id":null}"#, #"{"task_id":17}"#,
            #"{"task":{"id":"t-1"}}"#, #"{"task_id":"../t"}"#, #"{"task_id":"a b"}"#, #"{"task_id":"a\u0000"}"#,
            #"{"task_id":"a\r\nX: y"}"#, #"{"task_id":"\#(String(repeating: "x", count: 513))"}"#,
            #"{"task_id":"t-1""#, #"{"task_"#, "<!DOCTYPE html><html><body>Sign in</body></html>",
            #"{"code":500,"reason":"CREATE_TASK_FAILED","message":"no"}"#, String(repeating: "x", count: 3000),
        ],
        [true, false])
    func nameless(_ body: String, hasLength: Bool) async throws {
        try await withServer { peer in
            _ = peer.readRequest()
            if hasLength { peer.reply(body) } else { peer.send("HTTP/1.1 200 OK\r\n\r\n\(body)") }
        } _: { server in
            let task = try await Payment(url: server.url, attempts: 3).make()
            #expect(task.verdict == .unknown)
            #expect(task.state == .submissionUnknown)
            let evidence = try #require(task.evidence)
            #expect(evidence.phase == .receiving)
            #expect(evidence.status == 200)
            #expect(evidence.bodyStart == String(body.prefix(1024)))
            #expect(evidence.bytesReceived == Int64(body.utf8.count))
            #expect(server.seen.connections == 1)
            #expect(server.seen.posts == 1)
        }
    }

    static let early = ["401 Unauthorized", "413 Content Too Large", "429 Too Many Requests", "503 Busy"]

    @Test("that refuses in the service's words while the body is still on its way is a rejection", arguments: early)
    func earlyRefusal(_ status: String) async throws {
        try await withServer { peer in
            _ = peer.readHead()
            peer.reply(Self.refusal, status: status)
            peer.waitForEnd()
        } _: { server in
            let task = try await Payment(url: server.url, imageBytes: 12 << 20).make()
            #expect(task.verdict == .rejected)
            #expect(task.state == .failed)
            #expect(task.failure?.code == .invalidInput)
            #expect(server.seen.connections == 1)
            #expect(server.seen.posts == 1)
        }
    }

    @Test(
        "that refuses in somebody else's words while the body is still on its way is unknown",
        arguments: ["401 Unauthorized", "413 Content Too Large", "503 Busy"])
    func earlyGateway(_ status: String) async throws {
        try await withServer { peer in
            _ = peer.readHead()
            peer.reply("<html>\(status)</html>", status: status)
            peer.waitForEnd()
        } _: { server in
            let task = try await Payment(url: server.url, imageBytes: 12 << 20, attempts: 3).make()
            #expect(task.verdict == .unknown)
            #expect(task.evidence?.bodyStart == "<html>\(status)</html>")
            #expect(server.seen.connections == 1)
            #expect(server.seen.posts == 1)
        }
    }
}
