// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VideoTracker {
    /// How many times a service must say that a key is not good before waiters are told.
    private static let accountPatience = 3
    /// How often, and for how long, a service must say that it does not know a task before it is believed: a fresh task
    /// may not be on every machine of the service yet.
    private static let unknownTaskPatience = (answers: 5, time: Duration.seconds(60))

    /// Asks once, and arranges what follows. Nothing but the service's own word ends a task.
    func poll(_ id: TaskID) async {
        guard !isStopping, let task = tracked[id], let handle = task.record.handle else { return }
        let outcome = await task.model.status(StatusQuery(handle, by: connection(to: task.model)))
        switch outcome {
        case .report(let report):
            await take(report, task)
        case .trouble(let trouble):
            await take(trouble, task)
        }
    }

    private func take(_ report: StatusReport, _ task: TrackedTask) async {
        switch report.phase {
        case .queued: await move(task, to: .queued, report)
        case .running: await move(task, to: .running, report)
        case .failed(let refusal):
            await fail(
                task,
                VideoGenerationError(refusal.code, "The service ended the task without a video: \(refusal.message)"))
        case .succeeded(let samples):
            await move(task, to: .delivering, report)
            await deliver(samples, of: task)
        }
    }

    private func move(_ task: TrackedTask, to state: TaskState, _ report: StatusReport) async {
        let (status, isMove) = task.fold(state, report)
        if isMove || task.isUnrecorded { await saveOrTell(task) }
        task.tell(status)
        if state != .delivering { askAgain(task, eta: report.eta) }
    }

    private func take(_ trouble: StatusOutcome.Trouble, _ task: TrackedTask) async {
        task.failures += 1
        let error = trouble.error.about(task.record.handle)
        switch trouble.kind {
        case .passing:
            // A poll is never cancelled here, so its transport was shut down: nothing more will be heard.
            if error.code == .cancelled { task.tell(error) }
        case .account:
            task.accountTroubles += 1
            if task.accountTroubles == Self.accountPatience { task.tell(error) }
        case .unknownTask:
            task.unknowns += 1
            if task.unknowns >= Self.unknownTaskPatience.answers,
                loop.now - task.acceptedAt >= Self.unknownTaskPatience.time
            {
                return await fail(task, error)
            }
        }
        askAgain(task, floor: error.retryAfter)
    }

    /// Arranges the next question, unless the task has been asked for long enough.
    func askAgain(_ task: TrackedTask, eta: Duration? = nil, floor: Duration? = nil) {
        let elapsed = loop.now - task.acceptedAt
        guard elapsed < configuration.polling.patience else {
            task.tell(
                VideoGenerationError(
                    .timedOut, "The service has not finished the task; it is not asked any more."))
            task.hub.close()
            return rest(task)
        }
        let wait = configuration.polling.wait(
            elapsed: elapsed, eta: eta, failures: task.failures, floor: floor, using: &generator)
        schedule(.poll(task.id), after: wait)
    }
}
