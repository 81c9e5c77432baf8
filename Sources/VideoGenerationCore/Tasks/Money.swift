// SPDX-License-Identifier: Apache-2.0

/// An amount of US dollars in whole millionths: sums of prices must come out exactly.
public struct Money: Hashable, Comparable, Sendable, Codable {
    /// Millionths of a dollar.
    public let micros: Int64

    /// An amount of `micros` millionths of a dollar.
    public init(micros: Int64) {
        self.micros = micros
    }

    /// Nothing.
    public static let zero = Money(micros: 0)

    /// Reads an amount such as `12` or `0.05`, at most six digits after the point; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard (1...2).contains(parts.count), (1...13).contains(parts[0].count), fraction.count <= 6,
            parts.count == 1 || !fraction.isEmpty,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let whole = Int64(parts[0]), let rest = Int64(fraction + String(repeating: "0", count: 6 - fraction.count))
        else { return nil }
        let (millionths, isTooMuch) = whole.multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflow) = millionths.addingReportingOverflow(rest)
        guard !isTooMuch, !overflow else { return nil }
        micros = sum
    }

    /// Orders by amount.
    public static func < (left: Money, right: Money) -> Bool { left.micros < right.micros }

    /// The sum; one that no account could hold stays at the largest amount.
    public static func + (left: Money, right: Money) -> Money {
        let (sum, overflow) = left.micros.addingReportingOverflow(right.micros)
        return Money(micros: overflow ? .max : sum)
    }

    /// The difference; one that no account could hold stays at the least amount.
    public static func - (left: Money, right: Money) -> Money {
        let (difference, overflow) = left.micros.subtractingReportingOverflow(right.micros)
        return Money(micros: overflow ? .min : difference)
    }

    /// So many times the amount, parts of a millionth counted as whole ones; nil for more than any account could hold.
    public static func * (amount: Money, times: Double) -> Money? {
        // Millionths below 2^53 are exact in a Double.
        let product = (Double(amount.micros) * times).rounded(.up)
        return abs(product) < 0x1p53 ? Money(micros: Int64(product)) : nil
    }

    /// Decodes the text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let money = Money(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "An amount is written as 0.05.")
        }
        self = money
    }

    /// Encodes the text form, because a number in JSON may lose cents.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Money: CustomStringConvertible {
    /// The amount with at least two digits after the point, such as `0.05`.
    public var description: String {
        let (whole, rest) = micros.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        var fraction = String(rest)
        fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
        while fraction.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
        return (micros < 0 ? "-" : "") + "\(whole).\(fraction)"
    }
}
