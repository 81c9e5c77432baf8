// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import HighwayProvider
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("A webhook is a hint: the service is asked, and only its answer counts")
struct NoticeTests {
    /// Questions that nobody hastens come 48 to 72 seconds after each other.
    static let slow = VideoTracker.Configuration(polling: PollSchedule(shortest: .seconds(5), longest: .seconds(60)))
    static let waiting = VirtualReply.status("TASK_STATUS_PROCESSING", eta: 1000)

    private static func scene(
        _ script: Script = Script(poll: inTurn(waiting)), _ configuration: VideoTracker.Configuration = slow
    ) -> Scene {
        Scene(script, configuration: configuration)
    }

    @Test("an unsigned event that says «done» makes us ask, and the task goes on if the service says so")
    func onlyAHint() throws {
        let scene = Self.scene(Script(poll: inTurn(Self.waiting, Self.waiting, .done())))
        try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(20))
            let before = scene.polls.count
            let body =
                #"{"event_type":"ASYNC_TASK_RESULT","payload":{"task":{"task_id":"t-0","status":"TASK_STATUS_SUCCEED"}}}"#
            let delivery = WebhookDelivery(
                headerFields: [:], body: Array(body.utf8), receivedAt: scene.loop.wallClock)
            let notice = try #require(ModelWithWebhooks(model: scene.model).readWebhook(delivery))
            #expect(await scene.tracker.receive(notice, from: scene.model.surface) == .asked)
            #expect(try await scene.store.task(id)?.state == .running)
            await scene.pass(.seconds(1))
            #expect(scene.polls.count == before + 1)
            #expect(try await scene.store.task(id)?.state == .running)
            #expect(scene.downloads.isEmpty)
            #expect(await scene.tracker.receive(notice, from: scene.model.surface) == .asked)
            _ = try await scene.tracker.delivery(of: id)
        }
    }

    @Test("a thousand forged events cost a question in five seconds")
    func flood() throws {
        let scene = Self.scene()
        try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(20))
            let before = scene.polls.count
            var outcomes: [NoticeOutcome: Int] = [:]
            for _ in 0..<1000 {
                outcomes[await scene.notify("t-0"), default: 0] += 1
                await scene.pass(.milliseconds(10))
            }
            // Ten seconds have passed.
            #expect(scene.polls.count - before == 2 || scene.polls.count - before == 3)
            #expect(outcomes[.unknownTask] == nil)
            #expect(try #require(outcomes[.asked]) <= 3)
            #expect(await scene.tracker.isFollowing(id))
        }
    }

    @Test("there is still one question at a time afterwards")
    func oneChain() throws {
        let scene = Self.scene()
        try scene.run { scene in
            _ = try await scene.submit()
            await scene.pass(.seconds(20))
            for _ in 0..<5 {
                _ = await scene.notify("t-0")
                await scene.pass(.seconds(6))
            }
            let before = scene.polls.count
            await scene.pass(.seconds(600))
            let times = scene.polls.dropFirst(before).map(\.time)
            #expect((8...13).contains(times.count), "\(times)")
            for (earlier, later) in zip(times, times.dropFirst()) { #expect(later - earlier > .seconds(47)) }
        }
    }

    static let strangers: [(String, String, Surface?)] = [
        ("an id that nobody has", "t-1", nil),
        ("what cannot be an id", "../t-0", nil),
        ("nothing", "", nil),
        ("a task of another origin", "t-0", HighwayModelElsewhere.model.surface),
        ("a task of another kind of surface", "t-0", Surface(name: "highway", baseURL: nil, credential: nil)),
    ]

    @Test("a notice that is about nothing here asks nobody", arguments: strangers)
    func unknown(name: String, remoteID: String, surface: Surface?) throws {
        let scene = Self.scene()
        try scene.run { scene in
            _ = try await scene.submit()
            await scene.pass(.seconds(20))
            let before = scene.calls.count
            for _ in 0..<10 {
                let outcome = await scene.notify(remoteID, from: surface)
                #expect(outcome == .unknownTask, "\(name)")
            }
            await scene.pass(.seconds(5))
            #expect(scene.calls.count == before)
        }
    }

    @Test("a task that has ended is asked about no more")
    func ended() throws {
        let scene = Self.scene(Script())
        try scene.run { scene in
            _ = try await scene.tracker.delivery(of: try await scene.submit())
            let before = scene.calls.count
            #expect(await scene.notify("t-0") == .unknownTask)
            await scene.pass(.seconds(100))
            #expect(scene.calls.count == before)
        }
    }

    @Test("a task that nobody follows here is asked about no more")
    func stopped() throws {
        let scene = Self.scene()
        try scene.run { scene in
            _ = try await scene.submit()
            await scene.pass(.seconds(20))
            await scene.tracker.stop()
            let before = scene.calls.count
            #expect(await scene.notify("t-0") == .unknownTask)
            await scene.pass(.seconds(100))
            #expect(scene.calls.count == before)
        }
    }

    @Test("an event that is quicker than the reply to the submission is not lost", arguments: [true, false])
    func early(isNoticed: Bool) throws {
        let script = Script(
            submit: { _ in .json(#"{"task_id":"t-0"}"#).after(.seconds(30)) }, poll: inTurn(Self.waiting))
        let scene = Self.scene(script)
        try scene.run { scene in
            _ = try await scene.submit()
            await scene.pass(.seconds(20))
            if isNoticed { #expect(await scene.notify("t-0") == .unknownTask) }
            await scene.pass(.seconds(11))
            #expect(scene.polls.count == (isNoticed ? 1 : 0))
            // It is for the first question only.
            await scene.pass(.seconds(20))
            #expect(scene.polls.count == 1)
        }
    }

    @Test("an event while a question is on its way is followed by another question")
    func underWay() throws {
        let scene = Self.scene(Script(poll: inTurn(Self.waiting.after(.seconds(10)))))
        try scene.run { scene in
            _ = try await scene.submit()
            while scene.polls.isEmpty { await scene.pass(.seconds(1)) }
            #expect(await scene.notify("t-0") == .asked)
            #expect(await scene.notify("t-0") == .alreadyDue)
            await scene.pass(.seconds(11))
            #expect(scene.polls.count == 2)
        }
    }

    @Test("what the service asks for is the floor")
    func retryAfter() throws {
        let busy = VirtualReply.refusal(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: 100\r\n")
        let scene = Self.scene(Script(poll: inTurn(busy, Self.waiting)))
        try scene.run { scene in
            _ = try await scene.submit()
            while scene.polls.isEmpty { await scene.pass(.seconds(1)) }
            for _ in 0..<9 {
                await scene.pass(.seconds(10))
                _ = await scene.notify("t-0")
            }
            #expect(scene.polls.count == 1)
            await scene.pass(.seconds(20))
            #expect(scene.polls.count == 2)
        }
    }

    @Test("an outage is not answered by more questions")
    func outage() throws {
        func questions(isFlooded: Bool) throws -> Int {
            let scene = Self.scene(Script(poll: inTurn(.unreadable)))
            return try scene.run { scene in
                _ = try await scene.submit()
                for _ in 0..<120 {
                    await scene.pass(.seconds(5))
                    if isFlooded { _ = await scene.notify("t-0") }
                }
                return scene.polls.count
            }
        }
        #expect(try questions(isFlooded: true) <= questions(isFlooded: false) + 2)
    }

    @Test("a flood does not use up the time for which a task is followed")
    func patience() throws {
        var configuration = Self.slow
        configuration.polling.longest = .seconds(500)
        configuration.polling.patience = .seconds(2000)
        let scene = Self.scene(Script(poll: inTurn(Self.waiting)), configuration)
        try scene.run { scene in
            let id = try await scene.submit()
            for _ in 0..<100 {
                await scene.pass(.seconds(6))
                _ = await scene.notify("t-0")
            }
            #expect(scene.polls.count > 90)
            #expect(await scene.tracker.isFollowing(id))
            // And it is not followed for ever because of it.
            await scene.pass(.seconds(3000))
            #expect(await !scene.tracker.isFollowing(id))
        }
    }

    @Test("the account's pace is kept")
    func pace() throws {
        var configuration = Self.slow
        configuration.pace = PollPace(rate: 1, burst: 1)
        let scene = Self.scene(Script(poll: inTurn(Self.waiting)), configuration)
        try scene.run { scene in
            for _ in 0..<10 { _ = try await scene.submit() }
            while scene.polls.count < 10 { await scene.pass(.seconds(1)) }
            await scene.pass(.seconds(6))
            let before = scene.polls.count
            for number in 0..<10 { _ = await scene.notify("t-\(number)") }
            await scene.pass(.seconds(20))
            let times = scene.polls.dropFirst(before).map(\.time)
            #expect(times.count >= 10)
            for (earlier, later) in zip(times, times.dropFirst()) { #expect(later - earlier >= .milliseconds(990)) }
        }
    }

    @Test("a task that was taken over is found, too")
    func takenOver() throws {
        let store = MemoryTaskStore.memory
        let first = Scene(Script(poll: inTurn(Self.waiting)), store: store, configuration: Self.slow)
        let id = try first.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(10))
            await scene.tracker.stop()
            return id
        }
        let second = Scene(Script(poll: inTurn(Self.waiting)), store: store, configuration: Self.slow)
        try second.run { scene in
            _ = try await scene.tracker.resume(id, with: [scene.model])
            await scene.pass(.seconds(20))
            let before = scene.polls.count
            #expect(await scene.notify("t-0") == .asked)
            await scene.pass(.seconds(1))
            #expect(scene.polls.count == before + 1)
        }
    }
}

extension Scene {
    fileprivate func notify(_ remoteID: String, from surface: Surface? = nil) async -> NoticeOutcome {
        await tracker.receive(WebhookNotice(remoteID: remoteID), from: surface ?? model.surface)
    }
}

/// The model as if its service sent the events that a sibling of it documents for the same wire.
private struct ModelWithWebhooks: WebhookVideoGeneration {
    let model: HighwayModel

    var descriptor: CapabilityDescriptor { model.descriptor }
    var surface: Surface { model.surface }
    func submit(_ submission: Submission) async -> SubmitOutcome { await model.submit(submission) }
    func status(_ query: StatusQuery) async -> StatusOutcome { await model.status(query) }

    func readWebhook(_ delivery: WebhookDelivery) -> WebhookNotice? {
        JSON(parsing: delivery.body)?["payload"]?["task"]?["task_id"]?.string.map { WebhookNotice(remoteID: $0) }
    }
}
