// SPDX-License-Identifier: Apache-2.0

/// A request that a model's descriptor allows, word for word. Only negotiation makes one, so a provider never meets a
/// value that it did not declare.
public struct NegotiatedRequest: Sendable {
    /// The model it was negotiated with.
    public let model: ModelID
    /// What the video is made from.
    public let mode: GenerationMode
    /// The prompt, never blank.
    public let prompt: String
    /// The inputs, all of them roles that the model takes.
    public let media: [InputRole: [Media]]
    /// The options to send, in the descriptor's order; unset ones are absent.
    public let values: [(name: OptionName, value: OptionValue)]
    /// The size that resolution and aspect ratio stand for, out of the descriptor's table; nil for a model without one, or
    /// if one of the two is for the service to decide.
    public let size: VideoSize?
    /// How these values came about.
    public let report: NegotiationReport

    init(
        descriptor: CapabilityDescriptor, prompt: String, media: [InputRole: [Media]],
        values: [(name: OptionName, value: OptionValue)], report: NegotiationReport
    ) {
        self.model = descriptor.model
        self.mode = descriptor.mode
        self.prompt = prompt
        self.media = media
        self.values = values
        self.report = report
        let (resolution, ratio) = (report.applied(.resolution), report.applied(.aspectRatio))
        size = descriptor.sizes.first {
            .text($0.resolution.rawValue) == resolution && .text($0.aspectRatio.rawValue) == ratio
        }
    }

    /// The value to send for `option`; nil if it is not sent.
    public subscript(option: OptionName) -> OptionValue? {
        values.first { $0.name == option }?.value
    }

    /// The input in this role, the first one if there are several; nil if there is none.
    public func input(_ role: InputRole) -> Media? {
        media[role]?.first
    }

    /// How many samples will be made, at least 1.
    public var samples: Int {
        if case .integer(let count)? = report.applied(.samples) { max(1, count) } else { 1 }
    }
}

/// The result of a negotiation: the request to send, or every reason why there is none.
public struct Negotiation: Sendable {
    /// The request; nil exactly when there are violations.
    public let request: NegotiatedRequest?
    /// What became of every option, as far as that can be said.
    public let report: NegotiationReport
    /// All reasons against, not only the first.
    public let violations: [Violation]
}
