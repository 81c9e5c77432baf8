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
    /// Whether it is the service's word that a task has failed which it had.
    public var isServicesWord: Bool

    init(_ error: VideoGenerationError, isServicesWord: Bool = false) {
        code = error.code
        message = error.message
        isRetryable = error.isRetryable
        self.isServicesWord = isServicesWord
    }

    /// Decodes a failure.
    ///
    /// - Throws: `DecodingError` if something is missing.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        code = try container.decode(VideoGenerationError.Code.self, forKey: .code)
        message = try container.decode(String.self, forKey: .message)
        isRetryable = try container.decode(Bool.self, forKey: .isRetryable)
        isServicesWord = try container.decodeIfPresent(Bool.self, forKey: .isServicesWord) ?? false
    }

    /// Encodes the failure.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code, forKey: .code)
        try container.encode(message, forKey: .message)
        try container.encode(isRetryable, forKey: .isRetryable)
        if isServicesWord { try container.encode(true, forKey: .isServicesWord) }
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
        case isServicesWord = "services_word"
    }
}
