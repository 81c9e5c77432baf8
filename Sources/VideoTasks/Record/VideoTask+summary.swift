// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VideoTask {
    /// What the record can tell to somebody who asks after the task is not followed any more.
    var summary: [TaskEvent] {
        [handle.map(TaskEvent.submitted), ending].compactMap { $0 }
    }

    private var ending: TaskEvent {
        switch stage {
        case .unknown(let stage): return .submissionUnknown(id, stage.evidence)
        case .ended(let stage):
            if let delivery { return .delivered(delivery) }
            if let failure = stage.failure { return .failed(failure.error.about(handle)) }
        case .prepared, .submitting, .accepted: break
        }
        return .attention(
            VideoGenerationError(
                .timedOut, "The task \(id.rawValue) is recorded as \(state.rawValue), and is not followed here.",
                task: handle))
    }
}
