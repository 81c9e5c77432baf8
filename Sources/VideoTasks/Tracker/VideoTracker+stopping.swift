// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension VideoTracker {
    /// Makes no further attempt to submit a task that no service has taken yet: it ends as `cancelled`.
    ///
    /// An attempt under way is not broken off, because its outcome would be unknown: if it is accepted, the task goes on.
    public func withdraw(_ id: TaskID) async {
        guard let task = tracked[id], task.record.handle == nil else { return }
        await withdraw(task, as: .withdrawn)
    }

    /// Makes no further attempt to submit it; `reason` is how it ends, unless a submission under way is accepted.
    func withdraw(_ task: TrackedTask, as reason: VideoGenerationError) async {
        task.machine.withdrawal = reason
        // One that waits for its next attempt ends now.
        guard !task.isBusy else { return }
        if case .unknown = task.record.stage {
            resubmissions[task.model.surface]?.remove(task.id)
            leave(task)
        } else {
            await run(task, .begun)
        }
    }

    /// Ends the tracker's work: call it before the transport ends.
    ///
    /// Downloads are broken off, and their temporary files are gone when it returns. Nothing is submitted or polled any
    /// more; a submission under way is waited for, because its id would be lost. What the services have taken goes on
    /// there, and whoever still waits here is told so. Close the store then, so that others may take the tasks over.
    ///
    /// - Parameter patience: How long a submission under way is waited for; of several calls the first one's counts.
    public func stop(patience: Duration = .seconds(30)) async {
        if let stopping { return await stopping.value }
        isStopping = true
        desk.state.isOver = true
        // In a task of its own: in a caller's that is cancelled, a pause would be none.
        let task = Task(executorPreference: loop) { await self.windUp(by: self.loop.now + patience) }
        stopping = task
        await task.value
    }

    private func windUp(by deadline: MonotonicTime) async {
        let fetches = tracked.values.flatMap(\.fetches)
        for fetch in fetches { fetch.cancel() }
        rouse()
        for fetch in fetches { _ = await fetch.value }
        await withdrawAll()
        while loop.now < deadline, tracked.values.contains(where: \.isSubmitting) { await pause(.milliseconds(50)) }
        // Also one whose end the store did not take: it does not rest yet.
        for task in tracked.values where !task.isResting {
            task.hub.close()
            observe(task, .left(task.record.state))
        }
        completionHub.close()
        for row in desk.state.table.rows.indices
        where desk.state.table[row].isTaken && tracked[desk.state.table.id(of: row)] == nil {
            observe(row, .left(desk.state.standings[desk.state.table[row].standing]?.state ?? .queued))
        }
    }

    private func withdrawAll() async {
        for id in tracked.values.filter({ $0.record.handle == nil }).map(\.id).sorted(by: { $0.rawValue < $1.rawValue })
        {
            await withdraw(id)
        }
    }
}
