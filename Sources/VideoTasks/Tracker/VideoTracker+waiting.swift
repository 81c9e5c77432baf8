// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension VideoTracker {
    /// The events of a task. One that is not followed here any more has a summary from its record; an unknown id has none.
    public func events(of id: TaskID) async -> TaskEvents {
        let summary: [TaskEvent]
        do {
            if let task = try await find(id) { return listen(to: task).events }
            summary = try await store.task(id)?.summary ?? []
        } catch {
            summary = [.attention(error)]
        }
        return TaskEvents(
            stream: AsyncStream { stream in
                for event in summary { stream.yield(event) }
                stream.finish()
            })
    }

    /// The ends of all tasks that this tracker follows, from now on: for an app that has thousands under way.
    ///
    /// A task that is not followed here any more without having come to its end, because the service has not finished it
    /// for as long as it is asked at all, or because another process has it, is no completion.
    public func completions() -> TaskCompletions {
        completionHub.listen()
    }

    /// Waits for a task's delivery. Neither a time-out nor cancelling the wait touches the task.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - patience: How long to wait; nil for as long as it takes.
    /// - Throws: What ended the task, `submission_unknown` included. `timed_out` or `cancelled` when the wait ended before
    ///   it, and any other code when the task goes on but cannot be followed until somebody acts (see
    ///   ``TaskEvent/attention(_:)``). The error has the task's handle as soon as there is one.
    public func delivery(
        of id: TaskID, within patience: Duration? = nil
    ) async throws(VideoGenerationError) -> Delivery {
        guard let task = try await find(id) else { return try await recordedDelivery(of: id) }
        let (listener, events) = listen(to: task)
        if let patience, !task.hub.isOver { schedule(.dismiss(task.reference, listener: listener), after: patience) }
        for await event in events {
            // What ended the task counts more than what troubled it just before.
            if case .attention = event, task.hub.hasEnded { continue }
            if let delivery = try event.delivery() { return delivery }
        }
        let isCancelled = Task.isCancelled
        throw VideoGenerationError(
            isCancelled ? .cancelled : .timedOut,
            (isCancelled ? "The wait was cancelled." : "The wait is over.") + " The task \(id.rawValue) goes on.",
            task: task.record.handle)
    }

    private func listen(to task: TrackedTask) -> (number: Int, events: TaskEvents) {
        let reference = task.reference
        return task.hub.listen { [weak self, loop] number in
            Task(executorPreference: loop) { await self?.dismiss(number, of: reference) }
        }
    }

    /// Ends one listener's sequence; without listeners a task may sleep.
    func dismiss(_ listener: Int, of task: TrackedTask.Reference) {
        guard let task = find(task) else { return }
        task.hub.dismiss(listener)
        settle(task)
    }

    private func recordedDelivery(of id: TaskID) async throws(VideoGenerationError) -> Delivery {
        for event in try await store.task(id)?.summary ?? [] {
            if let delivery = try event.delivery() { return delivery }
        }
        throw notFound(id)
    }
}

extension TaskEvent {
    /// What somebody who waits for the delivery makes of the event; nil if there is more to wait for.
    fileprivate func delivery() throws(VideoGenerationError) -> Delivery? {
        switch self {
        case .submitted, .status, .retrying, .failover, .held, .unanswered: return nil
        case .delivered(let delivery): return delivery
        case .failed(let error), .attention(let error): throw error
        case .submissionUnknown(_, let evidence):
            throw VideoGenerationError(unknownSubmission: evidence)
        }
    }
}
