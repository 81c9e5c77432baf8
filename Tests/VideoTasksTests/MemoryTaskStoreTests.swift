// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import VideoTasks

@Suite("The store in memory")
struct MemoryTaskStoreTests {
    private func task(_ id: String) throws -> VideoTask {
        VideoTask(id: TaskID(rawValue: id), request: try SwitchedModel().request(), at: 1)
    }

    @Test("of the tasks that have ended it keeps the latest ten thousand, and all that have not ended")
    func forgetsEndings() throws {
        let store = MemoryTaskStore()
        #expect(try store.insert(try task("open")) == nil)
        let template = try task("x")
        for number in 0...20_000 {
            var task = VideoTask(
                id: TaskID(rawValue: "t\(number)"), request: try SwitchedModel().request(), at: template.created)
            #expect(try store.insert(task) == nil)
            guard case .prepared(let stage) = task.stage else { continue }
            task.stage = stage.end(TaskFailure(.withdrawn))
            task.revision = 1
            #expect(try store.update(task, within: nil))
        }
        let kept = try store.tasks(in: Set(TaskState.allCases))
        #expect(kept.count == 10_001)
        #expect(kept.first?.id.rawValue == "open")
        #expect(kept.last?.id.rawValue == "t20000")
    }

    @Test("another owner sees the same tasks, and whether the first one lives")
    func owners() throws {
        let (first, second) = { ($0, $0.another()) }(MemoryTaskStore())
        #expect(try first.insert(try task("a")) == nil)
        let owner = try first.owner()
        #expect(try second.task(TaskID(rawValue: "a")) != nil)
        #expect(try second.owner() != owner)
        #expect(try second.isAlive(owner))
        first.close()
        #expect(try !second.isAlive(owner))
        #expect(throws: VideoGenerationError.self) { try first.tasks(in: [.prepared]) }
    }
}
