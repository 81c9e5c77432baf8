// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// A task as it is recorded: everything that must survive, and nothing secret.
public struct VideoTask: Codable, Hashable, Sendable {
    /// Our own id.
    public let id: TaskID
    /// The model it is submitted to.
    public let model: ModelID
    /// Where it stands.
    public internal(set) var state: TaskState
    /// What became of each option.
    public let report: NegotiationReport
    /// How to follow it; nil until the service has named it.
    public internal(set) var handle: TaskHandle?
    /// The submissions that were made.
    public internal(set) var attempts: [SubmitAttempt]
    /// What is known about a submission whose outcome is not.
    public internal(set) var evidence: SubmitEvidence?
    /// Why it failed.
    public internal(set) var failure: TaskFailure?
    /// What came of each sample, once delivery is over. Links are left out: a signed URL is a secret.
    public internal(set) var samples: [SampleOutcome]
    /// Seconds since 1970 at which it was recorded.
    public let created: Double
    /// Seconds since 1970 of the last change.
    public internal(set) var updated: Double
    /// Counts changes: a store refuses to overwrite a newer one.
    public internal(set) var revision: Int

    init(id: TaskID, request: NegotiatedRequest, at time: Double) {
        self.id = id
        model = request.model
        state = .prepared
        report = request.report
        attempts = []
        samples = []
        created = time
        updated = time
        revision = 0
    }

    /// The delivery, once there is one.
    public var delivery: Delivery? {
        guard state == .delivered, let handle else { return nil }
        return Delivery(task: handle, samples: samples, report: report, attempts: attempts.count)
    }
}

/// One submission.
public struct SubmitAttempt: Codable, Hashable, Sendable {
    /// What came of it.
    public var outcome: Outcome
    /// Why it was not accepted.
    public var message: String?

    init(_ outcome: Outcome, _ message: String? = nil) {
        self.outcome = outcome
        self.message = message
    }

    /// What came of a submission.
    public enum Outcome: String, Codable, Hashable, Sendable {
        /// The service took it.
        case accepted
        /// Nobody received it.
        case notSent = "not_sent"
        /// The service refused it.
        case rejected
        /// It may have been taken.
        case unknown
    }
}

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

    enum CodingKeys: String, CodingKey {
        case code, message
        case isRetryable = "retryable"
    }
}
