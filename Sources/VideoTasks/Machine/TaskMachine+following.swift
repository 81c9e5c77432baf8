// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension TaskMachine {
    /// What is only known while a task is followed, and need not survive.
    struct Following: Sendable {
        /// Since when, on the loop's clock.
        var since = MonotonicTime(nanoseconds: 0)
        /// How long has been waited for it between questions. A machine that slept has not waited.
        var waited = Duration.zero
        var status: TaskStatus?
        /// Questions without an answer, in a row.
        var failures = 0
        /// Answers "your key is not good", in a row.
        var accountTroubles = 0
        /// Answers "I do not know this task", in a row.
        var unknowns = 0
        /// Whether listeners were told of trouble, and not yet that it is over.
        var isTroubled = false
        /// Whether the store does not hold what is known here, because it failed.
        var isUnrecorded = false
    }

    /// Nothing but the service's own word ends a task.
    mutating func take(_ report: StatusReport, _ stage: Stage.Accepted, _ moment: Moment) -> [Action] {
        (following.failures, following.accountTroubles, following.unknowns) = (0, 0, 0)
        switch report.phase {
        case .queued: return move(stage.move(to: .queued), report, moment) + [.ask(eta: report.eta)]
        case .running: return move(stage.move(to: .running), report, moment) + [.ask(eta: report.eta)]
        case .succeeded(let samples):
            let isNew = stage.place != .delivering
            return move(stage.move(to: .delivering), report, moment) + (isNew ? [.learn] : []) + [.fetch(samples)]
        case .failed(let refusal):
            let error = VideoGenerationError(
                refusal.code, "The service ended the task without a video: \(refusal.message)")
            return end(stage.end(TaskFailure(error, isServicesWord: true)), error, moment)
        }
    }

    private mutating func move(_ next: Stage, _ report: StatusReport, _ moment: Moment) -> [Action] {
        let progress = [following.status?.progress, report.progress].compactMap { $0 }.max()
        let isMove = next != task.stage
        move(to: next, moment)
        let status = TaskStatus(task: task.id, state: task.state, progress: progress, word: report.word)
        let isNews = status != following.status || following.isTroubled
        following.status = status
        following.isTroubled = false
        return (isMove || following.isUnrecorded ? [.record] : []) + (isNews ? [.tell(.status(status))] : [])
    }

    mutating func take(
        _ trouble: StatusOutcome.Trouble, _ stage: Stage.Accepted, _ moment: Moment
    ) -> [Action] {
        following.failures += 1
        let error = trouble.error.about(stage.handle)
        var told: [Action] = []
        switch trouble.kind {
        case .passing:
            // A question is never cancelled here, so its transport was shut down: nothing more will be heard.
            if error.code == .cancelled { told = [.tell(self.trouble(error))] }
        case .account:
            following.accountTroubles += 1
            if following.accountTroubles == rules.accountPatience { told = [.tell(self.trouble(error))] }
        case .unknownTask:
            following.unknowns += 1
            let limit = rules.unknownTaskPatience
            if following.unknowns >= limit.answers, moment.time - following.since >= limit.time {
                let isServicesWord = error.code == .generationFailed
                return end(stage.end(TaskFailure(error, isServicesWord: isServicesWord)), error, moment)
            }
        }
        if told.isEmpty, rules.isWorthTelling(failures: following.failures) {
            following.isTroubled = true
            told = [.tell(.unanswered(error))]
        }
        return told + [.ask(floor: error.retryAfter)]
    }

    /// Something needs attention; the task goes on.
    mutating func trouble(_ error: VideoGenerationError) -> TaskEvent {
        following.isTroubled = true
        return .attention(error.about(task.handle))
    }

    /// Asks no more. Whoever wants to may take it over.
    mutating func letGo(_ moment: Moment) -> [Action] {
        task.owner = nil
        let error = VideoGenerationError(
            .timedOut, "The service has not finished the task; it is not asked any more.")
        task.note("given_up", error.message, at: moment.wall)
        return [.record, .tell(trouble(error)), .letGo]
    }

    /// Whether the task has been asked for long enough, after waiting `wait` once more.
    mutating func isOverdue(afterWaiting wait: Duration) -> Bool {
        defer { following.waited += wait }
        return following.waited >= rules.patience
    }

    /// One sample at least makes it a delivery.
    mutating func conclude(
        _ stage: Stage.Accepted, _ samples: [SampleOutcome], _ recorded: [SampleOutcome],
        _ error: VideoGenerationError?, _ moment: Moment
    ) -> [Action] {
        guard samples.contains(where: { $0.outcome == .delivered }) else {
            let error = error ?? VideoGenerationError(noneOf: samples)
            return end(stage.end(TaskFailure(error), samples: recorded), error, moment)
        }
        move(to: stage.deliver(recorded), moment)
        let delivery = Delivery(
            task: stage.handle, samples: samples, report: task.report, attempts: task.attempts,
            cost: task.cost)
        return [.record, .tell(.delivered(delivery)), .rest]
    }
}

extension VideoGenerationError {
    /// Why there is not one file, if nothing went wrong on the way.
    fileprivate init(noneOf samples: [SampleOutcome]) {
        let reasons = Set(samples.compactMap(\.reason)).sorted().joined(separator: " ")
        let isFiltered = samples.contains { $0.outcome == .filtered }
        self.init(
            isFiltered ? .contentRefused : .noVideo,
            "The service ended the task as successful and gave no video. \(reasons)")
    }
}
