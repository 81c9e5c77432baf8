// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import LocalFiles
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

extension VideoTracker {
    func countTracked() -> Int { tracked.count }
}

/// Memory whose reads of one task may come back late, as a database's do.
final class LateStore: ForwardingStore {
    let memory = MemoryTaskStore()
    let late = Mutex<(@Sendable () async -> Void)?>(nil)

    func task(_ id: TaskID) async throws(VideoGenerationError) -> VideoTask? {
        let task = try memory.task(id)
        if let wait = late.withLock({ exchange(&$0, with: nil) }) { await wait() }
        return task
    }
    let hop = Mutex<(@Sendable () async -> Void)?>(nil)
    func update(_ task: VideoTask, within budget: Budget?) async throws(VideoGenerationError) -> Bool {
        if let hop = hop.withLock({ $0 }) { await hop() }
        return try memory.update(task, within: budget)
    }
    private func exchange<T>(_ value: inout T, with new: T) -> T {
        let old = value
        value = new
        return old
    }
}

final class Notes: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

@Suite("What happens at the same time")
struct RaceTests {
    private static let slow = Script(submit: { _ in VirtualReply.json(#"{"task_id":"paid-1"}"#).after(.seconds(10)) })

    @Test("stop waits until the id is recorded, also if the store stumbles once")
    func stopRecords() throws {
        let stumbles = Mutex(1)
        let store = WatchedStore { task, _ in
            guard task.handle != nil else { return nil }
            return stumbles.withLock { left in
                defer { left -= 1 }
                return left > 0 ? .before : nil
            }
        }
        let scene = Scene(Self.slow, store: store)
        let next = store.another()
        let words = Notes()
        let id = try scene.run { scene in
            let id = try await scene.submit()
            let events = await scene.tracker.events(of: id)
            Task(executorPreference: scene.loop) {
                for await event in events {
                    var word = event.word
                    if case .attention(let error) = event { word += " " + error.message }
                    words.add(word)
                }
            }
            await scene.pass(.seconds(1))
            await scene.tracker.stop(patience: .seconds(30))
            await store.close()
            await scene.pass(.seconds(60))
            return id
        }
        #expect(scene.posts.count == 1)
        #expect(try next.task(id)?.handle?.remoteID == "paid-1")
    }

    @Test("a second stop waits, too")
    func secondStop() throws {
        let store = MemoryTaskStore()
        let next = store.another()
        let scene = Scene(Self.slow, store: store)
        let id = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(1))
            Task(executorPreference: scene.loop) { await scene.tracker.stop(patience: .seconds(30)) }
            await scene.pass(.seconds(1))
            await scene.tracker.stop(patience: .seconds(30))
            store.close()
            await scene.pass(.seconds(60))
            return id
        }
        #expect(try next.task(id)?.handle?.remoteID == "paid-1")
    }

    private func forgetRace(_ body: @escaping @Sendable (Scene) async -> Void) throws -> (
        Scene, MemoryTaskStore, TaskID
    ) {
        let store = LateStore()
        let next = store.memory.another()
        let script = Script(
            submit: { call in
                call.number == 0
                    ? .refusal(401, "INVALID_API_KEY") : VirtualReply.json(#"{"task_id":"paid-1"}"#).after(.seconds(10))
            })
        let scene = Scene(script, store: store)
        let id = try scene.run { scene in
            let key = try RequestKey(id: "order", digest: "d")
            let request = try scene.negotiated()
            let id = try await scene.tracker.submit(request, to: scene.model, destination: .links, key: key)
            _ = await scene.failure(of: id)
            store.late.withLock { $0 = { await scene.pass(.seconds(2)) } }
            let forgetting = Task(executorPreference: scene.loop) { try? await scene.tracker.forget(id) }
            await scene.pass(.seconds(1))
            _ = try await scene.tracker.submit(request, to: scene.model, destination: .links, key: key)
            _ = await forgetting.value
            await body(scene)
            return id
        }
        return (scene, next, id)
    }

    @Test("a forget that is refused leaves the paid task followed")
    func forgetFollowed() throws {
        let (scene, next, id) = try forgetRace { await $0.pass(.seconds(600)) }
        #expect(scene.posts.count == 2)
        #expect(try next.task(id)?.state == .delivered)
    }

    @Test("a forget that is refused does not hide a submission from stop")
    func forgetStop() throws {
        let (scene, next, id) = try forgetRace { scene in
            await scene.tracker.stop()
            await scene.store.close()
            await scene.pass(.seconds(60))
        }
        #expect(scene.posts.count == 2)
        #expect(try next.task(id)?.handle?.remoteID == "paid-1")
    }

    @Test("a retry's old timer does not swallow a finished download")
    func staleTimer() throws {
        let folder = try TestFolder()
        var download = VirtualReply.video(TinyVideo().build())
        download.delay = .seconds(300)
        let slow = download
        let scene = Scene(
            Script(
                submit: { call in
                    call.number == 0
                        ? .refusal(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: 120\r\n")
                        : .json(#"{"task_id":"paid-1"}"#)
                }, download: { _ in slow }))
        let state = Notes()
        let destination = try folder.destination()
        try scene.run { scene in
            let key = try RequestKey(id: "order", digest: "d")
            let request = try scene.negotiated()
            let id = try await scene.tracker.submit(request, to: scene.model, destination: destination, key: key)
            await scene.pass(.seconds(1))
            await scene.tracker.withdraw(id)
            _ = try await scene.tracker.submit(request, to: scene.model, destination: destination, key: key)
            Task(executorPreference: scene.loop) {
                await scene.pass(.seconds(3000))
                let word = (try? await scene.store.task(id)?.state.rawValue) ?? "?"
                state.add(word)
            }
            _ = try await scene.tracker.delivery(of: id)
        }
    }

    @Test("a task that its process does not ask for any more can be taken over")
    func givenUp() throws {
        let store = MemoryTaskStore()
        let scene = Scene(
            Script(poll: { _ in .running }), store: store,
            configuration: .init(polling: PollSchedule(patience: .seconds(100))))
        let id = try scene.run { scene in
            let id = try await scene.submit()
            _ = await scene.failure(of: id)
            await scene.pass(.seconds(3600))
            return id
        }
        let count = scene.polls.count
        try scene.run { await $0.pass(.seconds(3600)) }
        #expect(scene.polls.count == count)
        let second = Scene(store: store.another(), seed: 2)
        let delivery = try second.run { scene in
            try await scene.tracker.delivery(of: id, with: [scene.model], within: .seconds(86_400))
        }
        #expect(delivery.task.remoteID == "t-0")
    }

    @Test("a task that was resolved and is not followed can be taken over")
    func resolved() throws {
        let store = MemoryTaskStore()
        let scene = Scene(Script(submit: inTurn(.failure(.connectionLost))), store: store)
        let id = try scene.run { scene in
            let id = try await scene.submit()
            _ = await scene.failure(of: id)
            try await scene.tracker.resolve(id, as: "found", of: scene.model)
            await scene.pass(.seconds(3600))
            return id
        }
        // The one question whether there is such a task.
        #expect(scene.polls.count == 1)
        let second = Scene(store: store.another(), seed: 2)
        #expect(try second.run { scene in try await scene.tracker.resume(id, with: [scene.model]) })
    }

    @Test("an earlier waiter's patience does not end a later wait")
    func staleDismissal() throws {
        let scene = Scene(
            Script(
                submit: { call in
                    call.number < 4 ? .refusal(429, "RATE_LIMIT_EXCEEDED") : .json(#"{"task_id":"t-9"}"#)
                },
                poll: { call in call.time < .seconds(7200) ? .running : .done() }))
        let error = try scene.run { scene in
            let key = try RequestKey(id: "order", digest: "d")
            let request = try scene.negotiated()
            let id = try await scene.tracker.submit(request, to: scene.model, destination: .links, key: key)
            _ = await scene.failure(of: id, within: .seconds(3600))
            _ = try await scene.tracker.submit(request, to: scene.model, destination: .links, key: key)
            return await scene.failure(of: id)
        }
        #expect(error.message == "It was delivered.")
    }

    @Test("a wait that begins after stop ends")
    func afterStop() throws {
        let store = MemoryTaskStore()
        let scene = Scene(Script(poll: { _ in .running }), store: store)
        let id = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(60))
            return id
        }
        let next = store.another()
        store.close()
        let second = Scene(store: next, seed: 2)
        let error = try second.run { scene in
            await scene.tracker.stop()
            return await #expect(throws: VideoGenerationError.self) {
                try await scene.tracker.delivery(of: id, with: [scene.model])
            }
        }
        #expect(error != nil)
    }

    @Test("a tracker that is to remember nothing does not remember everything")
    func remembersNothing() throws {
        let scene = Scene(configuration: .init(rememberedTasks: 0))
        let count = try scene.run { scene in
            for _ in 0..<50 { _ = try await scene.tracker.delivery(of: try await scene.submit()) }
            await scene.pass(.seconds(3600))
            return await scene.tracker.countTracked()
        }
        #expect(count < 50)
    }

    @Test("a task that was lost to another process is not submitted in its name")
    func lostAndSubmitted() throws {
        let store = LateStore()
        let other = store.memory.another()
        let scene = Scene(
            Script(submit: { call in
                let waits = [120, 5]
                return waits.indices.contains(call.number)
                    ? .refusal(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: \(waits[call.number])\r\n")
                    : VirtualReply.json(#"{"task_id":"paid-\#(call.number)"}"#).after(.seconds(10))
            }), store: store)
        let second = VideoTracker(
            loop: scene.loop, store: other, credentials: FixedCredentials([Highway.credential: canary]),
            generator: SeededGenerator(seed: 7))
        let id = try scene.run { scene in
            let key = try RequestKey(id: "order", digest: "d")
            let request = try scene.negotiated()
            let id = try await scene.tracker.submit(request, to: scene.model, destination: .links, key: key)
            await scene.pass(.seconds(10))
            await scene.tracker.withdraw(id)
            await scene.pass(.milliseconds(109_400))
            store.hop.withLock { $0 = { await scene.pass(.seconds(1)) } }
            Task(executorPreference: scene.loop) {
                try? await scene.tracker.submit(request, to: scene.model, destination: .links, key: key)
            }
            await scene.pass(.milliseconds(100))
            _ = try await second.submit(request, to: scene.model, destination: .links, key: key)
            await scene.pass(.seconds(600))
            return id
        }
        #expect(scene.posts.count == 3)
        #expect(try other.task(id)?.state == .delivered)
    }
}
