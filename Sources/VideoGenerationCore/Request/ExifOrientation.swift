// SPDX-License-Identifier: Apache-2.0

/// How an image is meant to be turned before it is shown, as cameras note it.
///
/// Source: Exif 3.0 (CIPA DC-008), tag 0x0112 and the structure of APP1; TIFF 6.0, section 2.
package struct ExifOrientation {
    /// 1 to 8; 1 is upright.
    package let number: Int

    /// Whether width and height change places.
    var isTurned: Bool { number >= 5 }

    /// Reads the first EXIF segment of a JPEG; nil if there is none, or if it says nothing about this.
    package init?(jpeg bytes: [UInt8]) {
        var position = 2
        while position + 4 <= bytes.count, bytes[position] == 0xFF {
            let marker = bytes[position + 1]
            guard marker != 0xFF else {
                position += 1
                continue
            }
            // Scan data begins: what follows is no segment.
            guard marker != 0xDA, marker != 0xD9 else { return nil }
            let length = max(2, Int(bytes[position + 2]) << 8 | Int(bytes[position + 3]))
            let content = position + 4
            let end = min(bytes.count, position + 2 + length)
            if marker == 0xE1, content + 6 <= end, bytes[content..<content + 6].elementsEqual("Exif\0\0".utf8) {
                self.init(tiff: bytes[(content + 6)..<end])
                return
            }
            position += 2 + length
        }
        return nil
    }

    private init?(tiff: ArraySlice<UInt8>) {
        let isBigEndian = tiff.starts(with: "MM".utf8)
        guard isBigEndian || tiff.starts(with: "II".utf8) else { return nil }
        func number(at offset: Int, bytes count: Int) -> Int? {
            guard offset >= 0, offset <= tiff.count - count else { return nil }
            let start = tiff.startIndex + offset
            let part = Array(tiff[start..<start + count])
            return (isBigEndian ? part : part.reversed()).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(at: 4, bytes: 4), let entries = number(at: directory, bytes: 2) else { return nil }
        for entry in 0..<min(entries, 512) {
            let offset = directory + 2 + 12 * entry
            guard let tag = number(at: offset, bytes: 2) else { return nil }
            if tag == 0x0112, let value = number(at: offset + 8, bytes: 2), (1...8).contains(value) {
                self.number = value
                return
            }
        }
        return nil
    }
}
