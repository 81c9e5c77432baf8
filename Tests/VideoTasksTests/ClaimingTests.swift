// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("Tasks that a tracker claims")
struct ClaimingTests {
    /// Tasks that a process has left, and the store of the next one.
    private func orphans(_ count: Int) throws -> MemoryTaskStore {
        let store = MemoryTaskStore()
        let scene = Scene(Script(poll: { _ in .running }), store: store)
        try scene.run { scene in
            for _ in 0..<count { _ = try await scene.submit() }
            await scene.pass(.seconds(10))
        }
        let next = store.another()
        store.close()
        return next
    }

    private func states(_ scene: Scene) throws -> [TaskState] {
        try scene.run { scene in try await scene.store.tasks().map(\.state) }
    }

    @Test("are followed to their end, and submitted by nobody")
    func all() throws {
        let scene = Scene(store: try orphans(5), seed: 2)
        let claims = try scene.run { scene in
            let claims = try await scene.tracker.claim(upTo: 3, with: [scene.model])
            await scene.pass(.seconds(60))
            return claims
        }
        #expect(claims.count == 3 && claims.allSatisfy { $0.problem == nil })
        #expect(scene.posts.isEmpty)
        #expect(try states(scene).count { $0 == .delivered } == 3)
    }

    @Test("and cannot be followed from here are given back, with the reason")
    func foreign() throws {
        let store = try orphans(2)
        let scene = Scene(store: store, seed: 2)
        let claims = try scene.run { scene in
            let url = try #require(WebURL("https://elsewhere.example"))
            let elsewhere = HighwayModel.veo31LiteImageToVideo(at: Highway.surface(baseURL: url))
            return try await scene.tracker.claim(upTo: 9, with: [elsewhere])
        }
        #expect(claims.count == 2 && claims.allSatisfy { $0.problem?.code == .configuration })
        #expect(try scene.run { try await $0.store.tasks().allSatisfy { $0.owner == nil } })
    }

    @Test("while the store fails are followed once it is well", arguments: 1...14, [1, 2, 6])
    func failing(call: Int, count: Int) throws {
        let store = FailingStore(try orphans(4))
        let scene = Scene(store: store, seed: 2)
        try scene.run { scene in
            store.failures.withLock { $0 = call..<call + count }
            for _ in 0..<10 {
                _ = try? await scene.tracker.claim(upTo: 4, with: [scene.model])
                await scene.pass(.seconds(20))
            }
        }
        #expect(try states(scene).allSatisfy { $0 == .delivered })
        #expect(scene.posts.isEmpty)
    }
}

/// A store that fails for a while, after it has done what it was asked for or before.
private final class FailingStore: ForwardingStore {
    /// Which calls fail.
    let failures = Mutex<Range<Int>>(0..<0)
    private let calls = Mutex(0)
    let memory: MemoryTaskStore

    init(_ memory: MemoryTaskStore) {
        self.memory = memory
    }

    private func failing<Value>(
        _ body: () throws(VideoGenerationError) -> Value
    ) throws(VideoGenerationError) -> Value {
        let number = calls.withLock { calls in
            calls += failures.withLock { $0.isEmpty } ? 0 : 1
            return calls
        }
        guard failures.withLock({ $0.contains(number) }) else { return try body() }
        // Every other time it was done, and nobody hears of it.
        if number % 2 == 0 { _ = try body() }
        throw VideoGenerationError(.store, "The database is away.")
    }

    func isAlive(_ owner: StoreOwner) throws(VideoGenerationError) -> Bool {
        try failing { () throws(VideoGenerationError) in try memory.isAlive(owner) }
    }
    func update(_ task: VideoTask, within budget: Budget?) throws(VideoGenerationError) -> Bool {
        try failing { () throws(VideoGenerationError) in try memory.update(task, within: budget) }
    }
    func task(_ id: TaskID) throws(VideoGenerationError) -> VideoTask? {
        try failing { () throws(VideoGenerationError) in try memory.task(id) }
    }
    func tasks(in states: Set<TaskState>) throws(VideoGenerationError) -> [VideoTask] {
        try failing { () throws(VideoGenerationError) in try memory.tasks(in: states) }
    }
}
