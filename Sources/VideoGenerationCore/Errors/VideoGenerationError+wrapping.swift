// SPDX-License-Identifier: Apache-2.0

extension VideoGenerationError {
    /// What `failure` means to a caller; the evidence is kept as ``underlying``.
    public init(_ failure: ExchangeFailure) {
        let code: Code =
            switch failure.kind {
            case .forbidden: .configuration
            case .cancelled: .cancelled
            case .notHTTP, .tooLarge: .protocolViolation
            case .bodyUnreadable: .unreadableInput
            case .sinkFailed: .outputUnwritable
            default: .serviceUnavailable
            }
        if let inner = failure.underlying as? VideoGenerationError {
            self = inner
        } else {
            self.init(
                code, failure.message, isRetryable: code == .serviceUnavailable && failure.kind != .insecure,
                underlying: failure)
        }
    }

    /// `error` itself if it is one of ours; `cancelled` if the surrounding task was; else an `internal` error with `error`
    /// as its cause.
    public init(wrapping error: any Error) {
        self =
            error as? VideoGenerationError
            ?? (error as? ExchangeFailure).map(VideoGenerationError.init)
            ?? (error as? CancellationError).map {
                VideoGenerationError(.cancelled, "It was cancelled.", underlying: $0)
            }
            ?? VideoGenerationError(.internalFailure, "Unexpected error of type \(type(of: error)).", underlying: error)
    }

    /// The same error with the task it is about: making its request again would be a second charge, so it is not
    /// retryable any more.
    public func about(_ task: TaskHandle?) -> VideoGenerationError {
        var copy = self
        copy.task = task ?? copy.task
        if copy.task != nil { copy.isRetryable = false }
        return copy
    }
}
