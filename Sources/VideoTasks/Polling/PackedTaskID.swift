// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A task's id in sixteen bytes: five bits for each of twenty letters and digits.
struct PackedTaskID: Equatable {
    private var high: UInt64 = 0
    private var low: UInt64 = 0

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let values: [UInt8] = (0...255).map { byte in
        alphabet.firstIndex(of: UInt8(byte)).map { UInt8($0) } ?? 255
    }

    /// Takes `id` in, if it has the form of those that are made here.
    mutating func take(_ id: TaskID) -> Bool {
        let text = id.rawValue.utf8
        guard text.count == 20 else { return false }
        var bits: UInt128 = 0
        for byte in text {
            let value = Self.values[Int(byte)]
            guard value < 32 else { return false }
            bits = bits << 5 | UInt128(value)
        }
        (high, low) = (UInt64(truncatingIfNeeded: bits >> 64), UInt64(truncatingIfNeeded: bits))
        return true
    }

    /// The id.
    var value: TaskID {
        let bits = UInt128(high) << 64 | UInt128(low)
        let letters = (0..<20).map { Self.alphabet[Int(truncatingIfNeeded: bits >> UInt128(95 - 5 * $0) & 31)] }
        return TaskID(rawValue: String(decoding: letters, as: UTF8.self))
    }
}
