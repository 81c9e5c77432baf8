// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Sees what a tracker does with its tasks, for logs, metrics and traces. Give it to a tracker with
/// ``VideoTracker/Configuration/observers``.
public protocol TaskObserver: Sendable {
    /// Takes note of something that was done. It is called on the tracker's loop, in the order in which things happen, and
    /// holds everything up until it returns.
    func observe(_ observation: TaskObservation)
}

/// Something that a tracker did with a task, or was told about it. No prompt, key or URL is in it but in the errors and
/// deliveries that a waiter gets, too.
public struct TaskObservation: Sendable {
    /// The task.
    public let task: TaskID
    /// Tells this following of the task from others, before it or beside it, by any tracker of this process.
    public let life: Int
    /// The model that has it, or is asked next.
    public let model: ModelID
    /// Seconds since 1970 at which it happened.
    public let at: Double
    /// What happened.
    public let deed: Deed

    /// An observation, for tests of an observer; see the properties.
    public init(task: TaskID, life: Int, model: ModelID, at time: Double, deed: Deed) {
        self.task = task
        self.life = life
        self.model = model
        at = time
        self.deed = deed
    }

    /// What happened.
    public enum Deed: Sendable {
        /// The task is followed here from now on, for the first time or taken over. This is observed in the task of who
        /// called the tracker, with that task's task-local values, such as the trace that it belongs to.
        case began(isTakenOver: Bool)
        /// A submission came to an end; `code` says why it was not accepted.
        case submitted(SubmitAttempt.Outcome, code: VideoGenerationError.Code?, took: Duration)
        /// A question was answered, or not: then `code` says why.
        case asked(TaskState?, code: VideoGenerationError.Code?, took: Duration)
        /// A sample was fetched, checked and kept, or not.
        case fetched(SampleOutcome, took: Duration)
        /// Waiters were told this.
        case told(TaskEvent)
        /// The task is not followed here any more: once for each beginning, and the last observation of that life, but for
        /// what comes of a submission that a stop did not wait for.
        case left(TaskState)
    }
}

extension VideoTracker {
    /// Shows observers something about a task.
    func observe(_ task: TrackedTask, _ deed: @autoclosure () -> TaskObservation.Deed) {
        guard !configuration.observers.isEmpty else { return }
        let deed = deed()
        switch deed {
        case .began: task.isObserved = true
        case .left:
            // Only of one whose beginning was observed, and once: who counts them must not miscount.
            guard task.isObserved else { return }
            task.isObserved = false
        case .submitted, .asked, .fetched, .told: break
        }
        let observation = TaskObservation(
            task: task.id, life: task.life, model: task.record.model, at: loop.wallClock, deed: deed)
        for observer in configuration.observers { observer.observe(observation) }
    }

    /// Shows observers something about a task that may sleep.
    func observe(_ row: Int, _ deed: @autoclosure () -> TaskObservation.Deed) {
        guard !configuration.observers.isEmpty else { return }
        let observation = TaskObservation(
            task: desk.state.table.id(of: row), life: Int(desk.state.table[row].life),
            model: desk.way(of: row).model.descriptor.model, at: loop.wallClock, deed: deed())
        for observer in configuration.observers { observer.observe(observation) }
    }

    /// Tells who waits for a task, and who observes it.
    func tell(_ task: TrackedTask, _ event: TaskEvent) {
        task.hub.send(event)
        completionHub.send(task.id, event)
        observe(task, .told(event))
    }
}
