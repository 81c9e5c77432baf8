// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("What another process left behind")
struct TakingOverTests {
    /// A task that a process left in the state that `script` brings it to within `time`, and the store of the next process.
    private func orphan(
        _ script: Script, after time: Duration, store: MemoryTaskStore = .init()
    ) throws -> (id: TaskID, store: MemoryTaskStore, scene: Scene) {
        let scene = Scene(script, store: store)
        let id = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(time)
            return id
        }
        let next = store.another()
        store.close()
        return (id, next, scene)
    }

    private static let silence = Script(submit: { _ in VirtualReply.json("{}").after(.seconds(500)) })
    private static let refusal = Script(submit: { _ in
        .refusal(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: 600\r\n")
    })
    private static let running = Script(poll: { _ in .running })

    @Test("a task that the service has is followed to its end, and nothing is submitted")
    func accepted() throws {
        let (id, store, _) = try orphan(Self.running, after: .seconds(60))
        let scene = Scene(store: store, seed: 2)
        let (words, delivery) = try scene.run { scene in
            #expect(try await scene.tracker.resume(id, with: [scene.model]))
            let events = await scene.tracker.events(of: id)
            return (await events.words(), try await scene.tracker.delivery(of: id))
        }
        #expect(words == ["submitted", "delivering", "delivered"])
        #expect(delivery.task.remoteID == "t-0")
        #expect(scene.posts.isEmpty)
        #expect(try scene.record().history.map(\.event).contains("resumed"))
    }

    @Test("a submission whose answer nobody heard is unknown, with evidence, and is not made again")
    func submitting() throws {
        let (id, store, _) = try orphan(Self.silence, after: .seconds(5))
        let scene = Scene(store: store, seed: 2)
        let words = try scene.run { scene in
            try await scene.tracker.resume(id, with: [scene.model])
            return await scene.tracker.events(of: id).words()
        }
        #expect(words == ["submission_unknown"])
        #expect(scene.calls.isEmpty)
        #expect(try scene.record().evidence?.message.contains("ended before there was an answer") == true)
    }

    @Test("what was only prepared has failed and may be submitted anew; resuming does not do it")
    func prepared() throws {
        let (id, store, _) = try orphan(Self.refusal, after: .seconds(5))
        let scene = Scene(store: store, seed: 2)
        let error = try scene.run { scene in
            try await scene.tracker.resume(id, with: [scene.model])
            return await scene.failure(of: id)
        }
        #expect(error.isRetryable)
        #expect(try scene.record().state == .failed)
        #expect(scene.calls.isEmpty)
    }

    @Test("a task that a living process follows is left alone")
    func living() throws {
        let first = MemoryTaskStore()
        let scene = Scene(Self.running, store: first)
        let id = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(30))
            return id
        }
        let before = try #require(try first.task(id))
        let second = Scene(store: first.another(), seed: 2)
        #expect(try second.run { try await !$0.tracker.resume(id, with: [$0.model]) })
        try second.run { await $0.pass(.seconds(600)) }
        #expect(second.calls.isEmpty)
        #expect(try first.task(id) == before)
    }

    @Test("a task that has ended stays as it is")
    func ended() throws {
        let store = MemoryTaskStore()
        let scene = Scene(store: store)
        _ = try scene.deliver()
        let before = try scene.record()
        let second = Scene(store: store.another(), seed: 2)
        #expect(try second.run { try await $0.tracker.resume(before.id, with: [$0.model]) })
        #expect(try scene.record() == before)
    }

    @Test("nobody is asked about a task of another host")
    func otherHost() throws {
        let (id, store, _) = try orphan(Self.running, after: .seconds(30))
        let scene = Scene(store: store, seed: 2)
        let elsewhere = HighwayModelElsewhere.model
        let error = try scene.run { scene in
            await #expect(throws: VideoGenerationError.self) { try await scene.tracker.resume(id, with: [elsewhere]) }
        }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains("https://api.highwayapi.ai") == true)
        #expect(scene.calls.isEmpty)
    }

    @Test("an unknown id is said to be unknown")
    func missing() throws {
        let scene = Scene()
        let error = try scene.run { scene in
            await #expect(throws: VideoGenerationError.self) {
                try await scene.tracker.resume(TaskID(rawValue: "nobody"), with: [scene.model])
            }
        }
        #expect(error?.code == .taskNotFound)
    }

    @Test("who watches another process's task hears of its end, and takes it over if that process dies")
    func follow() throws {
        let store = MemoryTaskStore()
        let first = Scene(Self.running, store: store)
        let id = try first.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(30))
            return id
        }
        let second = Scene(store: store.another(), seed: 2)
        let words = try second.run { scene in
            let events = await scene.tracker.follow(id, with: [scene.model])
            await scene.pass(.seconds(10))
            #expect(scene.calls.isEmpty)
            store.close()
            return await events.words()
        }
        #expect(words.first == "submitted")
        #expect(words.last == "delivered")
        #expect(second.posts.isEmpty)
    }

    @Test("a task that somebody else gave up meanwhile is not overwritten, and its waiters hear of it")
    func superseded() throws {
        let store = MemoryTaskStore()
        let second = Scene(store: store.another(), seed: 2)
        let script = Script(poll: { $0.number < 3 ? .queued : .running })
        let first = Scene(script, store: store)
        let (id, error) = try first.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(5))
            _ = try second.run { try await $0.tracker.cancel(id) }
            return (id, await scene.failure(of: id))
        }
        #expect(error.code == .cancelled)
        #expect(try store.task(id)?.state == .abandoned)
        let asked = first.polls.count
        try first.run { await $0.pass(.seconds(3600)) }
        #expect(first.polls.count == asked)
    }

    @Test("an id that arrives after its process was taken for dead is recorded all the same")
    func lateID() throws {
        let store = MemoryTaskStore()
        let second = Scene(store: store.another(), seed: 2)
        let script = Script(submit: { _ in VirtualReply.json(#"{"task_id":"late"}"#).after(.seconds(20)) })
        let first = Scene(script, store: store)
        let delivery = try first.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(5))
            // As a store does whose lease has run out while the machine slept.
            var machine = TaskMachine(task: try #require(try store.task(id)), rules: .init())
            _ = machine.take(.adopted(StoreOwner(rawValue: "other")), at: .init(time: scene.loop.now, wall: 0))
            machine.task.revision += 1
            #expect(try store.update(machine.task, within: nil))
            #expect(try store.task(id)?.state == .submissionUnknown)
            return try await scene.tracker.delivery(of: id)
        }
        #expect(delivery.task.remoteID == "late")
        _ = second
    }
}
