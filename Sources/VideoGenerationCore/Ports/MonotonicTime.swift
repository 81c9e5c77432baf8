// SPDX-License-Identifier: Apache-2.0

/// A moment on a clock that never jumps back, for deadlines and intervals.
///
/// The zero is the loop's own; moments of two loops cannot be compared. The clock counts time that the machine
/// slept, so a deadline means the same before and after a suspend.
public struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since the loop's zero.
    public var nanoseconds: Int64

    /// The moment that lies `nanoseconds` after the loop's zero.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Orders two moments of one loop.
    public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment `duration` later; a sum past either end of time stays at that end.
    public static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        let (sum, overflow) = time.nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
        return MonotonicTime(nanoseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// How long after `earlier` this moment is.
    public static func - (later: MonotonicTime, earlier: MonotonicTime) -> Duration {
        .nanoseconds(later.nanoseconds) - .nanoseconds(earlier.nanoseconds)
    }
}

extension Duration {
    /// The duration in nanoseconds, held within what an `Int64` can say (292 years).
    public var wholeNanoseconds: Int64 {
        if self >= .nanoseconds(Int64.max) { return .max }
        if self <= .nanoseconds(Int64.min) { return .min }
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
