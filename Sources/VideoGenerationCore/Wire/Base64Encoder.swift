// SPDX-License-Identifier: Apache-2.0

/// Standard base64 with padding (RFC 4648 section 4), two characters at a time: a table of 4096 pairs is about twice as
/// fast as one of 64 characters.
enum Base64Encoder {
    /// The two characters for each 12 bits, the first one in the low byte.
    private static let pairs: [UInt16] = {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        return (0..<4096).map { UInt16(alphabet[$0 >> 6]) | UInt16(alphabet[$0 & 63]) << 8 }
    }()

    /// Encodes `count` bytes, which stand in `buffer` from offset g on, to its start; g is the number of groups of three
    /// bytes, the last one perhaps not full. The characters take 4g bytes.
    ///
    /// Reading and writing share one buffer because the writer never overtakes the reader: once group i is written,
    /// the output ends at 4(i + 1), and the input has been read up to g + 3(i + 1), which is not less while i < g.
    /// So a large body needs no second buffer.
    static func encodeInPlace(_ buffer: UnsafeMutableRawBufferPointer, count: Int) {
        let groups = (count + 2) / 3
        precondition(buffer.count >= groups * 4)
        guard count > 0, let start = buffer.baseAddress else { return }
        var input = unsafe UnsafeRawPointer(start) + groups
        var output = unsafe start
        let end = unsafe input + count
        unsafe pairs.withUnsafeBufferPointer { pairs in
            while unsafe end - input >= 8 {
                let bits = UInt64(bigEndian: unsafe input.loadUnaligned(as: UInt64.self))
                let first = unsafe UInt64(pairs[Int(bits >> 52)])
                let second = unsafe UInt64(pairs[Int(bits >> 40 & 0xFFF)]) << 16
                let third = unsafe UInt64(pairs[Int(bits >> 28 & 0xFFF)]) << 32
                let fourth = unsafe UInt64(pairs[Int(bits >> 16 & 0xFFF)]) << 48
                unsafe output.storeBytes(of: (first | second | third | fourth).littleEndian, as: UInt64.self)
                unsafe input += 6
                unsafe output += 8
            }
            while unsafe end > input {
                let left = unsafe end - input
                var bits = unsafe Int(input.load(as: UInt8.self)) << 16
                if left > 1 { unsafe bits |= Int(input.load(fromByteOffset: 1, as: UInt8.self)) << 8 }
                if left > 2 { unsafe bits |= Int(input.load(fromByteOffset: 2, as: UInt8.self)) }
                unsafe output.storeBytes(of: pairs[bits >> 12].littleEndian, as: UInt16.self)
                unsafe output.storeBytes(of: pairs[bits & 0xFFF].littleEndian, toByteOffset: 2, as: UInt16.self)
                if left < 3 { unsafe output.storeBytes(of: UInt8(ascii: "="), toByteOffset: 3, as: UInt8.self) }
                if left < 2 { unsafe output.storeBytes(of: UInt8(ascii: "="), toByteOffset: 2, as: UInt8.self) }
                unsafe input += min(left, 3)
                unsafe output += 4
            }
        }
    }
}
