// SPDX-License-Identifier: Apache-2.0

/// What a model allows for the inputs in one role.
public struct InputCapability: Codable, Hashable, Sendable {
    /// What the input is for.
    public var role: InputRole
    /// How few and how many there may be.
    public var count: ClosedRange<Int>
    /// The ways in which the service takes one.
    public var kinds: [InputKind]
    /// Media types that are accepted, told by content.
    public var mediaTypes: [String]
    /// The largest content in bytes, before any encoding.
    public var maximumBytes: Int?
    /// A size in bytes above which the document can be read as a refusal.
    public var cautionBytes: Int?
    /// The pictures that are refused by their measures.
    public var limits: PictureLimits?
    /// The smallest size that is recommended; for a standing image, turned.
    public var recommendedPixels: PixelSize?
    /// The aspect ratios that are recommended.
    public var recommendedRatios: [AspectRatio]

    /// An input; see the properties.
    public init(
        _ role: InputRole, count: ClosedRange<Int> = 1...1, kinds: [InputKind], mediaTypes: [String],
        maximumBytes: Int? = nil, cautionBytes: Int? = nil, limits: PictureLimits? = nil,
        recommendedPixels: PixelSize? = nil, recommendedRatios: [AspectRatio] = []
    ) {
        self.role = role
        self.count = count
        self.kinds = kinds
        self.mediaTypes = mediaTypes
        self.maximumBytes = maximumBytes
        self.cautionBytes = cautionBytes
        self.limits = limits
        self.recommendedPixels = recommendedPixels
        self.recommendedRatios = recommendedRatios
    }

    /// Whether a request without it is refused.
    public var isRequired: Bool { count.lowerBound > 0 }

    /// Whether a URL may be given, which the service fetches.
    public var acceptsURL: Bool { kinds.contains(.url) }

    /// Whether content may be given, such as a file's.
    public var acceptsContent: Bool { kinds.contains { $0 != .url } }
}

/// A way in which a service takes an input.
public enum InputKind: String, Codable, Hashable, Sendable {
    /// As a URL, which the service fetches.
    case url
    /// As base64 text.
    case base64
    /// As a `data:` URI with base64 content.
    case dataURI = "data_uri"
    /// By an upload of its own, before the request.
    case upload
}

/// What a picture must measure.
public struct PictureLimits: Codable, Hashable, Sendable {
    /// The least length of each side in pixels.
    public var minimumSide: Int?
    /// The greatest length of each side in pixels.
    public var maximumSide: Int?
    /// How many times as long as the shorter side the longer one may be.
    public var maximumElongation: Double?

    /// Limits; nil stands for none.
    public init(minimumSide: Int? = nil, maximumSide: Int? = nil, maximumElongation: Double? = nil) {
        self.minimumSide = minimumSide
        self.maximumSide = maximumSide
        self.maximumElongation = maximumElongation
    }

    /// Whether a picture of `pixels` is within.
    public func allows(_ pixels: PixelSize) -> Bool {
        let (short, long) = (min(pixels.width, pixels.height), max(pixels.width, pixels.height))
        return short >= minimumSide ?? 1 && long <= maximumSide ?? .max
            && Double(long) <= Double(short) * (maximumElongation ?? .infinity)
    }

    /// The limits in words: "sides of at least 300 pixels".
    public var summary: String {
        let words = [
            minimumSide.map { "sides of at least \($0) pixels" }, maximumSide.map { "sides of at most \($0) pixels" },
            maximumElongation.map { "an aspect ratio from 1:\($0) to \($0):1" },
        ]
        return words.compactMap { $0 }.joined(separator: ", ")
    }

    enum CodingKeys: String, CodingKey {
        case minimumSide = "minimum_side"
        case maximumSide = "maximum_side"
        case maximumElongation = "maximum_elongation"
    }
}

/// With `minimum` and `maximum` for the count.
extension InputCapability {
    enum CodingKeys: String, CodingKey {
        case role, minimum, maximum, kinds, limits
        case mediaTypes = "media_types"
        case maximumBytes = "maximum_bytes"
        case cautionBytes = "caution_bytes"
        case recommendedPixels = "recommended_pixels"
        case recommendedRatios = "recommended_ratios"
    }

    /// Decodes an input.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let minimum = try container.decode(Int.self, forKey: .minimum)
        let maximum = try container.decode(Int.self, forKey: .maximum)
        guard 0 <= minimum, minimum <= maximum else {
            throw DecodingError.dataCorruptedError(
                forKey: .maximum, in: container, debugDescription: "The maximum lies below the minimum.")
        }
        self.init(
            try container.decode(InputRole.self, forKey: .role), count: minimum...maximum,
            kinds: try container.decode([InputKind].self, forKey: .kinds),
            mediaTypes: try container.decode([String].self, forKey: .mediaTypes),
            maximumBytes: try container.decodeIfPresent(Int.self, forKey: .maximumBytes),
            cautionBytes: try container.decodeIfPresent(Int.self, forKey: .cautionBytes),
            limits: try container.decodeIfPresent(PictureLimits.self, forKey: .limits),
            recommendedPixels: try container.decodeIfPresent(PixelSize.self, forKey: .recommendedPixels),
            recommendedRatios: try container.decodeIfPresent([AspectRatio].self, forKey: .recommendedRatios) ?? [])
    }

    /// Encodes the input.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(role, forKey: .role)
        try container.encode(count.lowerBound, forKey: .minimum)
        try container.encode(count.upperBound, forKey: .maximum)
        try container.encode(kinds, forKey: .kinds)
        try container.encode(mediaTypes, forKey: .mediaTypes)
        try container.encodeIfPresent(maximumBytes, forKey: .maximumBytes)
        try container.encodeIfPresent(cautionBytes, forKey: .cautionBytes)
        try container.encodeIfPresent(limits, forKey: .limits)
        try container.encodeIfPresent(recommendedPixels, forKey: .recommendedPixels)
        try container.encode(recommendedRatios, forKey: .recommendedRatios)
    }
}
