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
        let space = OptionSpace(descriptor, inputs: request.inputCounts)
        checkInputs(space)
        var wishes = request.options.values
        let size = expandSize(in: &wishes)
        settle(
            descriptor.options.map { read(wishes.removeValue(forKey: $0.name), $0, size: size) }, in: space, size: size)
        for (name, wish) in wishes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if policy.rule(for: name) == .drop {
                note(name, wish, nil, .dropped, reason: "\(wish) is not supported; the option is not sent")
            } else {
                violations.append(.stranger(name, wish))
            }
        }
        addAdvisories()
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
        /// The resolution that it stands for.
        let resolution: OptionValue
    }

    private mutating func expandSize(in wishes: inout [OptionName: OptionValue]) -> Size? {
        guard case .text(let text)? = wishes[.resolution], let pixels = PixelSize(text),
            descriptor.option(.resolution)?.domain.contains(.text(text)) != true
        else { return nil }
        let divisor = greatestCommonDivisor(pixels.width, pixels.height)
        let known = descriptor.sizes.first { $0.pixels == pixels }
        let ratio = OptionValue.text(
            known?.aspectRatio.rawValue ?? "\(pixels.width / divisor):\(pixels.height / divisor)")
        let resolution = known?.resolution.rawValue ?? "\(min(pixels.width, pixels.height))p"
        var size = Size(text: .text(text), resolution: .text(resolution))
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

    /// What a caller wants of one option, in the descriptor's words.
    private struct Wish {
        /// As it was written; nil if it was not.
        var written: OptionValue?
        /// What it means; nil if it was not written, or means nothing here.
        var value: OptionValue?
        var origin = OptionOutcome.Origin.requested
    }

    private func read(_ given: OptionValue?, _ capability: OptionCapability, size: Size?) -> Wish {
        guard let given else { return Wish(origin: .serviceDefault) }
        var wish = Wish(written: given, value: given)
        if let size, capability.name == .resolution {
            wish = Wish(written: size.text, value: size.resolution, origin: .translated)
        } else if let size, capability.name == .aspectRatio, size.setsRatio {
            let written = size.agreedRatio ?? size.text
            let isMatch = written == .text(AspectRatio.match.rawValue)
            wish.written = written
            wish.origin = isMatch ? .matched : written == given ? .requested : .translated
        } else if capability.name == .aspectRatio, given == .text(AspectRatio.match.rawValue),
            !capability.domain.contains(given)
        {
            wish.value = matchedRatio()
            wish.origin = .matched
        }
        // A whole number is a whole number however it was written.
        if case .number(let number)? = wish.value, let integer = Int(exactly: number),
            capability.domain.contains(.integer(integer))
        {
            wish.value = .integer(integer)
        }
        return wish
    }

    /// Finds the values to send, and says what became of each wish.
    private mutating func settle(_ wishes: [Wish], in space: OptionSpace, size: Size?) {
        var rules: [NegotiationPolicy.Rule] = []
        for (wish, capability) in zip(wishes, descriptor.options) {
            rules.append(rule(for: wish, capability))
        }
        let wanted = wishes.map(\.value)
        let found = space.nearest(to: wanted, policy: rules)
        let broken = found == nil ? space.brokenRules(wanted) : []
        violations += broken.map { space.violation(of: $0, by: wanted) }
        let original = space.brokenRules(wanted)
        for (index, capability) in descriptor.options.enumerated() {
            report(
                wishes[index], capability, value: (found ?? wanted)[index], size: size,
                company: original.first { $0.subjects.contains(index) }.map { space.company(of: index, in: $0, wanted) }
            )
        }
    }

    /// The rule for one option; `fail` where nothing else can be done, and then with a violation if its value is not allowed.
    private mutating func rule(for wish: Wish, _ capability: OptionCapability) -> NegotiationPolicy.Rule {
        let rule = policy.rule(for: capability.name)
        guard let written = wish.written else {
            guard let violation = capability.violation(of: nil) else { return rule }
            violations.append(violation)
            return .fail
        }
        guard wish.value.map(capability.domain.contains) != true else { return rule }
        let near = wish.value.flatMap(capability.domain.nearest(to:))
        if rule == .nearest, near != nil { return .nearest }
        if rule == .drop, !capability.isRequired { return .drop }
        if let value = wish.value, var violation = capability.violation(of: value) {
            if value != written {
                violation.message += " \(value) is what \(written) stands for."
            }
            violations.append(violation)
        } else {
            violations.append(
                Violation(
                    capability.name.rawValue, .unsupportedOption,
                    "\(capability.name.rawValue) cannot be \(written). \"match\" needs a first frame whose size can be "
                        + "read; a URL is never fetched. Allowed are \(capability.domain.summary)."))
        }
        return .fail
    }

    /// Notes what became of one wish.
    ///
    /// - Parameter company: The values that the wish does not go with, in words; nil if there are none.
    private mutating func report(
        _ wish: Wish, _ capability: OptionCapability, value: OptionValue?, size: Size?, company: String?
    ) {
        let name = capability.name
        if let value, capability.domain.contains(value) { values.append((name, value)) }
        guard wish.written != nil || value != nil else {
            return note(name, nil, capability.defaultValue, .serviceDefault)
        }
        if value == wish.value, let value {
            guard capability.domain.contains(value) else { return }
            return note(name, wish.written, value, wish.origin, reason: reason(for: wish.origin, size: size))
        }
        guard let written = wish.written else {
            return note(name, nil, value, .adjusted, reason: "\(company ?? "another option") needs it")
        }
        let isForeign = wish.value.map(capability.domain.contains) != true
        let what = isForeign ? "\(written) is not supported" : "\(written) does not go with \(company ?? "the rest")"
        if let value {
            note(name, written, value, .adjusted, reason: "\(what); the nearest value is \(value)")
        } else if policy.rule(for: name) == .drop, !capability.isRequired {
            note(name, written, capability.defaultValue, .dropped, reason: "\(what); the option is not sent")
        }
    }

    private func reason(for origin: OptionOutcome.Origin, size: Size?) -> String? {
        switch origin {
        case .translated: size.map { "the size \($0.text) sets resolution and aspect ratio" }
        case .matched:
            request.media[.firstFrame]?.first?.pixels.map { "nearest to the first frame's \($0.width)x\($0.height)" }
        default: nil
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
        guard let pixels = request.media[.firstFrame]?.first?.pixels else { return nil }
        return descriptor.option(.aspectRatio)?.domain.nearest(to: .text("\(pixels.width):\(pixels.height)"))
    }

    private mutating func addAdvisories() {
        let space = OptionSpace(descriptor, inputs: request.inputCounts, binding: false)
        let applied = descriptor.options.map { option in
            outcomes.first { $0.option == option.name }?.applied
        }
        advisories += space.brokenRules(applied).map { Advisory(code: $0.source.code, message: $0.source.message) }
    }

    // MARK: Inputs

    private mutating func checkInputs(_ space: OptionSpace) {
        violations += space.inputFaults.map(space.violation)
        for capability in descriptor.inputs {
            for media in request.media[capability.role] ?? [] {
                let judged = capability.judge(media)
                violations += judged.violations
                advisories += judged.advisories
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
