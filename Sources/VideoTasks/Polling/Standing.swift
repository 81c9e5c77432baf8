// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// What a service said last of a task that is not done.
struct Standing: Hashable {
    var state: TaskState
    var progress: Double?
    var word: String?
    var eta: Duration?

    /// What listeners are told of it.
    func status(of task: TaskID) -> TaskStatus {
        TaskStatus(task: task, state: state, progress: progress, word: word)
    }
}

/// Standings by number: thousands of tasks share a few.
struct StandingTable {
    private var standings: [Standing?] = [nil]
    // Apart, because it is looked at for each answer.
    private var etas: [Int64?] = [nil]
    private var numbers: [Standing: UInt16] = [:]
    /// How many were refused since there was room last.
    private var refusals = 0

    /// The standing with a number; nil for 0.
    subscript(number: UInt16) -> Standing? { standings[Int(number)] }

    /// The service's own guess in nanoseconds.
    func eta(_ number: UInt16) -> Int64? { etas[Int(number)] }

    /// The number of a standing; nil if there is none left.
    mutating func number(_ standing: Standing?) -> UInt16? {
        guard let standing else { return 0 }
        if let known = numbers[standing] { return known }
        guard standings.count <= Int(UInt16.max) else {
            refusals += 1
            return nil
        }
        let number = UInt16(standings.count)
        standings.append(standing)
        etas.append(standing.eta?.wholeNanoseconds)
        numbers[standing] = number
        return number
    }

    /// Whether those that nobody has any more should be forgotten now: if that makes no room, not again for each one that is
    /// refused, because every row is looked at.
    var isWorthCompacting: Bool { refusals % 4096 == 1 }

    /// Forgets all but those in `rows`, whose numbers change.
    mutating func compact(_ table: inout PollTable) {
        var fresh = StandingTable()
        for row in table.rows.indices where table.rows[row].standing != 0 {
            table[row].standing = fresh.number(self[table.rows[row].standing]) ?? 0
        }
        fresh.refusals = fresh.standings.count > Int(UInt16.max) ? refusals : 0
        self = fresh
    }
}
