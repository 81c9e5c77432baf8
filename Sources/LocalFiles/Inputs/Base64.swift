// SPDX-License-Identifier: Apache-2.0

/// Decodes standard base64 (RFC 4648 section 4).
///
/// Strict where two readers could disagree: alphabet, padding, and bits that belong to no byte must be as the RFC has
/// them. ASCII whitespace is skipped, as browsers do in `data:` URIs (WHATWG Infra, forgiving-base64 decode), because
/// command-line encoders break their lines.
enum Base64 {
    private static let skipped: UInt8 = 0xFE
    private static let invalid: UInt8 = 0xFF

    private static let values: [UInt8] = {
        var table = [UInt8](repeating: invalid, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, letter) in alphabet.utf8.enumerated() { table[Int(letter)] = UInt8(value) }
        for space: UInt8 in [0x09, 0x0A, 0x0C, 0x0D, 0x20] { table[Int(space)] = skipped }
        return table
    }()

    /// The bytes that `text` stands for; nil if it is not base64.
    static func decode(_ text: some Sequence<UInt8>, sizeHint: Int = 0) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(sizeHint / 4 * 3)
        let values = Self.values
        var bits: UInt32 = 0
        var letters = 0
        var padding = 0
        for letter in text {
            if letter == UInt8(ascii: "=") {
                padding += 1
                if padding > 2 { return nil }
                continue
            }
            let value = values[Int(letter)]
            if value == skipped { continue }
            guard value != invalid, padding == 0 else { return nil }
            bits = bits << 6 | UInt32(value)
            letters += 1
            if letters == 4 {
                bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
                bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
                bytes.append(UInt8(truncatingIfNeeded: bits))
                bits = 0
                letters = 0
            }
        }
        switch (letters, padding) {
        case (0, 0):
            return bytes
        case (2, 2) where bits & 0xF == 0:
            bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
            return bytes
        case (3, 1) where bits & 0x3 == 0:
            bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
            return bytes
        default:
            return nil
        }
    }
}
