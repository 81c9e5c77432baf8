// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Keeps tasks: the port behind which a file, a database or memory lies.
///
/// A method returns when what it did would survive what the store promises to survive. Errors are
/// `VideoGenerationError` with code `store`.
public protocol TaskStore: Sendable {
    /// Records a new task.
    func insert(_ task: VideoTask) async throws(VideoGenerationError)

    /// Replaces the recorded task by `task` if its revision is one less than `task.revision`; throws otherwise, because
    /// somebody else has changed it.
    func update(_ task: VideoTask) async throws(VideoGenerationError)

    /// The task `id`; nil if there is none.
    func task(_ id: TaskID) async throws(VideoGenerationError) -> VideoTask?

    /// Every task, oldest first.
    func tasks() async throws(VideoGenerationError) -> [VideoTask]
}
