// SPDX-License-Identifier: Apache-2.0

/// One submission, for whoever asks later where the time or the money went.
public struct SubmitAttempt: Codable, Hashable, Sendable {
    /// Seconds since 1970 of its outcome.
    public let at: Double
    /// The model that was asked; nil in a record of the time when a task had one model.
    public let model: ModelID?
    /// The account it was for, by its credential's name; nil for a model that wants none, and where that was not recorded.
    public let account: CredentialName?
    /// The most that it may cost, in US dollars; nil where that is not known.
    public let cost: Money?
    /// What came of it.
    public let outcome: Outcome
    /// The code of the error that it was not accepted with; nil if it was, or may have been.
    public let code: VideoGenerationError.Code?
    /// Why it was not accepted.
    public let message: String?
    /// What is known of it, if its outcome is not.
    public let evidence: SubmitEvidence?

    /// A submission; see the properties.
    public init(
        _ outcome: Outcome, by model: ModelID?, for account: CredentialName? = nil, costing cost: Money? = nil,
        code: VideoGenerationError.Code? = nil,
        _ message: String? = nil,
        evidence: SubmitEvidence? = nil, at time: Double
    ) {
        at = time
        self.model = model
        self.account = account
        self.cost = cost
        self.outcome = outcome
        self.code = code
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
