// SPDX-License-Identifier: Apache-2.0
import VideoGenerationTesting

extension SeededGenerator {
    /// A number from 0 and below `count`.
    mutating func number(_ count: Int) -> Int { Int(next() % UInt64(count)) }
    mutating func number(in range: ClosedRange<Int>) -> Int { range.lowerBound + number(range.count) }
    /// 0 to 1.
    mutating func share() -> Double { Double(next() >> 11) / Double(1 << 53) }
    mutating func chance(_ probability: Double) -> Bool { share() < probability }
}
