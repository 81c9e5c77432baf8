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

/// How a running task is doing.
public struct TaskStatus: Hashable, Sendable {
    /// The task.
    public var task: TaskID
    /// `queued`, `running` or `delivering`.
    public var state: TaskState
    /// The share that is done, 0 to 1, as far as the service says; it never falls.
    public var progress: Double?
    /// The service's own word; nil while another process follows the task, because it is not recorded.
    public var word: String?
}

/// The events of one task, from its beginning or from where it stands: what was missed is summed up first.
///
/// It never throws: a failure is the last event. Leaving the loop, or cancelling it, does not touch the task.
public struct TaskEvents: AsyncSequence, Sendable {
    /// It never throws.
    public typealias Failure = Never

    let stream: AsyncStream<TaskEvent>

    /// Makes an iterator.
    public func makeAsyncIterator() -> Iterator {
        Iterator(base: stream.makeAsyncIterator())
    }

    /// Walks through the events; see ``TaskEvents``.
    public struct Iterator: AsyncIteratorProtocol {
        /// It never throws.
        public typealias Failure = Never

        var base: AsyncStream<TaskEvent>.Iterator

        /// The next event; nil after the last one.
        public mutating func next() async -> TaskEvent? {
            await base.next(isolation: #isolation)
        }

        /// The next event; nil after the last one.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(Never) -> TaskEvent? {
            await base.next(isolation: actor)
        }
    }
}
