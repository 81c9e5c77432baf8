// SPDX-License-Identifier: Apache-2.0

/// A JSON value that keeps what a strict wire must see: the order of members and each number as it was written.
///
/// `Codable` hides whether a client sent `8`, `8.0` or a member twice; the emulator has to tell them apart.
enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(String)
    case text(String)
    case array([JSONValue])
    case object([Member])

    /// One name and value of an object.
    struct Member: Sendable, Equatable {
        var name: String
        var value: JSONValue
    }

    /// The member of an object, if this is an object that has it.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text of a string value.
    var textValue: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The value of a number written as an integer; `8.0` and `8e0` are none.
    var integerValue: Int? {
        if case .number(let digits) = self { Int(digits) } else { nil }
    }

    /// The value of any number.
    var doubleValue: Double? {
        if case .number(let digits) = self { Double(digits) } else { nil }
    }

    /// The value of a boolean.
    var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// What kind of value this is, for messages.
    var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .text: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    init(stringLiteral value: String) { self = .text(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    init(integerLiteral value: Int) { self = .number(String(value)) }
    init(floatLiteral value: Double) { self = .number(String(value)) }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }

    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}
