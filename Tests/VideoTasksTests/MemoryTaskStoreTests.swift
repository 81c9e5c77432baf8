// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import VideoTasks

@Suite("The store in memory")
struct MemoryTaskStoreTests {
    private func task(_ id: String) throws -> VideoTask {
        VideoTask(id: TaskID(rawValue: id), request: try SwitchedModel().request(), at: 1)
    }

    @Test("a task is recorded once, and tasks keep their order")
    func insert() throws {
        let store = MemoryTaskStore()
        for id in ["c", "a", "b"] { try store.insert(try task(id)) }
        #expect(throws: VideoGenerationError.self) { try store.insert(try task("a")) }
        #expect(store.tasks().map(\.id.rawValue) == ["c", "a", "b"])
        #expect(store.task(TaskID(rawValue: "b"))?.state == .prepared)
        #expect(store.task(TaskID(rawValue: "z")) == nil)
    }

    @Test("only the next revision is taken", arguments: [-1, 0, 2, 3])
    func revision(_ revision: Int) throws {
        let store = MemoryTaskStore()
        var changed = try task("a")
        try store.insert(changed)
        changed.revision = revision
        changed.state = .failed
        #expect(throws: VideoGenerationError.self) { try store.update(changed) }
        #expect(store.task(changed.id)?.state == .prepared)
    }

    @Test("a task that is not recorded is not updated")
    func unknown() throws {
        var changed = try task("a")
        changed.revision = 1
        #expect(throws: VideoGenerationError.self) { try MemoryTaskStore().update(changed) }
    }

    @Test("of many who change the same revision at once, one wins")
    func race() async throws {
        let store = MemoryTaskStore()
        let first = try task("a")
        try store.insert(first)
        for round in 1...20 {
            let winners = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        var next = first
                        next.revision = round
                        do {
                            try store.update(next)
                            return 1
                        } catch {
                            return 0
                        }
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(winners == 1)
        }
        #expect(store.task(first.id)?.revision == 20)
    }
}
