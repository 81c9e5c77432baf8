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
        case .accepted(let remoteID):
            let handle = surface.handle(of: task, remoteID: remoteID)
            task.attempts.append(SubmitAttempt(.accepted, at: moment.wall))
            move(to: stage.accept(as: handle), moment, "The service calls it \(remoteID).")
            following = Following(since: moment.time)
            return [.record, .tell(.submitted(handle)), .ask()]
        case .unknown(let evidence):
            task.attempts.append(SubmitAttempt(.unknown, evidence.message, evidence: evidence, at: moment.wall))
            move(to: stage.park(evidence), moment, evidence.message)
            // One request that nobody ever answers must not use up what is allowed for all.
            guard submissions < rules.submissions else {
                return [.record, .tell(.submissionUnknown(task.id, evidence)), .rest]
            }
            return [.record, .askForResubmission()]
        case .notSent(let error):
            task.attempts.append(SubmitAttempt(.notSent, error.message, at: moment.wall))
            return retry(after: error, stage, moment)
        case .rejected(let error):
            task.attempts.append(SubmitAttempt(.rejected, error.message, at: moment.wall))
            return retry(after: error, stage, moment)
        }
    }

    private mutating func retry(
        after error: VideoGenerationError, _ stage: Stage.Submitting, _ moment: Moment
    ) -> [Action] {
        guard error.isRetryable, submissions < rules.submissions else {
            return end(stage.end(TaskFailure(error)), error, moment)
        }
        guard !isWithdrawn else { return holdBack(stage, moment) }
        move(to: stage.prepareAgain(), moment, error.message)
        if case .unknown = task.stage { return [.record, .askForResubmission(floor: error.retryAfter)] }
        let delay = max(error.retryAfter ?? .seconds(1 << min(submissions, 6)), .seconds(1))
        return [
            .record, .tell(.retrying(RetryNotice(task: task.id, attempt: submissions, delay: delay, reason: error))),
            .submitLater(after: delay),
        ]
    }
}
