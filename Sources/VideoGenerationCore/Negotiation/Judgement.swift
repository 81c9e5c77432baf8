// SPDX-License-Identifier: Apache-2.0

extension CapabilityDescriptor {
    /// Whether ``negotiate(_:policy:)`` finds a request to send: the same decision without a word about it, for who asks
    /// about many models.
    public func accepts(_ request: InspectedRequest, policy: NegotiationPolicy = .init()) -> Bool {
        Judgement(of: request, at: self, policy: policy).settled != nil
    }

    /// The options that would be sent; nil if the request is refused.
    package func settle(_ request: InspectedRequest, policy: NegotiationPolicy) -> VideoOptions? {
        guard let settled = Judgement(of: request, at: self, policy: policy).settled else { return nil }
        var sent = VideoOptions()
        for (option, value) in zip(options, settled) {
            if let value, option.domain != .ignored, sent.values[option.name] == nil {
                sent.values[option.name] = value
            }
        }
        return sent
    }
}

/// What a request comes to at a model, decided and not put into words: every "no", and the values to send.
///
/// Whether a model can do a request is decided here and nowhere else; ``Negotiator`` says what was decided.
struct Judgement {
    let descriptor: CapabilityDescriptor
    let request: InspectedRequest
    let policy: NegotiationPolicy
    let space: OptionSpace
    /// What speaks against the prompt, the inputs and each option by itself.
    private(set) var faults: [Fault] = []
    /// A size in place of a resolution; nil if there is none.
    private(set) var size: Size?
    /// What is wanted of each option, in the descriptor's order.
    private(set) var wishes: [Wish] = []
    /// What may be done to each option.
    private(set) var rules: [NegotiationPolicy.Rule] = []
    /// Wishes for options that the model does not have, by name.
    private(set) var strangers: [(name: OptionName, wish: OptionValue)] = []

    init(of request: InspectedRequest, at descriptor: CapabilityDescriptor, policy: NegotiationPolicy) {
        self.descriptor = descriptor
        self.request = request
        self.policy = policy
        space = OptionSpace(descriptor, inputs: request.inputCounts)
        judgePrompt()
        judgeInputs()
        var open = request.options.values
        let expanded = expandSize(in: &open)
        size = expanded?.size
        if let contradiction = expanded?.contradiction { faults.append(contradiction) }
        for capability in descriptor.options {
            let wish = read(open.removeValue(forKey: capability.name), capability, size: size)
            wishes.append(wish)
            rules.append(rule(for: wish, capability))
        }
        if !open.isEmpty { strangers = open.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key, $0.value) } }
    }

    /// The value to send for each option; nil if the request is refused.
    var settled: [OptionValue?]? {
        faults.isEmpty && strangers.allSatisfy { isDropped($0.name) } ? nearest : nil
    }

    /// The values that are nearest to the wishes, whatever else speaks against the request; nil if there are none.
    var nearest: [OptionValue?]? { space.nearest(to: wishes.map(\.value), policy: rules) }

    /// Whether a wish for an option that the model does not have is left out.
    func isDropped(_ stranger: OptionName) -> Bool { policy.rule(for: stranger) == .drop }

    private mutating func judgePrompt() {
        if request.prompt.allSatisfy(\.isWhitespace) {
            faults.append(.blankPrompt)
        } else if !descriptor.prompt.contains(.text(request.prompt)) {
            faults.append(.foreignPrompt)
        }
    }

    private mutating func judgeInputs() {
        faults += space.inputFaults.map(Fault.inputs)
        for capability in descriptor.inputs {
            for media in request.media[capability.role] ?? [] {
                faults += capability.objections(to: media).map { .media($0, media, capability) }
            }
        }
    }

    /// The rule for one option; `fail` where nothing else can be done, and then with a fault if its value is not allowed.
    private mutating func rule(for wish: Wish, _ capability: OptionCapability) -> NegotiationPolicy.Rule {
        let rule = policy.rule(for: capability.name)
        if wish.written == nil {
            guard capability.isRequired else { return rule }
        } else {
            guard wish.value.map(capability.domain.contains) != true else { return rule }
            if rule == .nearest, wish.value.flatMap(capability.domain.nearest(to:)) != nil { return .nearest }
            if rule == .drop, !capability.isRequired { return .drop }
        }
        faults.append(.option(wish, capability))
        return .fail
    }
}
