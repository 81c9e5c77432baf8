// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The beginnings of images, made by hand.
enum SampleImages {
    static func png(width: Int, height: Int, byteCount: Int = 64) -> [UInt8] {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
        bytes += Array("IHDR".utf8) + bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 2, 0, 0, 0]
        return bytes + [UInt8](repeating: 7, count: max(0, byteCount - bytes.count))
    }

    /// A JPEG whose frame header comes after an Exif segment and `profileSegments` segments of a colour profile.
    static func jpeg(width: Int, height: Int, profileSegments: Int = 0) -> [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xD8]
        bytes += segment(0xE1, Array("Exif\0\0".utf8) + [UInt8](repeating: 0xFF, count: 3000))
        for _ in 0..<profileSegments {
            bytes += segment(0xE2, Array("ICC_PROFILE\0".utf8) + [UInt8](repeating: 0xC0, count: 65_000))
        }
        bytes += segment(0xC0, [8] + bigEndian(UInt16(height)) + bigEndian(UInt16(width)) + [3, 1, 0x22, 0])
        return bytes + [0xFF, 0xDA] + [UInt8](repeating: 1, count: 100)
    }

    static let gif = Array("GIF89a".utf8) + [16, 0, 9, 0, 0, 0, 0]
    static let webp = Array("RIFF".utf8) + [20, 0, 0, 0] + Array("WEBPVP8 ".utf8) + [UInt8](repeating: 0, count: 12)

    private static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, marker] + bigEndian(UInt16(content.count + 2)) + content
    }
}

func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}
