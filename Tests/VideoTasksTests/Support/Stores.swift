// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore
import VideoTasks

/// A store in memory that tells before each change, and may refuse it.
final class WatchedStore: TaskStore {
    enum Refusal: Sendable {
        /// Nothing is changed.
        case before
        /// The change is made, and its confirmation is lost.
        case after
    }

    typealias Watch = @Sendable (_ task: VideoTask, _ isNew: Bool) -> Refusal?

    private let memory = MemoryTaskStore()
    private let watch: Watch

    init(_ watch: @escaping Watch) {
        self.watch = watch
    }

    func insert(_ task: VideoTask) throws(VideoGenerationError) {
        try guarded(watch(task, true)) { () throws(VideoGenerationError) in try memory.insert(task) }
    }

    func update(_ task: VideoTask) throws(VideoGenerationError) {
        try guarded(watch(task, false)) { () throws(VideoGenerationError) in try memory.update(task) }
    }

    func task(_ id: TaskID) -> VideoTask? { memory.task(id) }

    func tasks() -> [VideoTask] { memory.tasks() }

    private func guarded(
        _ refusal: Refusal?, _ change: () throws(VideoGenerationError) -> Void
    ) throws(VideoGenerationError) {
        let error = VideoGenerationError(.store, "The disk is full.")
        if refusal == .before { throw error }
        try change()
        if refusal == .after { throw error }
    }
}
