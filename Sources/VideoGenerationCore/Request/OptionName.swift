// SPDX-License-Identifier: Apache-2.0

/// The generic name of an option, the same for every provider; a provider maps it onto its wire.
///
/// A vendor's own option has a name too: whatever the descriptor declares.
public struct OptionName: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    /// The snake_case name.
    public let rawValue: String

    /// The option called `rawValue`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The option called as the literal says.
    public init(stringLiteral value: String) {
        self.rawValue = value
    }

    /// Length of the video in seconds: an integer.
    public static let duration: OptionName = "duration"
    /// Height class such as `720p`, or a size `WIDTHxHEIGHT`: text.
    public static let resolution: OptionName = "resolution"
    /// Width to height, such as `16:9`, or `match` for the first frame's own: text.
    public static let aspectRatio: OptionName = "aspect_ratio"
    /// How many videos are made from one request: an integer.
    public static let samples: OptionName = "samples"
    /// Whether sound is generated: a flag.
    public static let audio: OptionName = "audio"
    /// What the video should not show: text.
    public static let negativePrompt: OptionName = "negative_prompt"
    /// The start of the random numbers; 0 is a value like any other: an integer.
    public static let seed: OptionName = "seed"
    /// Which people may be shown, such as `allow_adult`: text.
    public static let personGeneration: OptionName = "person_generation"
}

extension OptionName: Codable, CodingKeyRepresentable {
    /// Decodes the name.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    /// Encodes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
