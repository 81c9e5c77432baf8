// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Images made byte by byte (PNG: W3C, third edition).
enum Picture {
    /// A black and white PNG with stripes; `padding` bytes of an unknown chunk make it as large as one likes.
    static func png(width: Int = 1280, height: Int = 720, padding: Int = 0) -> Data {
        let row = Data([0]) + Data((0..<(width + 7) / 8).map { $0 % 8 < 4 ? 0xF0 : 0x33 })
        let pixels = Data((0..<height).flatMap { _ in row })
        var file = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        file += chunk("IHDR", big(width) + big(height) + Data([1, 0, 0, 0, 0]))
        if padding > 0 { file += chunk("paDd", Data(count: padding)) }
        return file + chunk("IDAT", stored(pixels)) + chunk("IEND", Data())
    }

    /// The smallest GIF.
    static let gif =
        Data("GIF89a".utf8) + Data([1, 0, 1, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B])

    private static func chunk(_ type: String, _ content: Data) -> Data {
        let body = Data(type.utf8) + content
        return big(content.count) + body + big(Int(crc(body)))
    }

    // A zlib stream (RFC 1950) of stored blocks (RFC 1951).
    private static func stored(_ data: Data) -> Data {
        var stream = Data([0x78, 0x01])
        var rest = data
        while true {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let length = UInt16(block.count)
            stream.append(rest.isEmpty ? 1 : 0)
            for part in [length, ~length] { stream += [UInt8(part & 0xFF), UInt8(part >> 8)] }
            stream += block
            if rest.isEmpty { break }
        }
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in data {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return stream + big(Int(high << 16 | low))
    }

    private static func big(_ number: Int) -> Data {
        Data([24, 16, 8, 0].map { UInt8(number >> $0 & 0xFF) })
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    private static func crc(_ data: Data) -> UInt32 {
        ~data.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }
}
