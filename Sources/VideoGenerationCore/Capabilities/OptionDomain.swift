// SPDX-License-Identifier: Apache-2.0

/// The values that an option may take at a model.
public enum OptionDomain: Hashable, Sendable {
    /// One of these.
    case oneOf([OptionValue])
    /// A whole number from `minimum` to `maximum`, both allowed, in steps from `minimum`.
    case range(minimum: Int, maximum: Int, step: Int = 1)
    /// Yes or no.
    case flag
    /// Any text; `maximum`, if documented, counts Unicode characters.
    case text(maximum: Int? = nil)

    /// Whether `value` may be sent as it is.
    public func contains(_ value: OptionValue) -> Bool {
        switch (self, value) {
        case (.oneOf(let values), _): values.contains(value)
        case (.range(let minimum, let maximum, let step), .integer(let integer)):
            integer >= minimum && integer <= maximum
                && Self.distance(minimum, integer).isMultiple(of: Self.stride(step))
        case (.flag, .flag): true
        case (.text(let maximum), .text(let text)): maximum.map { text.count <= $0 } ?? true
        default: false
        }
    }

    /// The allowed value that is nearest to `value`, the lower one of two that are equally near; nil if the domain has
    /// no notion of near for it.
    public func nearest(to value: OptionValue) -> OptionValue? {
        if contains(value) { return value }
        switch self {
        case .oneOf(let values):
            guard let wanted = value.magnitude else { return nil }
            let ranked = values.compactMap { allowed in
                allowed.magnitude.flatMap { $0.scale == wanted.scale ? (allowed, $0.amount) : nil }
            }
            // From far away all distances round to the same number, so each side is decided by order.
            let below = ranked.filter { $0.1 <= wanted.amount }.max { $0.1 < $1.1 }
            let above = ranked.filter { $0.1 > wanted.amount }.min { $0.1 < $1.1 }
            guard let below, let above else { return (below ?? above)?.0 }
            return wanted.amount - below.1 <= above.1 - wanted.amount ? below.0 : above.0
        case .range(let minimum, let maximum, let step):
            guard let wanted = value.magnitude, wanted.scale == .numbers, minimum <= maximum else { return nil }
            let stride = Self.stride(step)
            let count = Self.distance(minimum, maximum) / stride
            let last = minimum &+ Int(truncatingIfNeeded: count * stride)
            guard wanted.amount > Double(minimum) else { return .integer(minimum) }
            let steps = ((wanted.amount - Double(minimum)) / Double(stride) - 0.5).rounded(.up)
            guard steps < Double(count) else { return .integer(last) }
            return .integer(minimum &+ Int(truncatingIfNeeded: UInt(max(0, steps)) * stride))
        case .flag, .text:
            return nil
        }
    }

    /// The domain in words, for a message: "4, 6 or 8".
    public var summary: String {
        switch self {
        case .oneOf(let values):
            let words = values.map(\.description)
            guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
            return words.dropLast().joined(separator: ", ") + " or " + last
        case .range(let minimum, let maximum, let step):
            return "\(minimum) to \(maximum)" + (step > 1 ? " in steps of \(step)" : "")
        case .flag: return "true or false"
        case .text(let maximum): return maximum.map { "text of at most \($0) characters" } ?? "text"
        }
    }
}

extension OptionDomain {
    /// How far `integer` lies above `minimum`; as unsigned, because it may be more than an `Int` holds.
    private static func distance(_ minimum: Int, _ integer: Int) -> UInt { UInt(bitPattern: integer &- minimum) }

    /// A step that can be divided by.
    private static func stride(_ step: Int) -> UInt { UInt(max(1, step)) }
}

extension OptionValue {
    /// A scale on which distances mean something; values of two scales are never near.
    enum Scale {
        /// Plain numbers, such as seconds.
        case numbers
        /// The lines of a resolution.
        case lines
        /// The share of the width in an aspect ratio, so that 16:9 and 9:16 are equally far from 1:1.
        case widths
    }

    /// Where the value stands on its scale; nil for words and for what is no finite number.
    var magnitude: (scale: Scale, amount: Double)? {
        guard case .text(let text) = self else {
            return number.flatMap { $0.isFinite ? (.numbers, $0) : nil }
        }
        if let pixels = PixelSize(text) { return (.lines, Double(min(pixels.width, pixels.height))) }
        if text.last == "p" || text.last == "P", let lines = Int(text.dropLast()) { return (.lines, Double(lines)) }
        return AspectRatio(rawValue: text).sides.map { (.widths, $0.width / ($0.width + $0.height)) }
    }
}
