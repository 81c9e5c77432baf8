// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("The wheel of questions")
struct TimingWheelTests {
    private static let tick: Int64 = 8_000_000

    /// Times from milliseconds to weeks, so that every level of the wheel and what lies beyond it is used.
    private func someTime(after now: Int64, _ generator: inout SeededGenerator) -> Int64 {
        let spans: [Int64] = [20, 3000, 600_000, 90_000_000, 1_000_000_000]
        return now + Int64.random(in: 0...spans[Int.random(in: spans.indices, using: &generator)], using: &generator)
            * 1_000_000
    }

    @Test("nothing comes out early, nothing later than a tick, and nothing is lost", arguments: UInt64(0)..<20)
    func reference(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var now = Int64.random(in: 0...1 << 50, using: &generator)
        var wheel = TimingWheel(at: MonotonicTime(nanoseconds: now))
        var due: [Int: Int64] = [:]
        var isFine = true
        for _ in 0..<3000 {
            let item = Int.random(in: 0..<200, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5:
                let time = someTime(after: now, &generator)
                wheel.set(item, to: MonotonicTime(nanoseconds: time))
                due[item] = time
            case 5:
                wheel.unset(item)
                due[item] = nil
            default:
                // To the next thing that may happen, as a loop would, or somewhere.
                let next = wheel.earliest?.nanoseconds ?? now
                if let first = due.values.min() { isFine = isFine && next <= max(first, now) + Self.tick }
                now = Bool.random(using: &generator) ? max(now, next) : someTime(after: now, &generator)
                while let item = wheel.popDue(at: MonotonicTime(nanoseconds: now)) {
                    isFine = isFine && due.removeValue(forKey: item).map { $0 <= now } == true
                }
                isFine = isFine && due.values.allSatisfy { $0 > now - Self.tick }
            }
            isFine = isFine && wheel.count == due.count && due.keys.allSatisfy { wheel.isSet($0) }
        }
        #expect(isFine)
    }

    @Test("what is due at the same tick comes out in the order in which it was set")
    func order() {
        var wheel = TimingWheel(at: MonotonicTime(nanoseconds: 0))
        for item in [3, 1, 2, 0] { wheel.set(item, to: MonotonicTime(nanoseconds: 5_000_000_000)) }
        var order: [Int] = []
        while let item = wheel.popDue(at: MonotonicTime(nanoseconds: 6_000_000_000)) { order.append(item) }
        #expect(order == [3, 1, 2, 0])
    }

    @Test("a machine that slept for a month finds everything due", .timeLimit(.minutes(1)))
    func sleep() {
        var wheel = TimingWheel(at: MonotonicTime(nanoseconds: 0))
        for item in 0..<1000 { wheel.set(item, to: MonotonicTime(nanoseconds: Int64(item) * 1_000_000_000_000)) }
        let month = MonotonicTime(nanoseconds: 2_592_000_000_000_000)
        var count = 0
        while wheel.popDue(at: month) != nil { count += 1 }
        #expect(count == 1000)
        #expect(wheel.earliest == nil)
    }
}
