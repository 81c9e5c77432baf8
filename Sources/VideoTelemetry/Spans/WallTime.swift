// SPDX-License-Identifier: Apache-2.0
import Tracing

/// A time as a tracker's observations tell it.
struct WallTime: TracerInstant {
    let nanosecondsSinceEpoch: UInt64

    /// The time `seconds` after 1970 began.
    init(_ seconds: Double) {
        nanosecondsSinceEpoch = UInt64(exactly: (max(0, seconds) * 1e9).rounded()) ?? 0
    }

    static func < (left: WallTime, right: WallTime) -> Bool {
        left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
    }
}
