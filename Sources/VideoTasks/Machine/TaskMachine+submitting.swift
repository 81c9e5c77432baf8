// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension TaskMachine {
    /// A submission begins: recorded before a byte leaves.
    mutating func begin(_ stage: Stage, _ moment: Moment) -> [Action] {
        if let withdrawal {
            guard case .prepared(let stage) = task.stage else { return [] }
            return end(stage.end(TaskFailure(withdrawal)), withdrawal, moment)
        }
        submissions += 1
        move(to: stage, moment)
        return [.recordFirst, .submit]
    }

    mutating func holdBack(_ stage: Stage.Submitting, _ moment: Moment) -> [Action] {
        let reason = withdrawal ?? .withdrawn
        return end(stage.end(TaskFailure(reason)), reason, moment)
    }

    /// Only what is proved to have done nothing is followed by another submission.
    mutating func judge(
        _ outcome: SubmitOutcome, _ stage: Stage.Submitting, _ surface: Surface, _ moment: Moment
    ) -> [Action] {
        switch outcome {
        case .accepted(let remoteID, let links):
            let handle = surface.handle(of: task, remoteID: remoteID, links: links)
            attempt(.accepted, at: moment)
            chain.pin(to: task.assignment)
            move(to: stage.accept(as: handle), moment, "The service calls it \(remoteID).")
            following = Following(since: moment.time)
            return [.record, .tell(.submitted(handle)), .ask()]
        case .unknown(let evidence):
            attempt(.unknown, evidence.message, evidence, at: moment)
            chain.pin(to: task.assignment)
            move(to: stage.park(evidence), moment, evidence.message)
            // One request that nobody ever answers must not use up what is allowed for all.
            guard submissions < rules.submissions + chain.alternatives else {
                return [.record, .tell(.submissionUnknown(task.id, evidence)), .rest]
            }
            return [.record, .askForResubmission()]
        case .notSent(let error):
            attempt(.notSent, code: error.code, error.message, at: moment)
            return goOn(after: error, stage, moment)
        case .rejected(let error):
            attempt(.rejected, code: error.code, error.message, at: moment)
            return goOn(after: error, stage, moment)
        }
    }

    private mutating func goOn(
        after error: VideoGenerationError, _ stage: Stage.Submitting, _ moment: Moment
    ) -> [Action] {
        chain.refuse(task.assignment, error, at: moment.time)
        guard let next = chain.next(at: moment.time), submissions < rules.submissions + chain.alternatives else {
            return conclude(by: error, moment, end: stage.end)
        }
        guard !isWithdrawn else { return holdBack(stage, moment) }
        move(to: stage.prepareAgain(), moment, error.message)
        if case .unknown = task.stage { return [.record, .askForResubmission(floor: error.retryAfter)] }
        guard next.assignment != task.assignment else {
            let notice = RetryNotice(task: task.id, attempt: submissions, delay: next.wait, reason: error)
            return [.record, .tell(.retrying(notice)), .submitLater(after: next.wait)]
        }
        return failOver(to: next.assignment, after: next.wait, error, moment)
    }

    /// Nothing was sent to the model, and nothing is for now.
    mutating func passOver(to next: Assignment, _ error: VideoGenerationError, _ moment: Moment) -> [Action] {
        chain.passOver()
        return failOver(to: next, after: .zero, error, moment)
    }

    /// Nothing is sent to its model any more, nor to others that are halted: to the next one as soon as that may be asked.
    mutating func leave(
        _ halted: [Assignment], _ error: VideoGenerationError, _ stage: Stage.Prepared, _ moment: Moment
    ) -> [Action] {
        chain.leaveOut(halted)
        guard let next = chain.next(at: moment.time) else { return conclude(by: error, moment, end: stage.end) }
        return failOver(to: next.assignment, after: next.wait, error, moment)
    }

    /// Ends a task that no model has, with what each of them said.
    ///
    /// - Parameter end: What the stage becomes then.
    mutating func conclude(
        by error: VideoGenerationError, _ moment: Moment, end: (TaskFailure) -> Stage
    ) -> [Action] {
        let conclusion = chain.conclusion(error, at: task.assignment)
        return self.end(end(TaskFailure(conclusion)), conclusion, moment)
    }

    private mutating func failOver(
        to next: Assignment, after delay: Duration, _ error: VideoGenerationError, _ moment: Moment
    ) -> [Action] {
        let refuser = task.assignment
        task.assignment = next
        task.note("failover", "From \(chain.name(of: refuser)) to \(chain.name(of: next)).", at: moment.wall)
        let failover = Failover(from: refuser.model, to: task, delay: delay, reason: error)
        return [.record, .tell(.failover(failover)), .submitLater(after: delay)]
    }

    /// Keeps what came of a submission.
    mutating func attempt(
        _ outcome: SubmitAttempt.Outcome, code: VideoGenerationError.Code? = nil, _ message: String? = nil,
        _ evidence: SubmitEvidence? = nil, at moment: Moment
    ) {
        task.attempts.append(
            SubmitAttempt(
                outcome, by: task.model, for: task.account, costing: task.price?.highest, code: code, message,
                evidence: evidence,
                at: moment.wall))
    }
}
