// SPDX-License-Identifier: Apache-2.0

extension Judgement {
    /// One reason against a request, before it is put into words.
    enum Fault {
        case blankPrompt
        /// One that its domain does not hold.
        case foreignPrompt
        /// How many inputs there are.
        case inputs(OptionSpace.InputFault)
        /// What one input is.
        case media(InputCapability.Objection, Media, InputCapability)
        /// A size that means `ratio`, beside another aspect ratio.
        case contradiction(size: String, ratio: OptionValue, asked: OptionValue)
        /// A value that is not allowed, or one that is missing.
        case option(Wish, OptionCapability)
    }

    /// What `fault` is, what is allowed and what to do.
    func violation(_ fault: Fault) -> Violation {
        switch fault {
        case .blankPrompt:
            Violation("prompt", .invalidRequest, "The prompt is blank. Describe the video in words.")
        case .foreignPrompt:
            Violation(
                "prompt", .invalidRequest,
                "The prompt has \(promptLength); allowed is \(descriptor.prompt.summary).")
        case .inputs(let fault): space.violation(of: fault)
        case .media(let objection, let media, let capability): capability.violation(objection, by: media)
        case .contradiction(let size, let ratio, let asked):
            Violation(
                OptionName.aspectRatio.rawValue, .invalidRequest,
                "The size \(size) is \(ratio), but the aspect ratio asked for is \(asked). Leave one of them out.")
        case .option(let wish, let capability): violation(of: wish, capability)
        }
    }

    /// In the unit in which the model counts.
    private var promptLength: String {
        guard case .text(_, let unit) = descriptor.prompt else { return "\(request.prompt.count) characters" }
        return "\(unit.count(in: request.prompt)) \(unit.words)"
    }

    private func violation(of wish: Wish, _ capability: OptionCapability) -> Violation {
        guard let written = wish.written else { return capability.refusal(of: nil) }
        guard let value = wish.value else {
            return Violation(
                capability.name.rawValue, .unsupportedOption,
                "\(capability.name.rawValue) cannot be \(written). \"match\" needs a first frame whose size can be "
                    + "read; a URL is never fetched. Allowed are \(capability.domain.summary).")
        }
        var violation = capability.refusal(of: value)
        if value != written { violation.message += " \(value) is what \(written) stands for." }
        return violation
    }
}
