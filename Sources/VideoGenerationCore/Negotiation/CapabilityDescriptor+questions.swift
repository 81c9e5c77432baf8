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

    /// The supported options that are nearest to `options`: the fewest changed, then the smallest sum of distances in
    /// their domains, then the lower values. Nil if there are none, or if an option is set that the model does not take.
    ///
    /// - Parameters:
    ///   - options: What is set; the rest is left to the service.
    ///   - inputs: How many inputs there are in each role; nil stands for those that the model needs.
    public func nearest(to options: VideoOptions, inputs: [InputRole: Int]? = nil) -> VideoOptions? {
        guard let (space, values) = aligned(options, inputs: inputs) else { return nil }
        let isHopeless = zip(self.options, values).contains { option, value in
            // Nothing is near to none.
            value.map { option.domain.nearest(to: $0) == nil } ?? option.isRequired
        }
        guard !isHopeless, let found = space.nearest(to: values, policy: values.map { _ in .nearest }) else {
            return nil
        }
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
        let needed = self.inputs.filter(\.isRequired).map { ($0.role, 1) }
        return (OptionSpace(self, inputs: inputs ?? Dictionary(needed) { first, _ in first }), values)
    }
}
