// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("The pace of an account")
struct PollPaceTests {
    private static func seconds(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: Int64(seconds * 1e9))
    }

    /// The turns that `count` questions get which come `gap` seconds apart on average.
    private func turns(_ pace: PollPace, count: Int, gap: Double, seed: UInt64) -> [Double] {
        var (pace, generator, now) = (pace, SeededGenerator(seed: seed), 0.0)
        return (0..<count).map { _ in
            // Bursts and pauses.
            now += Int.random(in: 0..<4, using: &generator) == 0 ? Double.random(in: 0...8 * gap, using: &generator) : 0
            let turn = pace.reserve(at: Self.seconds(now))
            #expect(turn >= Self.seconds(now))
            return Double(turn.nanoseconds) / 1e9
        }
    }

    @Test(
        "gives in any window of time no more turns than a burst and what the rate allows",
        arguments: [(10.0, 10), (1, 1), (0.5, 3), (200, 1), (3, 40)], [0.01, 0.1, 1])
    func windows(_ pace: (rate: Double, burst: Int), _ gap: Double) {
        // What comes within a tick of the wheel is asked together.
        let burst = max(Double(pace.burst), pace.rate * 0.008)
        for seed in 1...5 as ClosedRange<UInt64> {
            let turns = turns(.init(rate: pace.rate, burst: pace.burst), count: 600, gap: gap, seed: seed)
            #expect(turns == turns.sorted())
            for first in turns.indices {
                // The most turns for the time they span are those up to any other one.
                for last in turns[first...].indices.prefix(120) {
                    let allowed = burst + pace.rate * (turns[last] - turns[first])
                    guard Double(last - first + 1) > allowed + 0.001 else { continue }
                    Issue.record("\(last - first + 1) turns in \(turns[last] - turns[first]) s")
                    return
                }
            }
        }
    }

    @Test("wastes none: whoever always asks gets the whole rate")
    func rate() {
        var pace = PollPace(rate: 5, burst: 3)
        let turns = (0..<503).map { _ in pace.reserve(at: Self.seconds(0)) }
        #expect(turns.prefix(3).allSatisfy { $0 == Self.seconds(0) })
        #expect(turns.last == Self.seconds(100))
    }

    @Test("gives one burst after a pause, were it a month", arguments: [1, 60, 86_400, 2_592_000] as [Double])
    func pause(_ seconds: Double) {
        var pace = PollPace(rate: 10, burst: 4)
        for _ in 0..<4 { _ = pace.reserve(at: Self.seconds(0)) }
        let turns = (0..<8).map { _ in pace.reserve(at: Self.seconds(seconds)) }
        #expect(turns.count { $0 == Self.seconds(seconds) } == 4)
        #expect(turns.last == Self.seconds(seconds) + .milliseconds(400))
    }

    @Test("halves with each complaint, down to a 64th, and doubles with each minute of calm")
    func complaints() {
        var pace = PollPace(rate: 10, burst: 1)
        func interval(at second: Double) -> Double {
            var copy = pace
            let first = copy.reserve(at: Self.seconds(second))
            return (copy.reserve(at: Self.seconds(second)) - first) / .seconds(1)
        }
        var now = 1000.0
        for divisor in [1.0, 2, 4, 8, 16, 32, 64, 64, 64] {
            #expect((interval(at: now) - divisor / 10).magnitude < 1e-6)
            pace.slowDown(at: Self.seconds(now), asked: Self.seconds(now))
            now += 1
        }
        now -= 1
        for (calm, divisor) in [(59.0, 64.0), (60, 32), (119, 32), (120, 16), (180, 8), (360, 1), (86_400, 1)] {
            #expect((interval(at: now + calm) - divisor / 10).magnitude < 1e-6, "\(calm)")
        }
    }

    @Test(
        "a complaint brings no burst, and calm no silence, when all turns are taken",
        arguments: [(10.0, 10), (100, 1000)])
    func saturated(rate: Double, burst: Int) {
        var pace = PollPace(rate: rate, burst: burst)
        var (turns, now) = ([Double](), 0.0)
        // Whoever always has a question asks it as soon as it may be asked.
        func ask(until end: Double) {
            while now < end {
                now = max(now, Double(pace.reserve(at: Self.seconds(now)).nanoseconds) / 1e9)
                turns.append(now)
            }
        }
        ask(until: 100)
        pace.slowDown(at: Self.seconds(now), asked: Self.seconds(now))
        let slowed = now
        ask(until: slowed + 200)
        let after = turns.filter { $0 > slowed }
        #expect(after.count { $0 <= slowed + 1 } <= Int(rate / 2) + 1)
        #expect(zip(after, after.dropFirst()).allSatisfy { $1 - $0 < 2.5 / rate })
    }

    @Test("of many complaints about questions that were on their way together, one counts")
    func together() {
        var pace = PollPace(rate: 10, burst: 1)
        for delay in 0..<10 { pace.slowDown(at: Self.seconds(100 + Double(delay) / 10), asked: Self.seconds(99)) }
        let first = pace.reserve(at: Self.seconds(102))
        #expect(pace.reserve(at: Self.seconds(102)) - first == .milliseconds(200))
        pace.slowDown(at: Self.seconds(103), asked: Self.seconds(102))
        let second = pace.reserve(at: Self.seconds(104))
        #expect(pace.reserve(at: Self.seconds(104)) - second == .milliseconds(400))
    }

    @Test("gives no turn before the time that the service named, and one burst then")
    func held() {
        var pace = PollPace(rate: 10, burst: 3)
        pace.hold(until: Self.seconds(60))
        pace.hold(until: Self.seconds(30))
        let turns = (0..<5).map { _ in pace.reserve(at: Self.seconds(1)) }
        #expect(turns == [60, 60, 60, 60.1, 60.2].map(Self.seconds))
    }

    @Test("a pace that is faster than the wheel's tick is reached", arguments: [1000.0, 10_000])
    func fast(rate: Double) {
        var (pace, now, count) = (PollPace(rate: rate, burst: 1), 0.0, 0)
        while now < 10 {
            let turn = Double(pace.reserve(at: Self.seconds(now)).nanoseconds) / 1e9
            // Whoever waits for a turn is woken at a tick.
            if turn > now { now = (turn / 0.008).rounded(.up) * 0.008 }
            count += 1
        }
        #expect((0.98...1.02).contains(Double(count) / (rate * 10)))
    }

    @Test(
        "holds to what makes sense",
        arguments: [(0.0, 0), (-5, -5), (1e300, 1), (.infinity, 1), (5, .min), (.nan, 1)] as [(Double, Int)])
    func settings(rate: Double, burst: Int) {
        var pace = PollPace(rate: rate, burst: burst)
        #expect((0.01...1_000_000).contains(pace.rate) && pace.burst >= 1)
        _ = pace.reserve(at: Self.seconds(0))
        #expect(pace.reserve(at: Self.seconds(0)) <= Self.seconds(100))
    }
}
