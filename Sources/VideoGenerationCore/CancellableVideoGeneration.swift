// SPDX-License-Identifier: Apache-2.0

/// A model whose tasks can be stopped where they are rendered. Having the method is the capability: a model without it
/// goes on with a task that nobody wants any more, and may bill it.
public protocol CancellableVideoGeneration: VideoGeneration {
    /// Asks for a submitted task to be stopped, once.
    func cancel(_ query: StatusQuery) async -> CancelOutcome
}

/// What came of asking for a task to be stopped.
public enum CancelOutcome: Sendable {
    /// It is stopped, or will be, by the word of whoever renders it; no video comes of it.
    case cancelled
    /// The wish was taken, and it may come too late: the task is asked for as before, and its status tells how it ended.
    case requested
    /// It is not known to be stopped, for this reason: the answer was no, or there was none. The task is left as it is.
    case refused(VideoGenerationError)
}

/// A model behind an HTTP service that can stop a task by one call.
public protocol HTTPCancellableVideoGeneration: HTTPVideoGeneration, CancellableVideoGeneration {
    /// The call that asks for a task to be stopped.
    ///
    /// - Throws: ``VideoGenerationError`` when the surface has no usable URL.
    func cancelCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall

    /// What the service's reply says.
    func readCancel(_ reply: HTTPReply, of task: TaskHandle) -> CancelReading
}

/// What a provider reads in the reply to the wish that a task be stopped.
public enum CancelReading: Sendable {
    /// The service says that it is stopped, and that no video comes of it.
    case cancelled
    /// The service took the wish, and says no more.
    case requested
    /// The service's own envelope says no.
    case refused(ServiceRefusal)
    /// Nothing that this service's documents describe.
    case unrecognized
}

extension HTTPCancellableVideoGeneration {
    /// Sends the call once and judges what came of it.
    public func cancel(_ query: StatusQuery) async -> CancelOutcome {
        do {
            let call = try cancelCall(for: query.task)
            return try await query.connection.cancel(call) { readCancel($0, of: query.task) }
        } catch {
            return .refused(VideoGenerationError(wrapping: error))
        }
    }
}

extension CancelOutcome {
    /// Judges an exchange: a stop is believed by the service's own word only.
    init(judging outcome: HTTPOutcome, reading: (HTTPReply) -> CancelReading) {
        switch outcome {
        case .failure(let failure): self = .refused(VideoGenerationError(failure))
        case .reply(let reply):
            switch reading(reply) {
            case .cancelled where reply.isSuccess: self = .cancelled
            case .requested where reply.isSuccess: self = .requested
            case .refused(let refusal):
                self = .refused(VideoGenerationError(refusal, in: reply))
            case .cancelled, .requested, .unrecognized:
                self = .refused(
                    VideoGenerationError(
                        .protocolViolation,
                        "The wish to stop it was answered with \(reply.status) and no readable answer.",
                        isRetryable: true))
            }
        }
    }
}
