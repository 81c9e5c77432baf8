// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct ImageHeaderTests {
    static func png(_ width: UInt32, _ height: UInt32) -> [UInt8] {
        let number = { (value: UInt32) in (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + number(width)
            + number(height)
            + [8, 2, 0, 0, 0, 1, 2, 3, 4]
    }

    static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = content.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + content
    }

    static func frame(_ marker: UInt8, _ width: UInt16, _ height: UInt16) -> [UInt8] {
        segment(
            marker,
            [
                8, UInt8(height >> 8), UInt8(height & 0xFF), UInt8(width >> 8), UInt8(width & 0xFF), 3, 1, 34, 0, 2, 17,
                1, 3, 17, 1,
            ])
    }

    static let start: [UInt8] = [0xFF, 0xD8]
    static let jfif = segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
    // A thumbnail inside EXIF is a JPEG of its own, whose frame must not be taken.
    static let exif = segment(
        0xE1, Array("Exif\0\0".utf8) + start + frame(0xC0, 160, 120) + [UInt8](repeating: 0xFF, count: 500))
    static let tables =
        segment(0xDB, [UInt8](repeating: 1, count: 65)) + segment(0xC4, [UInt8](repeating: 2, count: 29))
    static let tail: [UInt8] = [0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 17, 3, 17, 0, 63, 0, 0x12, 0x34, 0xFF, 0xD9]

    static let good: [(String, [UInt8], String, PixelSize?)] = [
        ("png", png(1280, 720), "image/png", PixelSize(width: 1280, height: 720)),
        ("largest png", png(0x7FFF_FFFF, 1), "image/png", PixelSize(width: 0x7FFF_FFFF, height: 1)),
        ("png without width", png(0, 5), "image/png", nil), ("png without height", png(5, 0), "image/png", nil),
        (
            "baseline", start + jfif + tables + frame(0xC0, 640, 480) + tail, "image/jpeg",
            PixelSize(width: 640, height: 480)
        ),
        (
            "progressive", start + jfif + frame(0xC2, 641, 481) + tables + tail, "image/jpeg",
            PixelSize(width: 641, height: 481)
        ),
        (
            "exif", start + exif + jfif + tables + frame(0xC1, 4000, 3000) + tail, "image/jpeg",
            PixelSize(width: 4000, height: 3000)
        ),
        (
            "fill bytes", start + [0xFF, 0xFF, 0xFF] + jfif + [0xFF] + frame(0xC0, 3, 2) + tail, "image/jpeg",
            PixelSize(width: 3, height: 2)
        ),
        (
            "stand-alone marker", start + [0xFF, 0x01] + jfif + frame(0xC0, 3, 2) + tail, "image/jpeg",
            PixelSize(width: 3, height: 2)
        ),
        ("jpeg without height", start + frame(0xC0, 3, 0) + tail, "image/jpeg", nil),
        ("jpeg without width", start + frame(0xC0, 0, 3) + tail, "image/jpeg", nil),
        ("scan before frame", start + jfif + tail + frame(0xC0, 3, 2) + tail, "image/jpeg", nil),
        (
            "segment of no length", start + [0xFF, 0xE0, 0, 0] + frame(0xC0, 3, 2) + tail, "image/jpeg",
            PixelSize(width: 3, height: 2)
        ),
        ("segment beyond the end", start + [0xFF, 0xE0, 0xFF, 0xFF] + frame(0xC0, 3, 2) + tail, "image/jpeg", nil),
        ("no marker", start + [0xFF, 0xE0, 0, 2, 0x41, 0x41] + frame(0xC0, 3, 2) + tail, "image/jpeg", nil),
        ("gif 87", Array("GIF87a".utf8) + [1, 0, 1, 0], "image/gif", nil),
        ("gif 89", Array("GIF89a".utf8) + [0, 0, 0, 0], "image/gif", nil),
        ("webp", Array("RIFF".utf8) + [9, 9, 9, 9] + Array("WEBPVP8 ".utf8), "image/webp", nil),
    ]

    @Test("An image is told by its first bytes, with the size where they hold it")
    func reads() throws {
        for (name, bytes, type, pixels) in Self.good {
            let header = try #require(ImageHeader(prefix: bytes), "\(name)")
            #expect(header.mediaType == type, "\(name)")
            #expect(header.pixels == pixels, "\(name)")
        }
    }

    @Test("An image that is cut at any byte traps nowhere and gets no wrong size")
    func cut() {
        for (name, bytes, type, pixels) in Self.good {
            for length in 0..<bytes.count {
                guard let header = ImageHeader(prefix: Array(bytes.prefix(length))) else { continue }
                #expect(header.mediaType == type, "\(name)")
                #expect(header.pixels == nil || header.pixels == pixels, "\(name) cut at \(length)")
            }
        }
    }

    @Test("A size is read as soon as its last byte is there")
    func earliest() {
        let jpeg = Self.start + Self.frame(0xC0, 640, 480)
        #expect(ImageHeader(prefix: Array(jpeg.prefix(11)))?.pixels == PixelSize(width: 640, height: 480))
        #expect(ImageHeader(prefix: Array(jpeg.prefix(10)))?.pixels == nil)
        #expect(ImageHeader(prefix: Array(Self.png(2, 3).prefix(24)))?.pixels == PixelSize(width: 2, height: 3))
        #expect(ImageHeader(prefix: Array(Self.png(2, 3).prefix(23)))?.pixels == nil)
    }

    @Test(
        "What begins no image we know is none",
        arguments: ["", "GIF88a", "RIFF1234WAVE", "RIFF", "<svg/>", "BM", "%PDF", "\u{89}PNG"])
    func unknown(text: String) {
        #expect(ImageHeader(prefix: Array(text.utf8)) == nil)
    }

    @Test("Any bytes behind a signature trap nowhere")
    func noise() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<5000 {
            var bytes = (Self.good.randomElement(using: &random)?.1 ?? [])
            for _ in 0..<5 where bytes.count > 8 {
                let position = Int.random(in: 3..<bytes.count, using: &random)
                bytes[position] = Bool.random(using: &random) ? 0xFF : UInt8.random(in: .min ... .max, using: &random)
            }
            if let pixels = ImageHeader(prefix: bytes)?.pixels { #expect(pixels.width > 0 && pixels.height > 0) }
        }
    }
}
