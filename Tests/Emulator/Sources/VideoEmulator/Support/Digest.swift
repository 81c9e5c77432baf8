// SPDX-License-Identifier: Apache-2.0

import CEmulatorShims

/// SHA-256 and what is made from it: the ledger's fingerprints, entity tags and media signatures.
enum Digest {
    /// The SHA-256 digest of the bytes.
    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe bytes.withUnsafeBytes { source in
            unsafe digest.withUnsafeMutableBufferPointer { target in
                unsafe emulator_sha256(source.baseAddress, source.count, target.baseAddress)
            }
        }
        return digest
    }

    /// The SHA-256 digest of the bytes, as 64 hexadecimal digits.
    static func sha256Hex(_ bytes: [UInt8]) -> String {
        hex(sha256(bytes))
    }

    /// The HMAC (RFC 2104) of a message with SHA-256, as hexadecimal digits.
    static func hmacHex(key: [UInt8], message: String) -> String {
        var block = key.count > 64 ? sha256(key) : key
        block.append(contentsOf: [UInt8](repeating: 0, count: 64 - block.count))
        let inner = sha256(block.map { $0 ^ 0x36 } + Array(message.utf8))
        return hex(sha256(block.map { $0 ^ 0x5c } + inner))
    }

    /// Lower-case hexadecimal digits.
    static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Fresh random bytes, for a secret that lives as long as the process.
    static func randomBytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max) }
    }
}
