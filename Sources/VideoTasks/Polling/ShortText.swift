// SPDX-License-Identifier: Apache-2.0

/// Up to 39 bytes of text in forty.
struct ShortText {
    private static let room = 39

    // The last byte is the length.
    private var words: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, .max)

    /// Whether the text was too long.
    var isLong: Bool { unsafe withUnsafeBytes(of: words) { unsafe $0[Self.room] } == 255 }

    /// Takes `text` in, if it fits.
    mutating func take(_ text: String) -> Bool {
        guard text.utf8.count <= Self.room else { return false }
        unsafe withUnsafeMutableBytes(of: &words) { bytes in
            unsafe bytes.copyBytes(from: text.utf8)
            unsafe bytes[Self.room] = UInt8(text.utf8.count)
        }
        return true
    }

    /// The text.
    var value: String {
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text to `target`.
    func append(to target: inout [UInt8]) {
        guard !isLong else { return }
        unsafe withUnsafeBytes(of: words) { bytes in
            unsafe target.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<Int(bytes[Self.room])]))
        }
    }
}
