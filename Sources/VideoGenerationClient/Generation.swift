// SPDX-License-Identifier: Apache-2.0

/// A recorded task, to be watched or waited for, whichever process follows it. Dropping it, or cancelling a wait, does
/// not touch the task.
public struct Generation: Sendable {
    /// Our own id of the task.
    public let id: TaskID
    private let models: [any VideoGeneration]
    private let tracker: VideoTracker

    init(id: TaskID, models: [any VideoGeneration], tracker: VideoTracker) {
        self.id = id
        self.models = models
        self.tracker = tracker
    }

    /// What happens to it, from its beginning or from where it stands. A task that nobody follows any more is followed
    /// from now on; one that has ended has a summary.
    public func events() async -> TaskEvents {
        await tracker.isFollowing(id) ? await tracker.events(of: id) : await tracker.follow(id, with: models)
    }

    /// Whether this client follows it, and not another process.
    public func isFollowedHere() async -> Bool {
        await tracker.isFollowing(id)
    }

    /// Makes no further attempt to submit it, if no service has taken it yet: it then ends as `cancelled`.
    public func withdraw() async {
        await tracker.withdraw(id)
    }

    /// Waits for its end.
    ///
    /// - Parameter patience: How long to wait; nil for as long as it takes.
    /// - Throws: What ended it; `timed_out` or `cancelled` when the wait ended before it, and the task goes on;
    ///   `submission_unknown` when it may be billed and nothing may be sent again.
    public func delivery(within patience: Duration? = nil) async throws(VideoGenerationError) -> Delivery {
        try await tracker.delivery(of: id, with: models, within: patience)
    }
}
