// SPDX-License-Identifier: Apache-2.0

/// What came of asking for a task's state.
public enum StatusOutcome: Sendable {
    /// An answer about the task.
    case report(StatusReport)
    /// No answer about the task; none of these ends it.
    case trouble(Trouble)

    /// Why there is no answer about the task.
    public struct Trouble: Sendable {
        /// What to do about it.
        public var kind: Kind
        /// What happened, with the time the service asked to wait.
        public var error: VideoGenerationError

        /// The status of the reply; nil if there was none, or if the model is not behind HTTP.
        public var status: Int?

        /// Trouble of `kind`.
        public init(
            _ kind: Kind, _ error: VideoGenerationError, status: Int? = nil, isServicesWord: Bool = false
        ) {
            self.kind = kind
            self.error = error
            self.status = status
            self.isServicesWord = isServicesWord
        }

        /// Whether it is the service's own word, and not that of whoever stood in between.
        public var isServicesWord: Bool

        /// What to do about missing answers.
        public enum Kind: Sendable {
            /// Ask again.
            case passing
            /// The account cannot ask: its waiters are told, its tasks are kept.
            case account
            /// The service says by an error that it does not know the task, or that it failed: believed only when it goes on
            /// saying so, because a fresh task may not be everywhere yet.
            case unknownTask
        }
    }
}

extension StatusOutcome {
    /// Judges an exchange: nothing that goes wrong on the way says anything about the task.
    public init(judging outcome: HTTPOutcome, reading: (HTTPReply) -> StatusReading) {
        switch outcome {
        case .failure(let failure): self.init(failure)
        case .reply(let reply): self.init(reply, reading(reply))
        }
    }

    init(_ failure: ExchangeFailure) {
        self = .trouble(.init(.passing, VideoGenerationError(failure)))
    }

    /// Judges a reply by what a provider reads in it.
    ///
    /// - Parameter isOver: Whether the service has said before that the task is over, and was asked how it ended: some
    ///   tell of a failure by the status of that answer.
    init(_ reply: HTTPReply, _ reading: StatusReading, isOver: Bool = false) {
        switch reading {
        case .report(let report) where reply.isSuccess || isOver && reply.status >= 400:
            self = .report(report)
        case .refused(let refusal):
            self = .trouble(Trouble(refusal, reply))
        case .report, .further, .unrecognized:
            self = .trouble(Trouble(unreadable: reply))
        }
    }
}

extension StatusOutcome.Trouble {
    fileprivate init(unreadable reply: HTTPReply) {
        let (kind, code): (Kind, VideoGenerationError.Code) =
            switch reply.status {
            case 401, 403: (.account, .authentication)
            case 429: (.passing, .rateLimited)
            default: (.passing, .protocolViolation)
            }
        self.init(
            kind,
            VideoGenerationError(
                code, "The status call was answered with \(reply.status) and no readable answer.", isRetryable: true,
                retryAfter: RetryAfter(reply)?.delay), status: reply.status)
    }

    fileprivate init(_ refusal: ServiceRefusal, _ reply: HTTPReply) {
        let kind: Kind =
            switch refusal.code {
            case .taskNotFound, .modelRetired, .generationFailed: .unknownTask
            case .authentication, .outOfFunds: .account
            // They say that it is not about the task, whatever the status.
            case .rateLimited, .serviceUnavailable: .passing
            // Whatever the service's word for it: the address of the task is gone.
            default: [404, 410].contains(reply.status) ? .unknownTask : .passing
            }
        self.init(
            kind,
            VideoGenerationError(
                refusal.code, refusal.message, isRetryable: true, retryAfter: RetryAfter(reply)?.delay),
            status: reply.status, isServicesWord: true)
    }
}
