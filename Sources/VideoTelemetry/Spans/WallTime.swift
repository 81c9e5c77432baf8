// SPDX-License-Identifier: Apache-2.0
import Tracing

/// A time as a tracker's observations tell it.
struct WallTime: TracerInstant {
    let nanosecondsSinceEpoch: UInt64

    /// The time `seconds` after 1970 began, to the microsecond: a `Double` knows it to a quarter of one in our days.
    init(_ seconds: Double) {
        let microseconds = UInt64(exactly: (max(0, seconds) * 1e6).rounded()) ?? 0
        nanosecondsSinceEpoch = microseconds.multipliedReportingOverflow(by: 1000).partialValue
    }

    /// How long it is after `earlier`; nothing if the clock was set back meanwhile.
    func time(since earlier: WallTime) -> Duration {
        self < earlier ? .zero : .nanoseconds(nanosecondsSinceEpoch - earlier.nanosecondsSinceEpoch)
    }

    static func < (left: WallTime, right: WallTime) -> Bool {
        left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
    }
}
