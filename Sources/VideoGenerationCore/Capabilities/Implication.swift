// SPDX-License-Identifier: Apache-2.0

/// What one choice means for another at a model, such as "1080p only with 8 seconds".
///
/// If all of ``when`` holds, ``then`` must hold, too. An option that is not set stands for the service's documented default;
/// where the document gives none, nothing can be said, and nothing is refused.
public struct Implication: Codable, Hashable, Sendable {
    /// A stable snake_case word for scripts.
    public var code: String
    /// The conditions that must all hold.
    public var when: [Condition]
    /// What follows from them.
    public var then: Condition
    /// Whether a request that goes against it is only warned about, because the surface's document does not forbid it.
    public var isAdvisory: Bool
    /// What happens otherwise, and whose word that is.
    public var message: String

    /// An implication; see the properties.
    public init(
        code: String, when: [Condition], then: Condition, isAdvisory: Bool = false, message: String
    ) {
        self.code = code
        self.when = when
        self.then = then
        self.isAdvisory = isAdvisory
        self.message = message
    }

    enum CodingKeys: String, CodingKey {
        case code, when, then, message
        case isAdvisory = "advisory"
    }
}

/// One part of an implication: an option has one of these values, or an input comes so many times.
public enum Condition: Hashable, Sendable {
    /// The option's value lies in the domain, which is ``OptionDomain/oneOf(_:)`` or a range without a step.
    case option(OptionName, OptionDomain)
    /// The number of inputs in this role lies between these, both included.
    case input(InputRole, ClosedRange<Int>)

    /// The option has one of `values`.
    public static func option(_ name: OptionName, is values: OptionValue...) -> Condition {
        .option(name, .oneOf(values))
    }

    /// There is such an input.
    public static func given(_ role: InputRole) -> Condition { .input(role, 1...Int.max) }

    /// There is no such input.
    public static func absent(_ role: InputRole) -> Condition { .input(role, 0...0) }
}

/// As `{"option": "resolution", "domain": {…}}` or `{"input": "last_frame", "minimum": 1}`.
extension Condition: Codable {
    enum CodingKeys: String, CodingKey {
        case option, domain, input, minimum, maximum
    }

    /// Decodes a condition.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let role = try container.decodeIfPresent(InputRole.self, forKey: .input) else {
            self = .option(
                try container.decode(OptionName.self, forKey: .option),
                try container.decode(OptionDomain.self, forKey: .domain))
            return
        }
        let minimum = try container.decodeIfPresent(Int.self, forKey: .minimum) ?? 0
        let maximum = try container.decodeIfPresent(Int.self, forKey: .maximum) ?? .max
        guard minimum <= maximum else {
            throw DecodingError.dataCorruptedError(
                forKey: .maximum, in: container, debugDescription: "The maximum lies below the minimum.")
        }
        self = .input(role, minimum...maximum)
    }

    /// Encodes the condition.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .option(let name, let domain):
            try container.encode(name, forKey: .option)
            try container.encode(domain, forKey: .domain)
        case .input(let role, let count):
            try container.encode(role, forKey: .input)
            if count.lowerBound > 0 { try container.encode(count.lowerBound, forKey: .minimum) }
            if count.upperBound < Int.max { try container.encode(count.upperBound, forKey: .maximum) }
        }
    }
}
