// SPDX-License-Identifier: Apache-2.0

/// The four questions about options alone, for an app that lets a person choose: pure, and quick enough for every
/// keystroke. ``negotiate(_:policy:)`` asks them about a whole request.
extension CapabilityDescriptor {
    /// Whether exactly these options may be sent.
    ///
    /// - Parameters:
    ///   - options: What is set; the rest is left to the service.
    ///   - inputs: How many inputs there are in each role; nil stands for those that the model needs.
    public func supports(_ options: VideoOptions, inputs: [InputRole: Int]? = nil) -> Bool {
        guard let (space, values) = aligned(options, inputs: inputs) else { return false }
        return space.allows(values)
    }

    /// Whether exactly these values may be a part of some request, whatever else it takes to make that one legal.
    ///
    /// - Parameters:
    ///   - options: What is wanted; the rest may be anything.
    ///   - inputs: How many inputs there are in each role; nil stands for any that the model takes.
    public func canInclude(_ options: VideoOptions, inputs: [InputRole: Int]? = nil) -> Bool {
        var wholes = [options]
        for option in self.options where option.isRequired && options.values[option.name] == nil {
            // A value that no implication speaks of is as good as another.
            let values =
                isTied(.option(option.name, option.domain))
                ? option.domain.beginnings[...] : option.domain.beginnings.prefix(1)
            wholes = values.flatMap { value in
                wholes.map { VideoOptions(values: $0.values.merging([option.name: value]) { _, new in new }) }
            }
        }
        return (inputs.map { [$0] } ?? possibleInputs).contains { inputs in
            wholes.contains { nearest(to: $0, inputs: inputs, keeping: Set(options.values.keys)) != nil }
        }
    }

    /// Whether an implication speaks of the same option or role as `condition`.
    private func isTied(_ condition: Condition) -> Bool {
        (implications + sizeImplications).contains { implication in
            (implication.when + [implication.then]).contains { other in
                switch (condition, other) {
                case (.option(let name, _), .option(let other, _)): name == other
                case (.input(let role, _), .input(let other, _)): role == other
                default: false
                }
            }
        }
    }

    /// With and without each input that may be left out and that an implication speaks of.
    private var possibleInputs: [[InputRole: Int]] {
        self.inputs.reduce([[:]]) { all, input in
            let one = max(input.count.lowerBound, min(1, input.count.upperBound))
            let counts: Set = isTied(.given(input.role)) ? [input.count.lowerBound, one] : [input.count.lowerBound]
            return all.flatMap { inputs in
                counts.sorted().map { inputs.merging([input.role: $0]) { _, new in new } }
            }
        }
    }

    /// All that speaks against these options, and against so many inputs; empty exactly when ``supports(_:inputs:)``.
    ///
    /// - Parameters:
    ///   - options: What is set; the rest is left to the service.
    ///   - inputs: How many inputs there are in each role; nil stands for those that the model needs.
    public func violations(of options: VideoOptions, inputs: [InputRole: Int]? = nil) -> [Violation] {
        var own = options
        let strangers = options.values.filter { option($0.key) == nil }.sorted { $0.key.rawValue < $1.key.rawValue }
        for (name, _) in strangers { own.values[name] = nil }
        guard let (space, values) = aligned(own, inputs: inputs) else { return [] }
        return space.violations(by: values) + strangers.map(Violation.stranger)
    }

    /// The supported options that are nearest to `options`: the fewest changed, then the smallest sum of distances in
    /// their domains, then the lower values. Nil if there are none, or if an option is set that the model does not take.
    ///
    /// - Parameters:
    ///   - options: What is set; the rest is left to the service.
    ///   - inputs: How many inputs there are in each role; nil stands for those that the model needs.
    public func nearest(to options: VideoOptions, inputs: [InputRole: Int]? = nil) -> VideoOptions? {
        nearest(to: options, inputs: inputs, keeping: [])
    }

    /// The same, without a change to the options called `kept`.
    func nearest(
        to options: VideoOptions, inputs: [InputRole: Int]?, keeping kept: Set<OptionName>
    ) -> VideoOptions? {
        guard let (space, values) = aligned(options, inputs: inputs), space.inputFaults.isEmpty else { return nil }
        // Nothing is near to none, and what is kept must be allowed as it is.
        let isHopeless = zip(self.options, values).contains { option, value in
            guard let value else { return option.isRequired }
            return kept.contains(option.name)
                ? !option.domain.contains(value) : option.domain.nearest(to: value) == nil
        }
        let policy = self.options.map { kept.contains($0.name) ? NegotiationPolicy.Rule.fail : .nearest }
        guard !isHopeless, let found = space.nearest(to: values, policy: policy) else { return nil }
        return VideoOptions(
            values: Dictionary(
                uniqueKeysWithValues: zip(self.options, found).compactMap { option, value in
                    value.map { (option.name, $0) }
                }))
    }

    /// The values of `option` that remain legal while all others stay as they are; it may be set itself. Nil if the model
    /// does not take it.
    ///
    /// - Parameters:
    ///   - option: The option to choose.
    ///   - options: What is set; the rest is left to the service.
    ///   - inputs: How many inputs there are in each role; nil stands for those that the model needs.
    public func remaining(
        _ option: OptionName, given options: VideoOptions, inputs: [InputRole: Int]? = nil
    ) -> RemainingValues? {
        guard let index = self.options.firstIndex(where: { $0.name == option }),
            let (space, values) = aligned(options, inputs: inputs)
        else { return nil }
        return space.remaining(index, in: values)
    }

    /// The space of options, and the values of `options` in its order; nil if one is not among them.
    private func aligned(
        _ options: VideoOptions, inputs: [InputRole: Int]?
    ) -> (OptionSpace, [OptionValue?])? {
        var wishes = options.values
        let values = self.options.map { wishes.removeValue(forKey: $0.name) }
        guard wishes.isEmpty else { return nil }
        let needed = self.inputs.map { ($0.role, $0.count.lowerBound) }
        return (OptionSpace(self, inputs: inputs ?? Dictionary(needed) { first, _ in first }), values)
    }
}

extension OptionDomain {
    /// Values from which every other can be come to: one number, or all words, because a word has no near one.
    fileprivate var beginnings: [OptionValue] {
        switch self {
        case .oneOf(let values): values
        case .range(let minimum, _, _, _): [.integer(minimum)]
        case .decimal(let minimum, _): [.number(minimum)]
        case .flag: [false]
        case .text: [""]
        case .ignored: []
        }
    }
}
