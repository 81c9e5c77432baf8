// SPDX-License-Identifier: Apache-2.0

/// What happened in a run, as a number that two equal runs share, and as text if somebody wants to read it.
struct Trace {
    private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    private(set) var count = 0
    let isTold: Bool

    mutating func note(_ time: Int64, _ word: StaticString, _ first: Int, _ second: Int, _ third: Int = 0) {
        word.withUTF8Buffer { buffer in
            for index in 0..<buffer.count { take(UInt64(unsafe buffer[index])) }
        }
        for number in [Int(time), first, second, third] { take(UInt64(bitPattern: Int64(number))) }
        count += 1
    }

    // FNV-1a, a word at a time.
    private mutating func take(_ value: UInt64) {
        hash = (hash ^ value) &* 0x100_0000_01B3
    }
}
