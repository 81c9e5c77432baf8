// SPDX-License-Identifier: Apache-2.0

/// A height class such as `720p`, or a size such as `1920x1080`. Any word may be written; descriptors say which are known.
public struct Resolution: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    /// The word.
    public let rawValue: String

    /// The resolution `rawValue`.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The resolution of the literal.
    public init(stringLiteral value: String) { rawValue = value }

    /// 720 lines (1280x720 in 16:9).
    public static let hd720: Resolution = "720p"
    /// 1080 lines (1920x1080 in 16:9).
    public static let hd1080: Resolution = "1080p"
}

/// Width to height, such as `16:9`. Any word may be written; descriptors say which are known.
public struct AspectRatio: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    /// The word.
    public let rawValue: String

    /// The ratio `rawValue`.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The ratio of the literal.
    public init(stringLiteral value: String) { rawValue = value }

    /// 16:9, lying.
    public static let landscape: AspectRatio = "16:9"
    /// 9:16, standing.
    public static let portrait: AspectRatio = "9:16"
    /// The supported ratio that is nearest to the first frame's own.
    public static let match: AspectRatio = "match"
}

/// Which people a video may show. Any word may be written; descriptors say which are known.
public struct PersonGeneration: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    /// The word.
    public let rawValue: String

    /// The rule `rawValue`.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The rule of the literal.
    public init(stringLiteral value: String) { rawValue = value }

    /// Adults, no children.
    public static let allowAdult: PersonGeneration = "allow_adult"
    /// Everybody.
    public static let allowAll: PersonGeneration = "allow_all"
    /// Nobody.
    public static let dontAllow: PersonGeneration = "dont_allow"
}
