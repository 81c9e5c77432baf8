// SPDX-License-Identifier: Apache-2.0
import Synchronization
public import VideoGenerationCore

/// A store that lives and dies with its process: for tests, and for apps that keep handles themselves.
public final class MemoryTaskStore: TaskStore {
    private let state = Mutex<(order: [TaskID], tasks: [TaskID: VideoTask])>(([], [:]))

    /// An empty store.
    public init() {}

    /// Records a new task.
    public func insert(_ task: VideoTask) throws(VideoGenerationError) {
        let isNew = state.withLock { state in
            guard state.tasks[task.id] == nil else { return false }
            state.order.append(task.id)
            state.tasks[task.id] = task
            return true
        }
        if !isNew { throw VideoGenerationError(.store, "The task \(task.id.rawValue) is recorded already.") }
    }

    /// Replaces the recorded task by the next revision of it.
    public func update(_ task: VideoTask) throws(VideoGenerationError) {
        let isNext = state.withLock { state in
            guard let recorded = state.tasks[task.id], recorded.revision + 1 == task.revision else { return false }
            state.tasks[task.id] = task
            return true
        }
        if !isNext {
            throw VideoGenerationError(
                .store, "The task \(task.id.rawValue) has been changed elsewhere, or is not recorded.")
        }
    }

    /// The task `id`.
    public func task(_ id: TaskID) -> VideoTask? {
        state.withLock { $0.tasks[id] }
    }

    /// Every task, oldest first.
    public func tasks() -> [VideoTask] {
        state.withLock { state in state.order.compactMap { state.tasks[$0] } }
    }
}

extension TaskStore where Self == MemoryTaskStore {
    /// A new store in memory.
    public static var memory: MemoryTaskStore { MemoryTaskStore() }
}
