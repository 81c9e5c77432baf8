// SPDX-License-Identifier: Apache-2.0

/// The result of a hash function: what names some bytes by their content.
public struct Digest: Hashable, Sendable {
    /// The digest's bytes; 32 for SHA-256.
    public let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The bytes in lower-case hexadecimal, as records and messages have them.
    public var hex: String {
        var text = ""
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
        }
        return text
    }
}

extension Digest: CustomStringConvertible {
    /// The same as ``hex``.
    public var description: String { hex }
}

/// The system's cryptography library refused to work: no memory, or the algorithm is switched off.
public struct DigestError: Error, Sendable {
    /// What failed, as a sentence.
    public let message: String
}
