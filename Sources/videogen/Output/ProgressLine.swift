// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

/// The moving line of a running task: the state, and progress if the service tells it, else the time that has passed.
struct ProgressLine {
    var status: TaskStatus?
    private var isDrawn = false
    private let start = ContinuousClock.now

    /// Whether a line stands on the terminal; afterwards none does.
    mutating func take() -> Bool {
        defer { isDrawn = false }
        return isDrawn
    }

    /// The line for a terminal of `width` characters.
    mutating func draw(width: Int) -> String? {
        guard let status else { return nil }
        isDrawn = true
        let words = Self.words(status, elapsed: ContinuousClock.now - start)
        let room = width - words.count - 4
        guard let progress = status.progress, room >= 10 else { return String(words.prefix(max(10, width - 1))) }
        let cells = min(40, room)
        let full = Int((Double(cells) * progress).rounded(.down))
        return words + " " + String(repeating: "━", count: full) + String(repeating: "┄", count: cells - full)
    }

    /// State, progress and time in words; never a percentage that the service did not give.
    static func words(_ status: TaskStatus, elapsed: Duration?) -> String {
        var words = status.state.rawValue
        if let progress = status.progress, status.state != .delivering {
            words += " \(Int((progress * 100).rounded(.down))) %"
        }
        if let elapsed {
            let seconds = elapsed.components.seconds
            words += " \(seconds / 60):" + (seconds % 60 < 10 ? "0" : "") + "\(seconds % 60)"
        }
        return words + (status.word.map { " (\($0))" } ?? "")
    }
}
