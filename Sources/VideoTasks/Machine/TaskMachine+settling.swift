// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

// What a person decides about a task.
extension TaskMachine {
    mutating func abandon(_ stage: Stage.Accepted, _ moment: Moment) -> [Action] {
        let error = VideoGenerationError(
            .cancelled, "It was given up. The service has no way to cancel it: it may go on, and bill it.")
        return end(stage.abandon(TaskFailure(error)), error, moment)
    }

    mutating func resolve(_ stage: Stage, _ moment: Moment) -> [Action] {
        move(to: stage, moment, "Somebody looked it up at the service.")
        following = Following(since: moment.time)
        return [.recordFirst]
    }

    mutating func resolveAsNotSubmitted(_ stage: Stage.Unknown, _ moment: Moment) -> [Action] {
        // Nothing is counted for them any more, also when the task is submitted again.
        task.attempts = task.attempts.map { attempt in
            attempt.outcome == .unknown
                ? SubmitAttempt(
                    .notSent, by: attempt.model, for: attempt.account, costing: attempt.cost,
                    "Somebody made sure that the service does not have it. \(attempt.message ?? "")",
                    evidence: attempt.evidence, at: attempt.at) : attempt
        }
        return resolve(stage.resolveAsNotSubmitted(TaskFailure(.notSubmitted)), moment)
    }

    /// Opens what has ended.
    mutating func reopen(_ stage: Stage?, by owner: StoreOwner, _ moment: Moment) -> [Action] {
        guard let stage else { return [] }
        task.owner = owner
        submissions = 0
        withdrawal = nil
        following = Following(since: moment.time)
        move(to: stage, moment)
        return [.recordFirst]
    }
}
