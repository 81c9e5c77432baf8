// SPDX-License-Identifier: Apache-2.0

import CEmulatorShims

extension JSONParser {
    /// Reads a string; `place` is on the opening quote.
    ///
    /// Runs without an escape are found in C and copied whole, because an image arrives as one string of up to 28 MB.
    mutating func text() throws(Failure) -> String {
        place += 1
        var collected: [UInt8]?
        while true {
            let end = runEnd()
            guard end < bytes.count else { throw failure("a string without an end") }
            switch bytes[end] {
            case UInt8(ascii: "\""):
                let run = bytes[place..<end]
                place = end + 1
                let whole = collected.map { $0[...] + run } ?? run
                guard let text = String(validating: whole, as: UTF8.self) else {
                    throw failure("a string that is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"):
                if collected == nil { collected = [] }
                collected?.append(contentsOf: bytes[place..<end])
                place = end + 1
                let scalar = try escaped()
                collected?.append(contentsOf: Array(String(Character(scalar)).utf8))
            default:
                throw failure("a bare control character in a string")
            }
        }
    }

    private func runEnd() -> Int {
        unsafe bytes.withUnsafeBytes { unsafe emulator_text_run_end($0.baseAddress, place, $0.count) }
    }

    private mutating func escaped() throws(Failure) -> Unicode.Scalar {
        guard let byte = peek() else { throw failure("a string without an end") }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw failure("an unknown escape")
        }
    }

    private mutating func unicodeEscape() throws(Failure) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), peek() == UInt8(ascii: "\\") else {
            throw failure("half a surrogate pair")
        }
        place += 1
        guard peek() == UInt8(ascii: "u") else { throw failure("half a surrogate pair") }
        place += 1
        let second = try fourDigits()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw failure("half a surrogate pair") }
        return scalar
    }

    private mutating func fourDigits() throws(Failure) -> UInt32 {
        let end = place + 4
        guard end <= bytes.count, bytes[place..<end].allSatisfy({ $0.isHexDigit }),
            let value = UInt32(String(decoding: bytes[place..<end], as: UTF8.self), radix: 16)
        else { throw failure("a broken \\u escape") }
        place = end
        return value
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
