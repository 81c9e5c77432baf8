// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("Nothing that goes wrong with a question ends a task")
struct PollTroubleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reply: VirtualReply

        init(_ name: String, _ reply: VirtualReply) {
            testDescription = name
            self.reply = reply
        }
    }

    static let passing = [
        Case("500 without a word", .json("", status: 500)),
        Case("500 in the service's words", .refusal(500, "GET_RESULT_FAILED")),
        Case("502 with a web page", .unreadable),
        Case("200 with a web page", .json("<html>maintenance</html>")),
        Case("cut JSON", .json(#"{"task":{"status":"TASK_STATUS_SUC"#)),
        Case("nothing", .json("")),
        Case("an empty list", .json("[]")),
        Case("a status that is a number", .json(#"{"task":{"status":3}}"#)),
        Case("another task's answer", .json(#"{"task":{"task_id":"other","status":"TASK_STATUS_SUCCEED"}}"#)),
        Case("success with status 500", .json(#"{"task":{"status":"TASK_STATUS_SUCCEED"}}"#, status: 500)),
        Case("reset", .failure(.connectionLost)),
        Case("unreachable", .failure(.unreachable, phase: .connecting, provesNothingSent: true)),
        Case("time-out", .failure(.timedOut)),
        Case("too large", .json(String(repeating: " ", count: 2 << 20))),
        Case("429", .refusal(429, "RATE_LIMIT_EXCEEDED")),
        Case("redirect", .redirect(to: "https://elsewhere.example/")),
        Case("an unknown refusal", .refusal(400, "NEW_TROUBLE")),
        Case("an unknown word", .status("TASK_STATUS_PONDERING")),
        Case("a word in lower case", .status("failed")),
    ]

    @Test("the task is delivered when answers come again", arguments: passing)
    func recovers(_ example: Case) throws {
        let bad = example.reply
        let scene = Scene(Script(poll: { $0.number < 8 ? bad : .done() }))
        let words = try scene.run { scene in await scene.tracker.events(of: try await scene.submit()).words() }
        #expect(words.first == "submitted")
        #expect(words.suffix(2) == ["delivering", "delivered"])
        #expect(!words.contains { $0.hasPrefix("attention") })
        #expect(scene.posts.count == 1)
        #expect(scene.polls.count == 9)
    }

    @Test(
        "a long silence is told now and then, and its end as well",
        arguments: [(2, 0), (3, 1), (5, 1), (6, 2), (24, 4)])
    func silence(questions: Int, notices: Int) throws {
        let scene = Scene(
            Script(poll: { $0.number < questions ? .failure(.timedOut) : $0.number == questions ? .running : .done() }))
        let words = try scene.run { scene in await scene.tracker.events(of: try await scene.submit()).words() }
        #expect(words.filter { $0 == "unanswered" }.count == notices)
        #expect(words.suffix(3) == ["running", "delivering", "delivered"])
    }

    @Test("a pause that the service names for one task is kept for all of the account", arguments: [429, 503])
    func accountsPause(status: Int) throws {
        let (ids, polls) = (Counted(), Counted())
        let scene = KeyedScene { exchange in
            if exchange.purpose == .submit { return .json(#"{"id":"k-\#(ids.next())"}"#) }
            return polls.next() == 0
                ? .json("", status: status, header: "Retry-After: 200\r\n") : .json(#"{"state":"running"}"#)
        }
        let request = try KeyedModel().request()
        let (during, after) = try scene.loop.run {
            for _ in 0..<5 { _ = try await scene.tracker.submit(request, to: KeyedModel(), destination: .links) }
            await scene.tracker.pause(.seconds(190))
            let during = polls.count
            await scene.tracker.pause(.seconds(60))
            await scene.tracker.stop()
            return (during, polls.count)
        }
        // Those that were on their way together.
        #expect(during <= 5)
        #expect(after >= 10)
    }

    @Test(
        "a pace that the service asks for is the least that is waited",
        arguments: [
            (VirtualReply.refusal(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: 75\r\n"), 75),
            (VirtualReply.json("", status: 503, header: "Retry-After: 600\r\n"), 600),
            (VirtualReply.refusal(401, "INVALID_API_KEY", header: "Retry-After: 50\r\n"), 50),
            (VirtualReply.refusal(404, "TASK_NOT_FOUND", header: "Retry-After: 44\r\n"), 44),
        ])
    func floor(reply: VirtualReply, seconds: Int) throws {
        let scene = Scene(Script(poll: inTurn(reply, reply, .done())))
        _ = try scene.deliver()
        let times = scene.polls.map(\.time)
        #expect(times.count == 3)
        #expect(zip(times.dropFirst(), times).allSatisfy { $0 - $1 >= .seconds(seconds) })
    }

    @Test("a key that is refused for a while is told after three answers, with the handle; then the video comes")
    func refusedKey() throws {
        let scene = Scene(
            Script(
                poll: inTurn(
                    .running, .refusal(401, "INVALID_API_KEY"), .refusal(401, "INVALID_API_KEY"),
                    .refusal(403, "BILLING_AUTH_FAILED"), .refusal(401, "INVALID_API_KEY"), .running, .done())))
        let (error, words, delivery) = try scene.run { scene in
            let id = try await scene.submit()
            let events = await scene.tracker.events(of: id)
            let error = await scene.failure(of: id)
            let words = await events.words()
            return (error, words, try await scene.tracker.delivery(of: id))
        }
        #expect(error.code == .authentication)
        #expect(error.task?.remoteID == "t-0")
        #expect(
            words == ["submitted", "running", "attention authentication", "running", "delivering", "delivered"])
        #expect(delivery.samples.count == 1)
    }

    @Test("trouble that is over is not told to who comes later")
    func staleTrouble() throws {
        let refused = VirtualReply.refusal(401, "INVALID_API_KEY")
        let scene = Scene(
            Script(poll: { call in
                switch call.number {
                case 0: .running
                case 1...3: refused
                case 4...10: .running
                default: .done()
                }
            }))
        let outcome = try scene.run { scene in
            let id = try await scene.submit()
            _ = await scene.failure(of: id)
            await scene.pass(.seconds(60))
            return try await scene.tracker.delivery(of: id).samples.map(\.outcome)
        }
        #expect(outcome == [.delivered])
    }

    @Test("a key that goes missing while tasks run is told, and found again")
    func keyGoesMissing() throws {
        let model = SwitchedModel()
        let loop = VirtualLoop { _ in .json("") }
        let tracker = VideoTracker(loop: loop, store: .memory, credentials: FixedCredentials([:]))
        let request = try model.request()
        let words = try loop.run {
            let id = try await tracker.submit(request, to: model, destination: .links)
            return await tracker.events(of: id).words()
        }
        #expect(words == ["submitted", "attention authentication", "delivering", "delivered"])
    }

    @Test("a task that is not known at first, as on a machine that lags behind, is asked for again")
    func lag() throws {
        let scene = Scene(Script(poll: { $0.number < 4 ? .unknownTask : .done() }))
        #expect(try scene.deliver().samples.map(\.outcome) == [.delivered])
    }

    @Test("a task that stays unknown ends after five answers and a minute, not before")
    func forgotten() throws {
        let scene = Scene(Script(poll: inTurn(.unknownTask)))
        let error = try scene.failure()
        #expect(error.code == .taskNotFound)
        #expect(error.task?.remoteID == "t-0")
        let polls = scene.polls
        #expect(polls.count >= 5)
        #expect(try #require(polls.last).time - scene.posts[0].time >= .seconds(60))
        #expect(polls.dropLast().allSatisfy { $0.time - scene.posts[0].time < .seconds(61) } || polls.count == 5)
        #expect(try scene.record().state == .failed)
        try scene.run { await $0.pass(.seconds(86_400)) }
        #expect(scene.polls.count == polls.count)
        #expect(try scene.record().canBeFetchedAnew)
    }

    @Test("a task that ended because the key of another account was there is brought home once the right one is")
    func foreignKey() throws {
        let isRight = Mutex(false)
        let scene = Scene(Script(poll: { _ in isRight.withLock { $0 } ? .done() : .unknownTask }))
        try scene.run { scene in
            let id = try await scene.submit()
            #expect(await scene.failure(of: id).code == .taskNotFound)
            isRight.withLock { $0 = true }
            try await scene.tracker.download(id, of: scene.model, to: .links)
            #expect(try await scene.tracker.delivery(of: id).samples.map(\.outcome) == [.delivered])
        }
        #expect(scene.posts.count == 1)
    }

    @Test("fast answers that a task is not known do not end it before a minute has passed")
    func forgottenFast() throws {
        let polling = PollSchedule(shortest: .milliseconds(500), longest: .milliseconds(500))
        let scene = Scene(
            Script(poll: { $0.time < .seconds(50) ? .unknownTask : .done() }),
            configuration: .init(polling: polling))
        #expect(try scene.deliver().samples.map(\.outcome) == [.delivered])
        #expect(scene.polls.count > 5)
    }
}
