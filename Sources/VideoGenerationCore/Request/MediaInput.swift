// SPDX-License-Identifier: Apache-2.0

/// An image as a caller gives it. It is inspected once, before a plan is made; see ``Media``.
public enum MediaInput: Sendable {
    /// A file by its path.
    case file(String)
    /// The bytes themselves.
    case bytes([UInt8])
    /// An http or https URL that the service fetches; this library never does.
    case url(String)
    /// A `data:` URI with base64 content.
    case dataURI(String)

    /// What `text` most likely means: a `data:` URI, a URL, or else a path.
    public init(_ text: String) {
        let start = text.prefix(8).lowercased()
        if start.hasPrefix("data:") {
            self = .dataURI(text)
        } else if start.hasPrefix("https://") || start.hasPrefix("http://") {
            self = .url(text)
        } else {
            self = .file(text)
        }
    }
}

/// What an input is for, the same for every provider; a descriptor may declare roles of its own.
public struct InputRole: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    /// The snake_case name.
    public let rawValue: String

    /// The role called `rawValue`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The role called as the literal says.
    public init(stringLiteral value: String) {
        self.rawValue = value
    }

    /// The image that the video starts with.
    public static let firstFrame: InputRole = "first_frame"
    /// The image that the video ends with.
    public static let lastFrame: InputRole = "last_frame"
    /// An image of what shall be seen: a person, a thing, a style.
    public static let reference: InputRole = "reference"

    /// The role as a person says it.
    var words: String { rawValue.split(separator: "_").joined(separator: " ") }
}

extension InputRole: Codable, CodingKeyRepresentable {
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

/// An input after inspection: what it is by its content, how large, and where its bytes come from.
public struct Media: Sendable {
    /// Where the bytes are.
    public var location: Location
    /// The media type by content, such as `image/png`; nil for a URL, and for content that is none we know.
    public var mediaType: String?
    /// Width and height as it is meant to be shown, if the content tells.
    public var pixels: PixelSize?
    /// Whether it is stored with width and height swapped, and a note to turn it; see ``ImageHeader/isTurned``.
    public var isTurned: Bool
    /// SHA-256 of the bytes in lower-case hexadecimal; nil for a URL, and for content too large for any request.
    public var sha256: String?
    /// The file it was read from, as it was named; nil for bytes that came another way.
    public var path: String?

    /// An inspected input; see the properties.
    public init(
        location: Location, mediaType: String? = nil, pixels: PixelSize? = nil, isTurned: Bool = false,
        sha256: String? = nil, path: String? = nil
    ) {
        self.location = location
        self.isTurned = isTurned
        self.mediaType = mediaType
        self.pixels = pixels
        self.sha256 = sha256
        self.path = path
    }

    /// Where an input's bytes are.
    public enum Location: Sendable {
        /// With a third party; the service fetches them.
        case remote(WebURL)
        /// With us, to be sent.
        case local(any ByteSource)
    }

    /// How many bytes the content has; nil for a URL.
    public var byteCount: Int? {
        if case .local(let source) = location { source.byteCount } else { nil }
    }
}

/// Width and height in pixels.
public struct PixelSize: Codable, Hashable, Sendable {
    /// The width.
    public var width: Int
    /// The height.
    public var height: Int

    /// `width` by `height` pixels.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Reads `WIDTHxHEIGHT`, both from 1 to 32768; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        // `Int` would take a sign.
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let width = Int(parts[0]), let height = Int(parts[1]),
            (1...32_768).contains(width), (1...32_768).contains(height)
        else { return nil }
        self.init(width: width, height: height)
    }
}
