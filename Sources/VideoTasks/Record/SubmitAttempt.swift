// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// One submission.
public struct SubmitAttempt: Codable, Hashable, Sendable {
    /// Seconds since 1970 of its outcome.
    public let at: Double
    /// What came of it.
    public let outcome: Outcome
    /// Why it was not accepted.
    public let message: String?
    /// What is known of it, if its outcome is not.
    public let evidence: SubmitEvidence?

    init(_ outcome: Outcome, _ message: String? = nil, evidence: SubmitEvidence? = nil, at time: Double) {
        at = time
        self.outcome = outcome
        self.message = message
        self.evidence = evidence
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
