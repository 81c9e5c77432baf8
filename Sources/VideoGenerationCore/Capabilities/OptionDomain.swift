// SPDX-License-Identifier: Apache-2.0

/// The values that an option may take at a model.
public enum OptionDomain: Hashable, Sendable {
    /// One of these.
    case oneOf([OptionValue])
    /// A whole number from `minimum` to `maximum`, both allowed, in steps from `minimum`; or the `sentinel`, a value that
    /// stands for "the model decides" and is near to nothing.
    case range(minimum: Int, maximum: Int, step: Int = 1, sentinel: OptionValue? = nil)
    /// A number from `minimum` to `maximum`, both allowed.
    case decimal(minimum: Double, maximum: Double)
    /// Yes or no.
    case flag
    /// Any text; `maximum`, if documented, counts `unit`s.
    case text(maximum: Int? = nil, unit: TextUnit = .characters)
    /// Anything, and it changes nothing: the option is not sent, and the report says so.
    case ignored

    /// What the length of a text counts.
    public enum TextUnit: String, Codable, Hashable, Sendable {
        /// What a reader takes for one character.
        case characters
        /// Unicode code points.
        case codePoints = "code_points"
        /// UTF-8 bytes.
        case bytes

        /// Whether `text` has at most `maximum`. Nothing that is counted is shorter than a byte, so a short text is not
        /// counted, which for characters is slow.
        func fits(_ text: String, _ maximum: Int) -> Bool { text.utf8.count <= maximum || count(in: text) <= maximum }

        /// Several of them, in words.
        var words: String { rawValue.replacing("_", with: " ") }

        /// How many there are in `text`.
        func count(in text: String) -> Int {
            switch self {
            case .characters: text.count
            case .codePoints: text.unicodeScalars.count
            case .bytes: text.utf8.count
            }
        }
    }

    /// Whether `value` may be sent as it is.
    public func contains(_ value: OptionValue) -> Bool {
        switch (self, value) {
        case (.oneOf(let values), _): values.contains(value)
        case (.range(_, _, _, value), _): true
        case (.range(let minimum, let maximum, let step, _), .integer(let integer)):
            integer >= minimum && integer <= maximum
                && Self.distance(minimum, integer).isMultiple(of: Self.stride(step))
        case (.decimal(let minimum, let maximum), _):
            value.number.map { minimum <= $0 && $0 <= maximum } ?? false
        case (.flag, .flag), (.ignored, _): true
        case (.text(let maximum, let unit), .text(let text)): maximum.map { unit.fits(text, $0) } ?? true
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
        case .range(let minimum, let maximum, let step, _):
            guard let wanted = value.magnitude, wanted.scale == .numbers, minimum <= maximum else { return nil }
            let stride = Self.stride(step)
            let count = Self.distance(minimum, maximum) / stride
            let last = minimum &+ Int(truncatingIfNeeded: count * stride)
            guard wanted.amount > Double(minimum) else { return .integer(minimum) }
            let steps = ((wanted.amount - Double(minimum)) / Double(stride) - 0.5).rounded(.up)
            guard steps < Double(count) else { return .integer(last) }
            return .integer(minimum &+ Int(truncatingIfNeeded: UInt(max(0, steps)) * stride))
        case .decimal(let minimum, let maximum):
            guard let number = value.number, number.isFinite, minimum <= maximum else { return nil }
            return .number(min(max(number, minimum), maximum))
        case .flag, .text, .ignored:
            return nil
        }
    }

    /// How far `value` is from `wish`, as a share of the domain's width; nil if the domain has no notion of near for
    /// them. The two values of a flag are as far apart as can be.
    public func distance(from wish: OptionValue, to value: OptionValue) -> Double? {
        if wish == value { return 0 }
        if case .range(_, _, _, let sentinel?) = self, wish == sentinel || value == sentinel { return nil }
        if case (.flag, .flag, .flag) = (self, wish, value) { return 1 }
        guard let from = wish.magnitude, let to = value.magnitude, from.scale == to.scale else { return nil }
        let width: Double =
            switch self {
            case .range(let minimum, let maximum, _, _): Double(maximum) - Double(minimum)
            case .decimal(let minimum, let maximum): maximum - minimum
            case .oneOf(let values):
                Self.width(of: values.compactMap { $0.magnitude.flatMap { $0.scale == to.scale ? $0.amount : nil } })
            case .flag, .text, .ignored: 0
            }
        return width > 0 ? abs(to.amount - from.amount) / width : 1
    }

    /// The domain in words, for a message: "4, 6 or 8".
    public var summary: String {
        switch self {
        case .oneOf(let values):
            let words = values.map(\.description)
            guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
            return words.dropLast().joined(separator: ", ") + " or " + last
        case .range(let minimum, let maximum, let step, let sentinel):
            return (maximum == .max ? "\(minimum) or more" : "\(minimum) to \(maximum)")
                + (step > 1 ? " in steps of \(step)" : "")
                + (sentinel.map { ", or \($0) to let the model decide" } ?? "")
        case .decimal(let minimum, let maximum): return "a number from \(minimum) to \(maximum)"
        case .flag: return "true or false"
        case .text(let maximum, let unit):
            return maximum.map { "text of at most \($0) \(unit.words)" } ?? "text"
        case .ignored: return "ignored"
        }
    }
}

extension OptionDomain {
    private static func width(of amounts: [Double]) -> Double { (amounts.max() ?? 0) - (amounts.min() ?? 0) }

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
