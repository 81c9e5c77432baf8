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
    /// It is not known to be stopped, for this reason: the answer was no, or there was none. The task is left as it is.
    case refused(VideoGenerationError)
}
