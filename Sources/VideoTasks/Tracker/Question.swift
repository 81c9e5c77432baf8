// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The next question about a task: when it comes, and how much sooner somebody's notice may bring it.
///
/// There is never more than one: what was arranged before comes to nothing, because its number is another.
struct Question {
    /// Tells it from those that were arranged before it.
    private(set) var number = 0
    /// When it comes; nil while it is asked, and what comes of the answer is carried out.
    private(set) var due: MonotonicTime?
    /// Whether a notice came when none was arranged: the next one is to come as soon as it may.
    private(set) var isWanted = false
    /// Before when no notice brings one.
    private var earliest = MonotonicTime(nanoseconds: .min)

    /// No notice is to bring a question before `time`.
    mutating func hold(until time: MonotonicTime) {
        earliest = max(earliest, time)
    }

    /// The next question is wanted as soon as it may be asked.
    mutating func want() {
        isWanted = true
    }

    /// The wait before the next question, which would be `wait` if nobody wanted it.
    func wait(_ wait: Duration, at now: MonotonicTime) -> Duration {
        isWanted ? min(wait, max(.zero, earliest - now)) : wait
    }

    /// Arranges it.
    mutating func arrange(at time: MonotonicTime) {
        number += 1
        due = time
        isWanted = false
    }

    /// It is asked now; no notice brings another one for `gap`.
    mutating func begin(at now: MonotonicTime, gap: Duration) {
        due = nil
        hold(until: now + gap)
    }

    /// Brings the one that is arranged as near as it may come; nil if that is not nearer than it was, else by how much.
    mutating func hasten(at now: MonotonicTime) -> Duration? {
        let time = max(now, earliest)
        guard let due, time < due else { return nil }
        arrange(at: time)
        return due - time
    }
}
