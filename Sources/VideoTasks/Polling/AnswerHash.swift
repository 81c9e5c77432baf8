// SPDX-License-Identifier: Apache-2.0

/// Tells an answer's bytes from others', by 64 bits with a key that is new for each tracker: who does not know it cannot aim
/// at two answers that look the same.
struct AnswerHash {
    private let key: (UInt64, UInt64)

    init(using generator: inout some RandomNumberGenerator) {
        key = (generator.next() | 1, generator.next() | 1)
    }

    /// The hash of `bytes`; never 0. Each word is folded in by a full multiplication.
    func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state = key.0 ^ UInt64(bytes.count)
        var offset = 0
        while offset + 8 <= bytes.count {
            state = fold(state ^ (unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(unsafe bytes[offset])
            offset += 1
        }
        return max(fold(fold(state ^ rest)), 1)
    }

    /// The hash of `bytes`.
    func callAsFunction(_ bytes: [UInt8]) -> UInt64 {
        unsafe bytes.withUnsafeBytes { unsafe self($0) }
    }

    private func fold(_ word: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: key.1)
        return product.high ^ product.low
    }
}
