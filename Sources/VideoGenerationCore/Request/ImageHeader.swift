// SPDX-License-Identifier: Apache-2.0

/// Tells what an image is from its first bytes, without decoding a pixel.
///
/// Sources: PNG, W3C Recommendation 24 June 2025, sections 5.2 and 11.2.1; JPEG, ITU-T T.81, annex B; GIF89a section 17;
/// WebP container, RFC 9649.
public struct ImageHeader: Hashable, Sendable {
    /// The media type, such as `image/jpeg`.
    public var mediaType: String
    /// Width and height as the image is meant to be shown; nil where the given bytes do not reach them.
    public var pixels: PixelSize?
    /// Whether it is stored lying and meant to be shown standing, or the other way round (EXIF orientation 5 to 8): a
    /// reader that ignores this sees width and height swapped.
    public var isTurned = false

    /// How many first bytes are worth reading: a JPEG's size may stand behind 64 KiB segments of metadata.
    public static let usefulPrefix = 1 << 20

    /// Reads `prefix`, the first bytes of a file; nil if they begin no image we know.
    public init?(prefix: [UInt8]) {
        if prefix.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            mediaType = "image/png"
            pixels = Self.pngSize(prefix)
        } else if prefix.starts(with: [0xFF, 0xD8, 0xFF]) {
            mediaType = "image/jpeg"
            let stored = Self.jpegSize(prefix)
            isTurned = ExifOrientation(jpeg: prefix)?.isTurned ?? false
            pixels = isTurned ? stored.map { PixelSize(width: $0.height, height: $0.width) } : stored
        } else if prefix.starts(with: Array("GIF87a".utf8)) || prefix.starts(with: Array("GIF89a".utf8)) {
            mediaType = "image/gif"
        } else if prefix.count >= 12, prefix.starts(with: Array("RIFF".utf8)), prefix[8..<12].elementsEqual("WEBP".utf8)
        {
            mediaType = "image/webp"
        } else {
            return nil
        }
    }

    private static func pngSize(_ bytes: [UInt8]) -> PixelSize? {
        guard bytes.count >= 24, bytes[12..<16].elementsEqual("IHDR".utf8) else { return nil }
        let width = bytes[16..<20].reduce(0) { $0 << 8 | Int($1) }
        let height = bytes[20..<24].reduce(0) { $0 << 8 | Int($1) }
        return width > 0 && height > 0 ? PixelSize(width: width, height: height) : nil
    }

    private static func jpegSize(_ bytes: [UInt8]) -> PixelSize? {
        var position = 2
        while position + 8 < bytes.count {
            guard bytes[position] == 0xFF else { return nil }
            let marker = bytes[position + 1]
            switch marker {
            case 0xFF:  // fill byte before a marker
                position += 1
            case 0xC0...0xCF where marker != 0xC4 && marker != 0xC8 && marker != 0xCC:  // start of frame
                let height = Int(bytes[position + 5]) << 8 | Int(bytes[position + 6])
                let width = Int(bytes[position + 7]) << 8 | Int(bytes[position + 8])
                return width > 0 && height > 0 ? PixelSize(width: width, height: height) : nil
            case 0x01, 0xD0...0xD8:  // markers without a segment
                position += 2
            case 0xD9, 0xDA:  // end of image, or scan data before any frame header
                return nil
            default:
                position += 2 + max(2, Int(bytes[position + 2]) << 8 | Int(bytes[position + 3]))
            }
        }
        return nil
    }
}
