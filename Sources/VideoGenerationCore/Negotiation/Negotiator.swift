// SPDX-License-Identifier: Apache-2.0

extension CapabilityDescriptor {
    /// Maps a generic request onto what this model allows. Pure: the same question has the same answer every time.
    ///
    /// Each option is judged by its rule in `policy`. A size `WIDTHxHEIGHT` sets resolution and aspect ratio; an aspect
    /// ratio that says otherwise is a violation, because no rule can know which of the two was meant.
    public func negotiate(_ request: InspectedRequest, policy: NegotiationPolicy = .init()) -> Negotiation {
        var negotiator = Negotiator(judgement: Judgement(of: request, at: self, policy: policy))
        return negotiator.run()
    }
}

/// Says what was decided: every reason against, or the request, and what became of each option. It decides nothing.
struct Negotiator {
    let judgement: Judgement
    private var outcomes: [OptionOutcome] = []
    private var values: [(name: OptionName, value: OptionValue)] = []

    private var descriptor: CapabilityDescriptor { judgement.descriptor }

    init(judgement: Judgement) {
        self.judgement = judgement
    }

    mutating func run() -> Negotiation {
        let found = judgement.nearest
        var violations = judgement.faults.map(judgement.violation)
        if found == nil { violations += judgement.conflicts(isAlone: violations.isEmpty) }
        say(found)
        for (name, wish) in judgement.strangers {
            if judgement.isDropped(name) {
                note(name, wish, nil, .dropped, reason: "\(wish) is not supported; the option is not sent")
            } else {
                violations.append(.stranger(name, wish))
            }
        }
        let report = NegotiationReport(
            options: outcomes, advisories: promptAdvisories + judgement.inputAdvisories + optionAdvisories)
        guard violations.isEmpty else { return Negotiation(request: nil, report: report, violations: violations) }
        let negotiated = NegotiatedRequest(
            descriptor: descriptor, prompt: judgement.request.prompt, media: judgement.request.media, values: values,
            report: report)
        return Negotiation(request: negotiated, report: report, violations: [])
    }

    /// Says what became of each wish, if the values to send are `found`.
    private mutating func say(_ found: [OptionValue?]?) {
        let wanted = judgement.wishes.map(\.value)
        let broken = judgement.space.brokenRules(wanted)
        for (index, capability) in descriptor.options.enumerated() {
            report(
                judgement.wishes[index], capability, value: (found ?? wanted)[index],
                company: broken.first { $0.subjects.contains(index) }.map {
                    judgement.space.company(of: index, in: $0, wanted)
                })
        }
    }

    /// Notes what became of one wish.
    ///
    /// - Parameter company: The values that the wish does not go with, in words; nil if there are none.
    private mutating func report(
        _ wish: Judgement.Wish, _ capability: OptionCapability, value: OptionValue?, company: String?
    ) {
        let name = capability.name
        if capability.domain == .ignored {
            guard let written = wish.written else { return }
            return note(name, written, nil, .ignored, reason: "the model makes nothing of it; the option is not sent")
        }
        if let value, capability.domain.contains(value) { values.append((name, value)) }
        guard wish.written != nil || value != nil else {
            return note(name, nil, capability.defaultValue, .serviceDefault)
        }
        if value == wish.value, let value {
            guard capability.domain.contains(value) else { return }
            return note(name, wish.written, value, wish.origin, reason: reason(for: wish.origin))
        }
        guard let written = wish.written else {
            return note(name, nil, value, .adjusted, reason: "\(company ?? "another option") needs it")
        }
        let isForeign = wish.value.map(capability.domain.contains) != true
        let what = isForeign ? "\(written) is not supported" : "\(written) does not go with \(company ?? "the rest")"
        if let value {
            note(name, written, value, .adjusted, reason: "\(what); the nearest value is \(value)")
        } else if judgement.policy.rule(for: name) == .drop, !capability.isRequired {
            note(name, written, capability.defaultValue, .dropped, reason: "\(what); the option is not sent")
        }
    }

    private func reason(for origin: OptionOutcome.Origin) -> String? {
        switch origin {
        case .translated: judgement.size.map { "the size \($0.text) sets resolution and aspect ratio" }
        case .matched:
            judgement.request.media[.firstFrame]?.first?.pixels.map {
                "nearest to the first frame's \($0.width)x\($0.height)"
            }
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

    private var promptAdvisories: [Advisory] {
        guard descriptor.prompt == .ignored else { return [] }
        return [
            Advisory(
                code: "prompt_ignored",
                message: "\(descriptor.model) ignores the prompt: it makes the same of any text.")
        ]
    }

    /// What the inputs, and the values that hold in the end, go against, though no document forbids it.
    private var optionAdvisories: [Advisory] {
        let space = OptionSpace(descriptor, inputs: judgement.request.inputCounts, binding: false)
        let applied = descriptor.options.map { option in
            outcomes.first { $0.option == option.name }?.applied
        }
        let aboutInputs = space.inputFaults.compactMap { fault -> Implication? in
            if case .implication(let implication) = fault { implication } else { nil }
        }
        return (aboutInputs + space.brokenRules(applied).map(\.source)).map {
            Advisory(code: $0.code, message: $0.message)
        }
    }
}

extension Judgement {
    /// What the wishes go against together, where there is no way out.
    ///
    /// - Parameter isAlone: Whether nothing else speaks against the request. What each wish has become by its own rule may
    ///   be what does not go together, and then that is the reason.
    fileprivate func conflicts(isAlone: Bool) -> [Violation] {
        var values = wishes.map(\.value)
        var broken = space.brokenRules(values)
        if isAlone, broken.isEmpty {
            values = space.bent(values, policy: rules).values
            broken = space.brokenRules(values)
        }
        return broken.map { space.violation(of: $0, by: values) }
    }

    /// What of the inputs deserves a warning.
    fileprivate var inputAdvisories: [Advisory] {
        descriptor.inputs.flatMap { capability in
            (request.media[capability.role] ?? []).flatMap(capability.advisories)
        }
    }
}
