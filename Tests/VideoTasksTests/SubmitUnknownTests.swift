// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("A submission whose outcome is not known is never made again")
struct SubmitUnknownTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reply: VirtualReply
        var status: Int?

        init(_ name: String, _ reply: VirtualReply, status: Int? = nil) {
            testDescription = name
            self.reply = reply
            self.status = status
        }
    }

    static let cases = [
        Case("reset after it was read", .failure(.connectionLost)),
        Case("closed while sending", .failure(.connectionLost, phase: .sending)),
        Case("time-out after it was sent", .failure(.timedOut)),
        Case("an answer after the ceiling", VirtualReply.json(#"{"task_id":"a"}"#).after(.seconds(3600))),
        Case("not HTTP", .failure(.notHTTP, phase: .receiving)),
        Case("our own end after it was sent", .failure(.cancelled, phase: .sending)),
        Case("a cut body", .cut(HTTPReply(status: 200), after: Array(#"{"task_i"#.utf8)), status: 200),
        Case("gateway time-out", .json("", status: 504), status: 504),
        Case("bad gateway", .unreadable, status: 502),
        Case("500 with the service's words", .refusal(500, "CREATE_TASK_FAILED"), status: 500),
        Case("503 of whoever stood in between", .json("upstream reset", status: 503), status: 503),
        Case("request time-out", .json("", status: 408), status: 408),
        Case("409 of nobody", .json("", status: 409), status: 409),
        Case("303", .redirect(to: "https://api.highwayapi.ai/elsewhere", status: 303), status: 303),
        Case("200 without an id", .json("{}"), status: 200),
        Case("200 without a body, as cut headers look", .json(""), status: 200),
        Case("200 with cut JSON", .json(#"{"task_id":"t-"#), status: 200),
        Case("200 with an error in it", .refusal(200, "INVALID_REQUEST_BODY"), status: 200),
        Case("an id that leads up a path", .json(#"{"task_id":"../../x"}"#), status: 200),
        Case("an id with a line break", .json(#"{"task_id":"a\r\nb"}"#), status: 200),
        Case("an empty id", .json(#"{"task_id":""}"#), status: 200),
        Case("an id that is too long", .json(#"{"task_id":"\#(String(repeating: "x", count: 513))"}"#), status: 200),
        Case("an id that is a number", .json(#"{"task_id":17}"#), status: 200),
    ]

    @Test("there is one submission, whatever happens to it", arguments: cases)
    func oneSubmission(_ example: Case) throws {
        let scene = Scene(Script(submit: inTurn(example.reply, .json(#"{"task_id":"second"}"#))))
        let (words, error) = try scene.run { scene in
            let id = try await scene.submit()
            let words = await scene.tracker.events(of: id).words()
            return (words, await scene.failure(of: id))
        }
        #expect(words == ["submission_unknown"])
        #expect(error.code == .submissionUnknown)
        #expect(!error.isRetryable)
        #expect(error.message.contains("may be billed"))
        try scene.run { await $0.pass(.seconds(7 * 86_400)) }
        #expect(scene.calls.count == 1)
        let record = try scene.record()
        #expect(record.state == .submissionUnknown)
        #expect(record.evidence?.status == example.status)
        #expect(record.evidence?.message.isEmpty == false)
        #expect(record.attempts.map(\.outcome) == [.unknown])
        #expect(record.handle == nil)
    }

    @Test("the start of what the service said is kept as evidence")
    func evidence() throws {
        let scene = Scene(Script(submit: inTurn(.json(#"{"taskID":"t-77"}"#))))
        _ = try scene.failure()
        #expect(try scene.record().evidence?.bodyStart == #"{"taskID":"t-77"}"#)
    }

    @Test("an unknown outcome after a refusal ends the attempts")
    func afterRefusal() throws {
        let reply = VirtualReply.refusal(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: 5\r\n")
        let scene = Scene(Script(submit: inTurn(reply, .failure(.connectionLost), .json(#"{"task_id":"third"}"#))))
        #expect(try scene.failure().code == .submissionUnknown)
        try scene.run { await $0.pass(.seconds(86_400)) }
        #expect(scene.posts.count == 2)
        #expect(try scene.record().attempts.map(\.outcome) == [.rejected, .unknown])
    }

    @Test("cancelling the caller while the submission is on its way does not touch it")
    func cancelledCaller() throws {
        let scene = Scene(Script(submit: { _ in VirtualReply.json(#"{"task_id":"t-0"}"#).after(.seconds(20)) }))
        let (error, delivery) = try scene.run { scene in
            let id = try await scene.submit()
            let waiter = Task(executorPreference: scene.loop) { await scene.failure(of: id) }
            await scene.pass(.seconds(5))
            waiter.cancel()
            return (await waiter.value, try await scene.tracker.delivery(of: id))
        }
        #expect(error.code == .cancelled)
        #expect(error.task == nil)
        #expect(delivery.task.remoteID == "t-0")
        #expect(scene.posts.count == 1)
    }

    @Test("a caller that is cancelled while it submits leaves the task whole")
    func cancelledSubmitter() throws {
        let scene = Scene(Script(submit: { _ in VirtualReply.json(#"{"task_id":"t-0"}"#).after(.seconds(20)) }))
        let states = try scene.run { scene in
            let caller = Task(executorPreference: scene.loop) { try await scene.submit() }
            await scene.pass(.seconds(1))
            caller.cancel()
            let id = try await caller.value
            _ = try await scene.tracker.delivery(of: id)
            return try await scene.store.tasks().map(\.state)
        }
        #expect(states == [.delivered])
        #expect(scene.posts.count == 1)
    }
}
