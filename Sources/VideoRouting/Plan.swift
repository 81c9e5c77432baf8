// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Who can do a request, how each option is mapped, and who is chosen: made without a network or a key.
public struct Plan: Sendable {
    /// Every model that was considered, in the order of preference.
    public let candidates: [Candidate]
    /// The capable candidates that the routing policy wants, the best one first.
    public let ranking: [Candidate]
    /// Why the best one is the best; nil if there is none.
    public let reason: String?
    /// What was asked for.
    public let request: InspectedRequest
    /// The names of models that were asked for, best first.
    public let preferred: [String]
    /// What may happen to an option that a model does not support.
    public let policy: NegotiationPolicy

    /// The best capable candidate; nil if there is none.
    public var chosen: Candidate? { ranking.first }

    /// What a candidate is good for.
    public enum Verdict: String, Codable, Sendable {
        /// It can do the request.
        case capable
        /// It cannot; the violations say why.
        case incapable
        /// It could, if it had a key, or a usable URL.
        case notConfigured = "not_configured"
    }

    /// Why no candidate was chosen; nil if one was.
    ///
    /// A missing key comes first, because setting it is all that is needed; then what the best preferred candidate found
    /// wrong with the request, and last what it found wrong with the inputs.
    public var refusal: VideoGenerationError? {
        guard chosen == nil else { return nil }
        if candidates.contains(where: { $0.verdict == .capable }) {
            return VideoGenerationError(.unsupportedOption, "The routing policy wants none of the models that can.")
        }
        let unready = candidates.filter { $0.verdict == .notConfigured }
        // Of the candidates that lack something, one that lacks only a key is easier to help.
        if let candidate = unready.first(where: \.hasPlace) ?? unready.first {
            return Self.refusal(of: candidate)
        }
        guard let first = candidates.first else {
            return VideoGenerationError(.configuration, "No model is known, so there is nothing to choose from.")
        }
        let violations = first.violations
        let code = violations.first { $0.code != .invalidInput }?.code ?? .invalidInput
        let reasons = candidates.map { candidate in
            let words = candidate.violations.map(\.message).joined(separator: " ")
            return candidates.count > 1 ? "\(candidate.model.descriptor.model): \(words)" : words
        }
        return VideoGenerationError(code, reasons.joined(separator: "\n"))
    }

    private static func refusal(of candidate: Candidate) -> VideoGenerationError {
        if let problem = candidate.problem { return problem }
        let model = candidate.model.descriptor.model
        guard let name = candidate.model.surface.credential?.rawValue else {
            return VideoGenerationError(.configuration, "\(model) can do this, but is not configured.")
        }
        return VideoGenerationError(
            .authentication,
            "\(model) can do this, but has no key: set \(name), or \(name)_FILE to a file that holds it.")
    }
}
