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
    /// What the last answer's bytes were, as a hash with a key of this process.
    var answer: UInt64 = 0
    /// Tells the next question from those that were arranged before it.
    var question: UInt32 = 0
    /// Since when it is followed here; while the row is free, the next free one.
    var since: UInt32 = 0
    /// How old it was when it was taken over.
    var age: UInt32 = 0
    /// Before when no notice brings a question.
    var earliest: UInt32 = 0
    /// How long has been waited for it between questions.
    var waited: UInt32 = 0
    /// Tells this following of the task from others, for observers.
    var life: UInt32 = 0
    /// Which way it is asked about.
    var line: UInt32 = 0
    /// What the last answer said, by its number.
    var standing: UInt16 = 0
    /// How many samples were asked for; 0 if that, or where the task is asked for, is in its record only.
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

    /// Whether the question is due and waits for its account's turn, for room or for a key.
    var isQueued: Bool {
        get { flag(2) }
        set { setFlag(2, newValue) }
    }

    /// Whether all is well, so that an answer which is the same as the last one changes nothing.
    var isSettled: Bool {
        get { flag(3) }
        set { setFlag(3, newValue) }
    }

    /// Whether more of the task is in memory than its row.
    var isAwake: Bool {
        get { flag(4) }
        set { setFlag(4, newValue) }
    }

    private func flag(_ bit: Int) -> Bool { flags >> bit & 1 == 1 }

    private mutating func setFlag(_ bit: Int, _ isSet: Bool) {
        flags = isSet ? flags | 1 << bit : flags & ~(1 << bit)
    }
}

/// A task's id in sixteen bytes: five bits for each of twenty letters and digits.
struct PackedTaskID: Equatable {
    private var high: UInt64 = 0
    private var low: UInt64 = 0

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let values: [UInt8] = (0...255).map { byte in
        alphabet.firstIndex(of: UInt8(byte)).map { UInt8($0) } ?? 255
    }

    /// Takes `id` in, if it has the form of those that are made here.
    mutating func take(_ id: TaskID) -> Bool {
        let text = id.rawValue.utf8
        guard text.count == 20 else { return false }
        var bits: UInt128 = 0
        for byte in text {
            let value = Self.values[Int(byte)]
            guard value < 32 else { return false }
            bits = bits << 5 | UInt128(value)
        }
        (high, low) = (UInt64(truncatingIfNeeded: bits >> 64), UInt64(truncatingIfNeeded: bits))
        return true
    }

    /// The id.
    var value: TaskID {
        let bits = UInt128(high) << 64 | UInt128(low)
        let letters = (0..<20).map { Self.alphabet[Int(truncatingIfNeeded: bits >> UInt128(95 - 5 * $0) & 31)] }
        return TaskID(rawValue: String(decoding: letters, as: UTF8.self))
    }
}

/// Up to 39 bytes of text in forty.
struct ShortText {
    private static let room = 39

    // The last byte is the length.
    private var words: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, .max)

    /// Whether the text was too long.
    var isLong: Bool { unsafe withUnsafeBytes(of: words) { unsafe $0[Self.room] } == 255 }

    /// Takes `text` in, if it fits.
    mutating func take(_ text: String) -> Bool {
        guard text.utf8.count <= Self.room else { return false }
        unsafe withUnsafeMutableBytes(of: &words) { bytes in
            unsafe bytes.copyBytes(from: text.utf8)
            unsafe bytes[Self.room] = UInt8(text.utf8.count)
        }
        return true
    }

    /// The text.
    var value: String {
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text to `target`.
    func append(to target: inout [UInt8]) {
        guard !isLong else { return }
        unsafe withUnsafeBytes(of: words) { bytes in
            unsafe target.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<Int(bytes[Self.room])]))
        }
    }
}
