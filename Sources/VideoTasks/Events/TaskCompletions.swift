// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// A task that needs no more waiting for.
public struct TaskCompletion: Sendable {
    /// The task.
    public let id: TaskID
    /// What it came to: a delivery, what ended it or keeps it from being followed here, or `VideoGenerationError.Code`
    /// `submission_unknown` with the evidence in its message.
    public let result: Result<Delivery, VideoGenerationError>
}

/// The ends of all tasks of a tracker, from the moment on at which it was asked for: one sequence for thousands of tasks,
/// where one that waits for each would keep a Swift task of 1.5 kB for each.
///
/// It never throws, and ends with the tracker's work. Completions that nobody has taken yet are kept.
public struct TaskCompletions: AsyncSequence, Sendable {
    /// It never throws.
    public typealias Failure = Never

    let stream: AsyncStream<TaskCompletion>

    /// Makes an iterator.
    public func makeAsyncIterator() -> Iterator {
        Iterator(base: stream.makeAsyncIterator())
    }

    /// Walks through the completions; see ``TaskCompletions``.
    public struct Iterator: AsyncIteratorProtocol {
        /// It never throws.
        public typealias Failure = Never

        var base: AsyncStream<TaskCompletion>.Iterator

        /// The next completion; nil when the tracker has stopped.
        public mutating func next() async -> TaskCompletion? {
            await base.next(isolation: #isolation)
        }

        /// The next completion; nil when the tracker has stopped.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(Never) -> TaskCompletion? {
            await base.next(isolation: actor)
        }
    }
}

/// Hands completions to those who asked for them.
struct CompletionHub {
    private var listeners: [AsyncStream<TaskCompletion>.Continuation] = []

    mutating func listen() -> TaskCompletions {
        let (stream, continuation) = AsyncStream.makeStream(of: TaskCompletion.self)
        listeners.append(continuation)
        return TaskCompletions(stream: stream)
    }

    mutating func send(_ id: TaskID, _ event: TaskEvent) {
        guard !listeners.isEmpty, let result = event.result else { return }
        listeners.removeAll { listener in
            if case .terminated = listener.yield(TaskCompletion(id: id, result: result)) { true } else { false }
        }
    }

    mutating func close() {
        for listener in listeners { listener.finish() }
        listeners = []
    }
}

extension TaskEvent {
    /// What a task has come to, if the event is its last.
    fileprivate var result: Result<Delivery, VideoGenerationError>? {
        switch self {
        case .delivered(let delivery): .success(delivery)
        case .failed(let error): .failure(error)
        case .submissionUnknown(_, let evidence): .failure(VideoGenerationError(unknownSubmission: evidence))
        case .submitted, .status, .retrying, .failover, .held, .unanswered, .attention: nil
        }
    }
}

extension VideoGenerationError {
    /// It is not known whether a service took a task.
    init(unknownSubmission evidence: SubmitEvidence) {
        self.init(
            .submissionUnknown,
            "It is not known whether the service took the request; it may be billed. Nothing was sent again. "
                + evidence.message)
    }
}
