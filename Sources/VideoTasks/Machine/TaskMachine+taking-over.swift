// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension TaskMachine {
    /// Takes over what another process left behind. Nothing is ever submitted for that: what it left `prepared` was not
    /// sent, what it left `submitting` may have been.
    mutating func adopt(by owner: StoreOwner, _ moment: Moment) -> [Action] {
        guard !task.state.isTerminal else { return [] }
        task.owner = owner
        following = Following(since: moment.time)
        switch task.stage {
        case .prepared(let stage):
            return end(stage.end(TaskFailure(.interrupted)), .interrupted, moment)
        case .submitting(let stage):
            let evidence = stage.earlier ?? SubmitEvidence(lostBy: "the process that submitted it")
            attempt(.unknown, evidence.message, evidence, at: moment)
            move(to: stage.park(evidence), moment, "The process that submitted it ended before the answer.")
            return [.record, .tell(.submissionUnknown(task.id, evidence)), .rest]
        case .accepted(let stage):
            task.note("resumed", at: moment.wall)
            return [.recordFirst, .tell(.submitted(stage.handle)), .askSoon]
        case .unknown, .ended:
            return []
        }
    }
}

extension SubmitEvidence {
    /// Nothing is known but that a submission was about to be made.
    init(lostBy whom: String) {
        self.init(
            message: "It is not known how far \(whom) came: it ended before there was an answer.")
    }
}
