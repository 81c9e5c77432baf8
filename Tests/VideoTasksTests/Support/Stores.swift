// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore
import VideoTasks

/// A store in memory that tells before each change, and may refuse it.
final class WatchedStore: ForwardingStore {
    enum Refusal: Sendable {
        /// Nothing is changed.
        case before
        /// The change is made, and its confirmation is lost.
        case after
    }

    typealias Watch = @Sendable (_ task: VideoTask, _ isNew: Bool) -> Refusal?

    /// What an update waits for, if anything.
    let hold = Mutex<(@Sendable (VideoTask) async -> Void)?>(nil)
    /// What updates have made of tasks.
    let written = Mutex<[TaskState]>([])
    /// Whether no task can be read.
    let isUnreadable = Atomic(false)
    let memory = MemoryTaskStore()
    private let watch: Watch

    init(_ watch: @escaping Watch) {
        self.watch = watch
    }

    func insert(_ task: VideoTask) throws(VideoGenerationError) -> VideoTask? {
        try guarded(watch(task, true)) { () throws(VideoGenerationError) in try memory.insert(task) }
    }

    func update(_ task: VideoTask, within budget: Budget?) async throws(VideoGenerationError) -> Bool {
        await hold.withLock { $0 }?(task)
        return try guarded(watch(task, false)) { () throws(VideoGenerationError) in
            let isWritten = try memory.update(task, within: budget)
            if isWritten { written.withLock { $0.append(task.state) } }
            return isWritten
        }
    }

    /// As another process would.
    func put(_ task: VideoTask) throws(VideoGenerationError) -> Bool { try memory.update(task, within: nil) }

    func task(_ id: TaskID) throws(VideoGenerationError) -> VideoTask? {
        if isUnreadable.load(ordering: .relaxed) { throw VideoGenerationError(.store, "The disk is gone.") }
        return try memory.task(id)
    }

    func another() -> MemoryTaskStore { memory.another() }

    private func guarded<Value>(
        _ refusal: Refusal?, _ change: () throws(VideoGenerationError) -> Value
    ) throws(VideoGenerationError) -> Value {
        let error = VideoGenerationError(.store, "The disk is full.")
        if refusal == .before { throw error }
        let value = try change()
        if refusal == .after { throw error }
        return value
    }
}
