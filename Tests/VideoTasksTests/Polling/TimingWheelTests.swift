// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("The wheel of questions")
struct TimingWheelTests {
    private static let tick: Int64 = 8_000_000

    /// A wheel with chains of its own.
    private struct Wheel {
        private var wheel: TimingWheel
        private var chains = Chains()

        init(at nanoseconds: Int64) { wheel = TimingWheel(at: MonotonicTime(nanoseconds: nanoseconds)) }

        var earliest: Int64? { wheel.earliest?.nanoseconds }

        func due(_ item: Int) -> Int64? { wheel.due(item, in: chains)?.nanoseconds }

        mutating func set(_ item: Int, to time: Int64) {
            wheel.set(item, to: MonotonicTime(nanoseconds: time), in: &chains)
        }

        mutating func unset(_ item: Int) { wheel.unset(item, in: &chains) }

        mutating func popDue(at now: Int64) -> Int? {
            wheel.popDue(at: MonotonicTime(nanoseconds: now), from: &chains)
        }

        /// Puts `item`, which came out, into a chain that is no slot.
        mutating func putAside(_ item: Int) {
            chains.append(item, to: TimingWheel.slotCount + item % 3, noting: TimingWheel.notSet)
        }
    }

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
        var wheel = Wheel(at: now)
        var due: [Int: Int64] = [:]
        var isFine = true
        for _ in 0..<3000 {
            let item = Int.random(in: 0..<200, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5:
                let time = someTime(after: now, &generator)
                let isPast = Int.random(in: 0..<10, using: &generator) == 0
                wheel.set(item, to: isPast ? 2 * now - time : time)
                due[item] = isPast ? now : time
            case 5:
                wheel.unset(item)
                due[item] = nil
            default:
                // To the next thing that may happen, as a loop would, or somewhere.
                let next = wheel.earliest ?? now
                if let first = due.values.min() { isFine = isFine && next <= max(first, now) + Self.tick }
                now = Bool.random(using: &generator) ? max(now, next) : someTime(after: now, &generator)
                while let item = wheel.popDue(at: now) {
                    isFine = isFine && due.removeValue(forKey: item).map { $0 <= now } == true
                    if Bool.random(using: &generator) { wheel.putAside(item) }
                }
                isFine = isFine && due.values.allSatisfy { $0 > now - Self.tick }
            }
            isFine = isFine && (wheel.earliest == nil) == due.isEmpty
            isFine =
                isFine
                && (0..<200).allSatisfy { item in
                    guard let time = due[item] else { return wheel.due(item) == nil }
                    return wheel.due(item).map { $0 > time - Self.tick && $0 <= max(time, now) + Self.tick } == true
                }
        }
        #expect(isFine)
    }

    @Test("what is due at the same tick comes out in the order in which it was set")
    func order() {
        var wheel = Wheel(at: 0)
        for item in [3, 1, 2, 0] { wheel.set(item, to: 5_000_000_000) }
        var order: [Int] = []
        while let item = wheel.popDue(at: 6_000_000_000) { order.append(item) }
        #expect(order == [3, 1, 2, 0])
    }

    @Test(
        "what is due in years is looked at after months, and not before", arguments: [0, 1 << 50, 3 << 57] as [Int64])
    func farthest(now: Int64) {
        var wheel = Wheel(at: now)
        for (item, time) in [Int64.max, now + 40_000_000_000_000_000].enumerated() { wheel.set(item, to: time) }
        let month: Int64 = 2_592_000_000_000_000
        for item in 0..<2 { #expect(wheel.due(item).map { $0 > now + 6 * month } == true) }
        #expect(wheel.popDue(at: now + 6 * month) == nil)
        #expect(wheel.popDue(at: now + 7 * month) != nil)
    }

    @Test("a machine that slept for a month finds everything due", .timeLimit(.minutes(1)))
    func sleep() {
        var wheel = Wheel(at: 0)
        for item in 0..<1000 { wheel.set(item, to: Int64(item) * 1_000_000_000_000) }
        var count = 0
        while wheel.popDue(at: 2_592_000_000_000_000) != nil { count += 1 }
        #expect(count == 1000)
        #expect(wheel.earliest == nil)
    }
}
