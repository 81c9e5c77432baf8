// SPDX-License-Identifier: Apache-2.0

/// The value of an option.
public enum OptionValue: Hashable, Sendable {
    /// A whole number.
    case integer(Int)
    /// A number with a fraction.
    case number(Double)
    /// A word or a text.
    case text(String)
    /// Yes or no.
    case flag(Bool)

    /// The value as a number, if it is one.
    public var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        case .text, .flag: nil
        }
    }
}

extension OptionValue {
    /// What a text most likely means that somebody wrote for an option: a number, `true` or `false`, or else the text itself.
    public init(reading text: String) {
        if let integer = Int(text) {
            self = .integer(integer)
        } else if let number = Double(text), number.isFinite {
            self = .number(number)
        } else {
            self = Bool(text).map(OptionValue.flag) ?? .text(text)
        }
    }
}

extension OptionValue: CustomStringConvertible {
    /// The value as a person writes it.
    public var description: String {
        switch self {
        case .integer(let integer): String(integer)
        case .number(let number): String(number)
        case .text(let text): text
        case .flag(let flag): String(flag)
        }
    }
}

extension OptionValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    /// A whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A flag.
    public init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension OptionValue: Codable {
    /// Decodes a JSON scalar.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Encodes a JSON scalar.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let integer): try container.encode(integer)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .flag(let flag): try container.encode(flag)
        }
    }
}

extension OptionValue {
    /// The value in the wire's JSON.
    public var json: JSON {
        switch self {
        case .integer(let integer): .integer(integer)
        case .number(let number): .number(number)
        case .text(let text): .string(text)
        case .flag(let flag): .bool(flag)
        }
    }
}
