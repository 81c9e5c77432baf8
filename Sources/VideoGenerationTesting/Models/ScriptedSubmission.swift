// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// What comes of a submission to a ``ScriptedModel``.
public struct ScriptedSubmission: Sendable {
    /// Whether the model has the task afterwards.
    let isTaken: Bool
    private let kind: Kind

    private enum Kind: Sendable {
        case accepted
        case rejected(VideoGenerationError)
        case notSent(VideoGenerationError)
        case lost
    }

    /// It is taken.
    public static let accepted = ScriptedSubmission(isTaken: true, kind: .accepted)

    /// It is taken, and nobody hears of it: its outcome is unknown, and it may be billed.
    public static let answerLost = ScriptedSubmission(isTaken: true, kind: .lost)

    /// The service says no.
    public static func rejected(
        _ code: VideoGenerationError.Code, _ message: String = "The script says no.", isRetryable: Bool = false
    ) -> ScriptedSubmission {
        ScriptedSubmission(
            isTaken: false, kind: .rejected(VideoGenerationError(code, message, isRetryable: isRetryable)))
    }

    /// It is proved that nobody received it, as when there is no network.
    public static let notSent = ScriptedSubmission(
        isTaken: false,
        kind: .notSent(
            VideoGenerationError(.serviceUnavailable, "The script lets nothing through.", isRetryable: true)))

    func outcome(remoteID: String) -> SubmitOutcome {
        switch kind {
        case .accepted: .accepted(remoteID: remoteID)
        case .rejected(let error): .rejected(error)
        case .notSent(let error): .notSent(error)
        case .lost: .unknown(SubmitEvidence(phase: .waiting, message: "The script lost the answer."))
        }
    }
}
