// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// A submission that is proved to have done nothing, and when the next one follows.
public struct RetryNotice: Sendable {
    /// The task.
    public var task: TaskID
    /// Which submission it was, from 1.
    public var attempt: Int
    /// The time until the next one.
    public var delay: Duration
    /// Why it was not accepted.
    public var reason: VideoGenerationError
}
