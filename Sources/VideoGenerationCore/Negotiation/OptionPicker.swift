// SPDX-License-Identifier: Apache-2.0

/// Lets a person choose option by option, and is never at a choice that the model refuses: the state of a form, as a plain
/// value.
public struct OptionPicker: Hashable, Sendable {
    /// The model.
    public let descriptor: CapabilityDescriptor
    /// How many inputs there are in each role.
    public let inputs: [InputRole: Int]
    /// What has been chosen; the rest is left to the service.
    public private(set) var options: VideoOptions

    /// A form for `descriptor`, filled in with what is nearest to `options`; an option that must be set and is not gets
    /// its first value.
    ///
    /// - Parameters:
    ///   - descriptor: The model.
    ///   - inputs: How many inputs there are in each role; nil stands for those that the model needs.
    ///   - options: What to begin with; what the model does not take is left out.
    /// - Throws: `invalid_request` or `unsupported_option`, with all that is wrong, if nothing legal is near.
    public init(
        _ descriptor: CapabilityDescriptor, inputs: [InputRole: Int]? = nil,
        startingWith options: VideoOptions = .init()
    ) throws(VideoGenerationError) {
        let needed = descriptor.inputs.map { ($0.role, $0.count.lowerBound) }
        self.descriptor = descriptor
        self.inputs = inputs ?? Dictionary(needed) { first, _ in first }
        var start = VideoOptions()
        for option in descriptor.options {
            start.values[option.name] = options.values[option.name] ?? (option.isRequired ? option.domain.first : nil)
        }
        guard let nearest = descriptor.nearest(to: start, inputs: self.inputs) else {
            throw VideoGenerationError(descriptor.violations(of: start, inputs: self.inputs))
        }
        self.options = nearest
    }

    /// The values that may be chosen for `option` as things are; nil if the model does not take it.
    public func choices(for option: OptionName) -> RemainingValues? {
        descriptor.remaining(option, given: options, inputs: inputs)
    }

    /// Chooses `value` for `option`, or leaves it to the service.
    ///
    /// - Parameters:
    ///   - value: The value; nil leaves the option out.
    ///   - option: The option.
    ///   - othersGiveWay: Whether other options may change for that, as few and as little as can be.
    /// - Returns: The options that changed besides.
    /// - Throws: `unsupported_option` or `invalid_request`, with what is allowed; nothing has changed then.
    @discardableResult
    public mutating func choose(
        _ value: OptionValue?, for option: OptionName, othersGiveWay: Bool = false
    ) throws(VideoGenerationError) -> Set<OptionName> {
        var wanted = options
        wanted.values[option] = value
        let violations = descriptor.violations(of: wanted, inputs: inputs)
        guard !violations.isEmpty else {
            options = wanted
            return []
        }
        guard othersGiveWay, let found = descriptor.nearest(to: wanted, inputs: inputs, keeping: [option]) else {
            throw VideoGenerationError(violations)
        }
        let names = Set(found.values.keys).union(options.values.keys).subtracting([option])
        let changed = names.filter { found.values[$0] != options.values[$0] }
        options = found
        return changed
    }
}

extension OptionDomain {
    /// The value to begin with where one is needed; nil for a text, which somebody has to write,
    /// and for what changes nothing.
    fileprivate var first: OptionValue? {
        switch self {
        case .oneOf(let values): values.first
        case .range(let minimum, _, _, let sentinel): sentinel ?? .integer(minimum)
        case .decimal(let minimum, _): .number(minimum)
        case .flag: false
        case .text, .ignored: nil
        }
    }
}

extension VideoGenerationError {
    /// What is wrong with a request, in one error.
    fileprivate init(_ violations: [Violation]) {
        self.init(
            violations.first?.code ?? .invalidRequest,
            violations.isEmpty
                ? "Nothing that the model allows is near." : violations.map(\.message).joined(separator: " "))
    }
}
