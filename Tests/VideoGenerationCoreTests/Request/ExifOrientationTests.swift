// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct ExifOrientationTests {
    /// A JPEG of 640x480 with an EXIF segment that says `orientation`.
    static func jpeg(orientation: UInt8, isBigEndian: Bool = true) -> [UInt8] {
        func number(_ value: UInt8, _ count: Int) -> [UInt8] {
            let zeros = [UInt8](repeating: 0, count: count - 1)
            return isBigEndian ? zeros + [value] : [value] + zeros
        }
        var tiff: [UInt8] = Array((isBigEndian ? "MM" : "II").utf8) + number(42, 2) + number(8, 4) + number(2, 2)
        tiff += [isBigEndian ? 1 : 0x0F, isBigEndian ? 0x0F : 1] + number(2, 2) + number(1, 4) + number(0, 4)
        tiff += [isBigEndian ? 1 : 0x12, isBigEndian ? 0x12 : 1] + number(3, 2) + number(1, 4)
        tiff += number(orientation, 2) + [0, 0]
        let exif = Array("Exif\0\0".utf8) + tiff
        let frame: [UInt8] = [0xFF, 0xC0, 0, 17, 8, 0x01, 0xE0, 0x02, 0x80, 3]
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif + frame
    }

    @Test("A photo that is to be turned has its width and height as it is shown", arguments: 1...8, [true, false])
    func turned(orientation: Int, isBigEndian: Bool) throws {
        let header = try #require(
            ImageHeader(prefix: Self.jpeg(orientation: UInt8(orientation), isBigEndian: isBigEndian)))
        #expect(header.isTurned == (orientation >= 5))
        #expect(header.pixels == (orientation >= 5 ? PixelSize("480x640") : PixelSize("640x480")))
    }

    @Test("An orientation that is none counts as upright", arguments: [0, 9, 255] as [UInt8])
    func nonsense(orientation: UInt8) {
        #expect(ImageHeader(prefix: Self.jpeg(orientation: orientation))?.isTurned == false)
    }

    @Test("A photo cut anywhere is read without harm")
    func cut() {
        let whole = Self.jpeg(orientation: 6)
        for end in 3...whole.count { #expect(ImageHeader(prefix: Array(whole[..<end]))?.mediaType == "image/jpeg") }
    }
}
