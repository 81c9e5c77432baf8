// SPDX-License-Identifier: Apache-2.0

extension CapabilityDescriptor {
    /// Maps a generic request onto what this model allows. Pure: the same question has the same answer every time.
    ///
    /// Each option is judged by its rule in `policy`. A size `WIDTHxHEIGHT` sets resolution and aspect ratio; an aspect
    /// ratio that says otherwise is a violation, because no rule can know which of the two was meant.
    public func negotiate(_ request: InspectedRequest, policy: NegotiationPolicy = .init()) -> Negotiation {
        var negotiator = Negotiator(descriptor: self, request: request, policy: policy)
        return negotiator.run()
    }
}

/// One negotiation in progress.
struct Negotiator {
    let descriptor: CapabilityDescriptor
    let request: InspectedRequest
    let policy: NegotiationPolicy
    private var violations: [Violation] = []
    private var advisories: [Advisory] = []
    private var outcomes: [OptionOutcome] = []
    private var values: [(name: OptionName, value: OptionValue)] = []

    init(descriptor: CapabilityDescriptor, request: InspectedRequest, policy: NegotiationPolicy) {
        self.descriptor = descriptor
        self.request = request
        self.policy = policy
    }

    mutating func run() -> Negotiation {
        checkPrompt()
        checkInputs()
        var wishes = request.options.values
        let size = expandSize(in: &wishes)
        for capability in descriptor.options {
            guard let wish = wishes.removeValue(forKey: capability.name) else {
                note(capability.name, nil, capability.defaultValue, .serviceDefault)
                continue
            }
            settle(wish, capability, size: size)
        }
        for (name, wish) in wishes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            refuse(name, wish, allowed: "This model has no option \(name.rawValue).", near: nil)
        }
        addCautions()
        let report = NegotiationReport(options: outcomes, advisories: advisories)
        guard violations.isEmpty else { return Negotiation(request: nil, report: report, violations: violations) }
        let negotiated = NegotiatedRequest(
            descriptor: descriptor, prompt: request.prompt, media: request.media, values: values, report: report)
        return Negotiation(request: negotiated, report: report, violations: [])
    }

    private mutating func checkPrompt() {
        if request.prompt.allSatisfy(\.isWhitespace) {
            violations.append(Violation("prompt", .invalidRequest, "The prompt is blank. Describe the video in words."))
        } else if !descriptor.prompt.contains(.text(request.prompt)) {
            violations.append(
                Violation(
                    "prompt", .invalidRequest,
                    "The prompt has \(request.prompt.count) characters; allowed is \(descriptor.prompt.summary)."))
        }
    }

    // MARK: Options

    /// What a size in place of a resolution means: the words it stands for.
    private struct Size {
        let text: OptionValue
        /// The aspect ratio that was asked for besides, if it says the same.
        var agreedRatio: OptionValue?
        /// Whether the aspect ratio is the size's.
        var setsRatio = true
    }

    private mutating func expandSize(in wishes: inout [OptionName: OptionValue]) -> Size? {
        guard case .text(let text)? = wishes[.resolution], let pixels = PixelSize(text),
            descriptor.option(.resolution)?.domain.contains(.text(text)) != true
        else { return nil }
        let divisor = greatestCommonDivisor(pixels.width, pixels.height)
        let ratio = OptionValue.text("\(pixels.width / divisor):\(pixels.height / divisor)")
        var size = Size(text: .text(text))
        if let given = wishes[.aspectRatio] {
            guard let asked = given == .text(AspectRatio.match.rawValue) ? matchedRatio() : given else {
                // Nothing to match with: refused like any other `match`.
                size.setsRatio = false
                return size
            }
            if asked == ratio || asked.quotient == Double(pixels.width) / Double(pixels.height) {
                size.agreedRatio = given
            } else {
                violations.append(
                    Violation(
                        OptionName.aspectRatio.rawValue, .invalidRequest,
                        "The size \(text) is \(ratio), but the aspect ratio asked for is \(asked). Leave one of them "
                            + "out."))
            }
        }
        wishes[.aspectRatio] = ratio
        return size
    }

    private mutating func settle(_ wish: OptionValue, _ capability: OptionCapability, size: Size?) {
        let (name, domain) = (capability.name, capability.domain)
        var value = wish
        var origin = OptionOutcome.Origin.requested
        var requested = wish
        if let size, name == .resolution, case .text(let text) = wish, let pixels = PixelSize(text) {
            value = .text("\(min(pixels.width, pixels.height))p")
            (origin, requested) = (.translated, size.text)
        } else if let size, name == .aspectRatio, size.setsRatio {
            requested = size.agreedRatio ?? size.text
            origin =
                requested == .text(AspectRatio.match.rawValue) ? .matched : requested == wish ? .requested : .translated
        } else if name == .aspectRatio, wish == .text(AspectRatio.match.rawValue), !domain.contains(wish) {
            guard let matched = matchedRatio() else {
                return refuse(
                    name, wish,
                    allowed:
                        "\"match\" needs a first frame whose size can be read; a URL is never fetched. Allowed are "
                        + "\(domain.summary).",
                    near: nil, default: capability.defaultValue)
            }
            (value, origin) = (matched, .matched)
        }
        // A whole number is a whole number however it was written.
        if case .number(let number) = value, let integer = Int(exactly: number), domain.contains(.integer(integer)) {
            value = .integer(integer)
        }
        guard domain.contains(value) else {
            return refuse(
                name, requested, allowed: "Allowed: \(domain.summary).", near: domain.nearest(to: value),
                default: capability.defaultValue)
        }
        values.append((name, value))
        note(name, requested, value, origin, reason: reason(for: origin, size: size))
    }

    private func reason(for origin: OptionOutcome.Origin, size: Size?) -> String? {
        switch origin {
        case .translated: size.map { "the size \($0.text) sets resolution and aspect ratio" }
        case .matched:
            request.media[.firstFrame]?.pixels.map { "nearest to the first frame's \($0.width)x\($0.height)" }
        default: nil
        }
    }

    /// Applies the rule for an option that cannot be sent as asked.
    private mutating func refuse(
        _ name: OptionName, _ wish: OptionValue, allowed: String, near: OptionValue?, default: OptionValue? = nil
    ) {
        switch policy.rule(for: name) {
        case .nearest where near != nil:
            if let near {
                values.append((name, near))
                note(name, wish, near, .adjusted, reason: "\(wish) is not supported; the nearest value is \(near)")
            }
        case .drop:
            note(name, wish, `default`, .dropped, reason: "\(wish) is not supported; the option is not sent")
        case .fail, .nearest:
            violations.append(
                Violation(name.rawValue, .unsupportedOption, "\(name.rawValue) cannot be \(wish). \(allowed)"))
        }
    }

    private mutating func note(
        _ name: OptionName, _ requested: OptionValue?, _ applied: OptionValue?, _ origin: OptionOutcome.Origin,
        reason: String? = nil
    ) {
        outcomes.append(
            OptionOutcome(option: name, requested: requested, applied: applied, origin: origin, reason: reason))
    }

    private func matchedRatio() -> OptionValue? {
        guard let pixels = request.media[.firstFrame]?.pixels else { return nil }
        return descriptor.option(.aspectRatio)?.domain.nearest(to: .text("\(pixels.width):\(pixels.height)"))
    }

    private mutating func addCautions() {
        for caution in descriptor.cautions {
            let holds = caution.when.allSatisfy { name, values in
                outcomes.contains { outcome in outcome.option == name && outcome.applied.map(values.contains) == true }
            }
            if holds { advisories.append(Advisory(code: caution.code, message: caution.message)) }
        }
    }

    // MARK: Inputs

    private mutating func checkInputs() {
        for capability in descriptor.inputs {
            guard let media = request.media[capability.role] else {
                if capability.isRequired {
                    violations.append(
                        Violation(
                            capability.role.rawValue, .invalidRequest,
                            "This model needs a \(capability.role.words): give an image file"
                                + (capability.acceptsURL ? " or a URL." : ".")))
                }
                continue
            }
            let judged = capability.judge(media)
            violations += judged.violations
            advisories += judged.advisories
        }
        for role in [InputRole.firstFrame, .lastFrame] where request.media[role] != nil {
            if !descriptor.inputs.contains(where: { $0.role == role }) {
                violations.append(
                    Violation(role.rawValue, .unsupportedOption, "This model takes no \(role.words). Leave it out."))
            }
        }
    }
}

extension OptionValue {
    /// Width divided by height, if this is an aspect ratio.
    fileprivate var quotient: Double? {
        if case .text(let text) = self { AspectRatio(rawValue: text).quotient } else { nil }
    }
}

private func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    right == 0 ? max(1, left) : greatestCommonDivisor(right, left % right)
}
