// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// How a running task is doing.
public struct TaskStatus: Hashable, Sendable {
    /// The task.
    public var task: TaskID
    /// `queued`, `running` or `delivering`.
    public var state: TaskState
    /// The share that is done, 0 to 1, as far as the service says; it never falls.
    public var progress: Double?
    /// The service's own word; nil while another process follows the task, because it is not recorded.
    public var word: String?
}
