// SPDX-License-Identifier: Apache-2.0

extension TaskReport {
    /// Changes what is told about a task as a fault demands.
    mutating func bend(_ kind: TaskFault, _ details: FaultDetails, unknownWord: String) {
        switch kind {
        case .unknownWord:
            phase = .other(details.word ?? unknownWord)
            videos = 0
        case .succeedEmpty:
            phase = .succeeded
            videos = 0
        case .failed:
            phase = .failed
            reason = details.reason ?? "the model could not make this video"
            videos = 0
        case .dropSamples:
            let kept = min(videos, max(0, details.keep ?? 1))
            withheld = videos - kept
            videos = kept
        case .progress:
            progress = details.value ?? 0
        default:
            break
        }
    }
}
