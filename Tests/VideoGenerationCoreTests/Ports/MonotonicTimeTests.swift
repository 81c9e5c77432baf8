// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct MonotonicTimeTests {
    @Test(
        "A sum stays within the ends of time",
        arguments: [
            (0, .seconds(1), 1_000_000_000), (5, .nanoseconds(-7), -2), (.max, .nanoseconds(1), .max),
            (.max, .seconds(Int64.max), .max),
            (.min, .nanoseconds(-1), .min), (.min, .seconds(Int64.min), .min), (.min, .seconds(Int64.max), -1),
            (0, .zero, 0), (0, .microseconds(1), 1000),
        ] as [(Int64, Duration, Int64)])
    func sum(start: Int64, duration: Duration, end: Int64) {
        #expect((MonotonicTime(nanoseconds: start) + duration).nanoseconds == end)
    }

    @Test(
        "A difference is right between any two moments", arguments: [Int64.min, -1, 0, 1, .max],
        [Int64.min, -1, 0, 1, .max])
    func difference(later: Int64, earlier: Int64) {
        let span = MonotonicTime(nanoseconds: later) - MonotonicTime(nanoseconds: earlier)
        #expect(span == Duration.nanoseconds(later) - Duration.nanoseconds(earlier))
        #expect((span > .zero) == (later > earlier))
    }

    @Test("Moments are ordered")
    func order() {
        #expect(MonotonicTime(nanoseconds: -1) < MonotonicTime(nanoseconds: 0))
        #expect([3, 1, 2].map { MonotonicTime(nanoseconds: $0) }.max() == MonotonicTime(nanoseconds: 3))
    }

    @Test(
        "A duration in nanoseconds is held within what can be said",
        arguments: [
            (.seconds(1.5), 1_500_000_000), (.nanoseconds(-3), -3), (.nanoseconds(Int64.max), .max),
            (.nanoseconds(Int64.min), .min),
            (.seconds(9_223_372_037), .max), (.seconds(-9_223_372_037), .min), (.seconds(Int64.max), .max),
            (.seconds(Int64.min), .min),
            // More seconds than an Int64 holds.
            (.seconds(Int64.max) * 8, .max), (.seconds(Int64.min) * 8, .min),
            (.nanoseconds(Int64.max - 1), .max - 1), (.nanoseconds(Int64.min + 1), .min + 1),
            (Duration(secondsComponent: 0, attosecondsComponent: 999_999_999), 0),
        ] as [(Duration, Int64)])
    func wholeNanoseconds(duration: Duration, nanoseconds: Int64) {
        #expect(duration.wholeNanoseconds == nanoseconds)
    }
}
