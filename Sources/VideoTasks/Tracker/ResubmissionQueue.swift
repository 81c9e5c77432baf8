// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The submissions with unknown outcome at one surface that somebody allowed to be made again, and when the next one is
/// due: one at a time, slowly while the surface is troubled, quickly once it answers.
struct ResubmissionQueue {
    private(set) var waiting: [TaskID] = []
    private var gap = Self.longGap
    private static let longGap = Duration.seconds(30)
    private static let shortGap = Duration.milliseconds(200)
    private static let longestGap = Duration.seconds(300)
    /// Whether a turn is arranged, or one is being taken.
    var isArranged = false
    /// Until when the surface wants no submission (`Retry-After`).
    var notBefore = MonotonicTime(nanoseconds: .min)

    mutating func add(_ id: TaskID) { waiting.append(id) }

    mutating func remove(_ id: TaskID) { waiting.removeAll { $0 == id } }

    /// The first that may have its turn.
    mutating func next(where mayBegin: (TaskID) -> Bool = { _ in true }) -> TaskID? {
        waiting.firstIndex(where: mayBegin).map { waiting.remove(at: $0) }
    }

    mutating func removeAll() -> [TaskID] {
        defer { waiting = [] }
        return waiting
    }

    /// The wait before the next turn, after one whose outcome was clear, or not; nil if there was none.
    mutating func wait(afterClear isClear: Bool?) -> Duration {
        switch isClear {
        case true?: gap = Self.shortGap
        case false?: gap = max(Self.longGap, min(gap * 2, Self.longestGap))
        // The first of a new trouble.
        case nil: if waiting.count == 1 { gap = Self.longGap }
        }
        return gap
    }
}
