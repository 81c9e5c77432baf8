// SPDX-License-Identifier: Apache-2.0

/// A value that is bound to a statement, or read from a column.
enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)

    /// The number; 0 if it is none.
    var integer: Int64 {
        if case .integer(let integer) = self { integer } else { 0 }
    }

    /// The number, whole or not; 0 if it is none.
    var real: Double {
        switch self {
        case .real(let real): real
        case .integer(let integer): Double(integer)
        case .null, .text: 0
        }
    }

    /// The text; nil if it is none.
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }

    init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }
    init(_ integer: some BinaryInteger) { self = .integer(Int64(clamping: integer)) }
}
