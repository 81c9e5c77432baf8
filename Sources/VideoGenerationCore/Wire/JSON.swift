// SPDX-License-Identifier: Apache-2.0

/// A JSON value whose object members keep their order: what a provider writes and reads on the wire.
///
/// A body must be the same each time it is built (the planned body is the sent body), and a large image must stay out of
/// memory: hence an order, and the case ``media(_:)``.
public enum JSON: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number.
    case integer(Int)
    /// Any other number.
    case number(Double)
    /// A string.
    case string(String)
    /// A string that holds the base64 of these bytes, streamed when it is sent.
    case media(Media)
    /// A string that holds these bytes as a `data:` URI (RFC 2397) with base64, streamed when it is sent; a URL as it is.
    case dataURI(Media)
    /// An array.
    case array([JSON])
    /// An object; the order of members is kept.
    case object([(name: String, value: JSON)])
}

extension JSON {
    /// The first member called `name`; nil if there is none, if it is `null`, or if this is no object.
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self, let value = members.first(where: { $0.name == name })?.value
        else { return nil }
        if case .null = value { return nil }
        return value
    }

    /// The text of a string.
    public var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The elements of an array; for anything else none, because services leave out or null what is empty.
    public var elements: [JSON] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// A number, or a string that holds one: services write `"3600"` and `3600`.
    public var lenientNumber: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        case .string(let text): Double(text.trimmingASCIIWhitespace()).flatMap { $0.isFinite ? $0 : nil }
        default: nil
        }
    }

    /// A string, or the text of a number.
    public var lenientString: String? {
        switch self {
        case .string(let string): string
        case .integer(let integer): String(integer)
        case .number(let number): String(number)
        default: nil
        }
    }
}
