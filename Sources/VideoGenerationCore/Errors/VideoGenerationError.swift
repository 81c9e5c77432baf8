// SPDX-License-Identifier: Apache-2.0

/// What every part of the library throws: a code to branch on, a sentence to show, and, once there is one, the task.
public struct VideoGenerationError: Error, Sendable {
    /// What kind of failure it is.
    public var code: Code
    /// What was wrong, what is allowed and what to do. It may quote the service: neutralise it before a terminal.
    public var message: String
    /// Whether the same request may succeed if it is made again later, without a second charge.
    public var isRetryable: Bool
    /// How long the service asked to wait before that.
    public var retryAfter: Duration?
    /// The task that this is about, as soon as the service has named it: whatever went wrong, it can be found there again.
    public var task: TaskHandle?
    /// What caused it, if another error did.
    public var underlying: (any Error)?

    /// An error; see the properties.
    public init(
        _ code: Code, _ message: String, isRetryable: Bool = false, retryAfter: Duration? = nil,
        task: TaskHandle? = nil, underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.isRetryable = isRetryable
        self.retryAfter = retryAfter
        self.task = task
        self.underlying = underlying
    }

    /// The kind of a failure. The set grows: compare with the constants, and treat an unknown one as `internal`.
    public struct Code: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
        /// The snake_case word that the command and stores use.
        public let rawValue: String

        /// The word.
        public var description: String { rawValue }

        /// The code called `rawValue`.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }
}

extension VideoGenerationError.Code {
    /// The request makes no sense, such as a blank prompt.
    public static let invalidRequest = Self(rawValue: "invalid_request")
    /// An option, or its value, is not one that the model supports.
    public static let unsupportedOption = Self(rawValue: "unsupported_option")
    /// An input's format or size is not acceptable.
    public static let invalidInput = Self(rawValue: "invalid_input")
    /// An input cannot be read, or changed after it was inspected.
    public static let unreadableInput = Self(rawValue: "unreadable_input")
    /// It would cost more than allowed, or nobody can say what it costs.
    public static let overBudget = Self(rawValue: "over_budget")
    /// The request id was used for another request.
    public static let requestIDConflict = Self(rawValue: "request_id_conflict")
    /// The key is missing or refused.
    public static let authentication = Self(rawValue: "authentication")
    /// The account has no money left.
    public static let outOfFunds = Self(rawValue: "out_of_funds")
    /// The service asks for fewer requests.
    public static let rateLimited = Self(rawValue: "rate_limited")
    /// The service does not offer the model any more.
    public static let modelRetired = Self(rawValue: "model_retired")
    /// The service cannot be reached, or says that it is not available.
    public static let serviceUnavailable = Self(rawValue: "service_unavailable")
    /// The service refused the prompt or an input for what it shows.
    public static let contentRefused = Self(rawValue: "content_refused")
    /// The service ended the task as failed.
    public static let generationFailed = Self(rawValue: "generation_failed")
    /// The service ended the task as successful and gave no video.
    public static let noVideo = Self(rawValue: "no_video")
    /// The task was cancelled.
    public static let cancelled = Self(rawValue: "cancelled")
    /// The service does not know the task (any more).
    public static let taskNotFound = Self(rawValue: "task_not_found")
    /// The video existed and can no longer be fetched.
    public static let resultExpired = Self(rawValue: "result_expired")
    /// What was fetched is not a whole video.
    public static let notAVideo = Self(rawValue: "not_a_video")
    /// The video could not be fetched.
    public static let downloadFailed = Self(rawValue: "download_failed")
    /// The file cannot be written, or exists already.
    public static let outputUnwritable = Self(rawValue: "output_unwritable")
    /// The service answered something that is not its protocol.
    public static let protocolViolation = Self(rawValue: "protocol")
    /// The configuration is wrong.
    public static let configuration = Self(rawValue: "configuration")
    /// The task store failed.
    public static let store = Self(rawValue: "store")
    /// It is not known whether the service took the submission: it may be billed, and nothing was sent again.
    public static let submissionUnknown = Self(rawValue: "submission_unknown")
    /// Waiting ended before the task did; the task goes on.
    public static let timedOut = Self(rawValue: "timed_out")
    /// A webhook is not proved to be the service's: it is forged, damaged, or too old.
    public static let webhookRefused = Self(rawValue: "webhook_refused")
    /// A webhook was taken before.
    public static let webhookRepeated = Self(rawValue: "webhook_repeated")
    /// A defect of this library.
    public static let internalFailure = Self(rawValue: "internal")
}

extension VideoGenerationError: CustomStringConvertible {
    /// The code and the message.
    public var description: String { "\(code.rawValue): \(message)" }
}
