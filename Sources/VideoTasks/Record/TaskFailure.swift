// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Why a task ended without a file, as far as a record keeps it.
public struct TaskFailure: Codable, Hashable, Sendable {
    /// The error's code.
    public var code: VideoGenerationError.Code
    /// The error's message.
    public var message: String
    /// Whether the same request may succeed later.
    public var isRetryable: Bool

    init(_ error: VideoGenerationError) {
        code = error.code
        message = error.message
        isRetryable = error.isRetryable
    }

    var error: VideoGenerationError { VideoGenerationError(code, message, isRetryable: isRetryable) }

    /// Whether the reason may be gone when the same is asked for again: by itself, or because somebody has set a key,
    /// paid a bill, or changed a setting. What the service said about the request stays.
    var mayPass: Bool {
        switch code {
        case .authentication, .outOfFunds, .overBudget, .configuration, .store, .internalFailure: true
        default: isRetryable
        }
    }

    enum CodingKeys: String, CodingKey {
        case code, message
        case isRetryable = "retryable"
    }
}
