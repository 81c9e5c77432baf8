// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// What is kept of a task between two questions: 96 bytes.
///
/// Times are in ticks of 8 ms since the loop's zero, which is enough for more than a year.
struct PollRow {
    /// Our own id.
    var id = PackedTaskID()
    /// What the service calls it.
    var remoteID = ShortText()
    /// What the last answer's bytes were, as a hash with a key of this tracker; 0 if the next answer has to be read.
    var answer: UInt64 = 0
    /// Tells the next question from those that were arranged before it.
    var question: UInt32 = 0
    /// Since when it is followed here; while the row is free, the next free one.
    var since: UInt32 = 0
    /// How old it was when it was taken over, as a duration.
    var age: UInt32 = 0
    /// Before when no notice brings a question.
    var earliest: UInt32 = 0
    /// How long has been waited for it between questions.
    var waited: UInt32 = 0
    /// Tells this following of the task from others, for observers.
    var life: UInt32 = 0
    /// The line that it is asked about along.
    var line: UInt32 = 0
    /// What the last answer said, by its number.
    var standing: UInt16 = 0
    /// How many samples were asked for; 0 if its handle cannot be made from this row alone: it has links, or more samples.
    var samples: UInt8 = 0
    private var flags: UInt8 = 0

    static let tick = TimingWheel.tick

    static func ticks(_ time: MonotonicTime) -> UInt32 {
        // What lies beyond what can be counted is for ever.
        UInt32(clamping: min(time.nanoseconds, .max - tick) / tick + (time.nanoseconds % tick > 0 ? 1 : 0))
    }

    static func ticks(_ duration: Duration) -> UInt32 { UInt32(clamping: duration.wholeNanoseconds / tick) }

    static func nanoseconds(_ ticks: UInt32) -> Int64 { Int64(ticks) * tick }

    static func time(_ ticks: UInt32) -> MonotonicTime { MonotonicTime(nanoseconds: nanoseconds(ticks)) }

    static func duration(_ ticks: UInt32) -> Duration { .nanoseconds(nanoseconds(ticks)) }

    /// Whether it is a task's.
    var isTaken: Bool {
        get { flag(0) }
        set { setFlag(0, newValue) }
    }

    /// Whether a notice came when no question was arranged: the next one is to come as soon as it may.
    var isWanted: Bool {
        get { flag(1) }
        set { setFlag(1, newValue) }
    }

    /// Whether all is well, so that an answer which is the same as the last one may be absorbed.
    var isSettled: Bool {
        get { flag(2) }
        set { setFlag(2, newValue) }
    }

    /// Whether more of the task is in memory than its row.
    var isInMemory: Bool {
        get { flag(3) }
        set { setFlag(3, newValue) }
    }

    private func flag(_ bit: Int) -> Bool { flags >> bit & 1 == 1 }

    private mutating func setFlag(_ bit: Int, _ isSet: Bool) {
        flags = isSet ? flags | 1 << bit : flags & ~(1 << bit)
    }
}
