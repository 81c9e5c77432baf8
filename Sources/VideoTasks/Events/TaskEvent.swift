// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Something that happened to a task.
public enum TaskEvent: Sendable {
    /// The service took it; from here on the handle is enough to find it again.
    case submitted(TaskHandle)
    /// It moved on, or the service said something new about it.
    case status(TaskStatus)
    /// A submission is proved to have done nothing, and is made again.
    case retrying(RetryNotice)
    /// A model is proved not to have it, and another one is asked.
    case failover(Failover)
    /// Nothing is sent for now, because the model is in trouble, for this reason; it waits.
    case held(VideoGenerationError)
    /// The service has left several questions in a row without a good answer, for this reason; it is asked again.
    case unanswered(VideoGenerationError)
    /// Somebody should look: a refused key, a store that fails, or a task that is not asked for any more. The task is not
    /// over; the sequence may be. The error has the handle.
    case attention(VideoGenerationError)
    /// At least one sample is there. The last event.
    case delivered(Delivery)
    /// It is over without a file. The last event.
    case failed(VideoGenerationError)
    /// It is not known whether the service took it: it may be billed, and nothing was sent again. The last event.
    case submissionUnknown(TaskID, SubmitEvidence)

    /// Whether no event follows.
    public var isLast: Bool {
        switch self {
        case .submitted, .status, .retrying, .failover, .held, .unanswered, .attention: false
        case .delivered, .failed, .submissionUnknown: true
        }
    }
}
