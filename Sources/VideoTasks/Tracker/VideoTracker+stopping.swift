// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension VideoTracker {
    /// Makes no further attempt to submit a task that no service has taken yet: it ends as `cancelled`.
    ///
    /// An attempt under way is not broken off, because its outcome would be unknown: if it is accepted, the task goes on.
    public func withdraw(_ id: TaskID) {
        guard let task = tracked[id], task.record.handle == nil else { return }
        task.isWithdrawn = true
        rouse(for: id)
    }

    /// Ends the tracker's work: call it before the transport ends.
    ///
    /// Downloads are broken off, and their temporary files are gone when it returns. Nothing is submitted or polled any
    /// more; a submission under way is waited for, because its id would be lost. What the services have taken goes on
    /// there, and whoever still waits here is told so.
    ///
    /// - Parameter patience: How long a submission under way is waited for.
    public func stop(patience: Duration = .seconds(30)) async {
        guard !isStopping else { return }
        isStopping = true
        let fetches = tracked.values.flatMap(\.fetches)
        for fetch in fetches { fetch.cancel() }
        rouse()
        for fetch in fetches { _ = await fetch.value }
        // In a task of its own: in a caller's that is cancelled, a pause would be none.
        let deadline = loop.now + patience
        await Task(executorPreference: loop) { await self.awaitSubmissions(until: deadline) }.value
        for task in tracked.values { task.hub.close() }
    }

    private func awaitSubmissions(until deadline: MonotonicTime) async {
        while loop.now < deadline, tracked.values.contains(where: \.isSubmitting) { await pause(.milliseconds(50)) }
    }
}
