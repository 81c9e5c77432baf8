// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// When which task is asked about, along which line, and whether an answer is news: plain values and whole nanoseconds,
/// because it happens for each question.
struct PollState {
    var table: PollTable
    /// What services said last.
    var standings = StandingTable()
    var lines: [Line] = []
    /// How fast each account is asked at each surface.
    var paces: [PollPace] = []
    let schedule: PollSchedule.Nanoseconds
    /// How long after a question no notice brings another one about the same task.
    let noticeGap: Int64
    var jitter: SplitMix64
    /// Whether nothing is asked any more.
    var isOver = false
    /// When questions were asked, by row, if somebody wants to know.
    var askedAt: [Int: MonotonicTime]?
    /// What the loop's timer is set to.
    var timerTime = MonotonicTime(nanoseconds: .max)

    /// What tasks share that are asked about in the same way.
    struct Line {
        /// What stands before and after a task's name in the target of a call; nil for a model that is asked in its own
        /// way, task by task.
        let target: (prefix: [UInt8], suffix: [UInt8])?
        /// Which pace its account has.
        let pace: Int
        /// How long its model is expected to take, in nanoseconds.
        var expected: Int64 = 0
        /// Until when its calls may carry the key that they have.
        var keyIsGoodUntil = Int64.min
        /// How many tasks are asked about along it.
        var taskCount = 0
        /// Questions that wait for room, or for the key.
        var queue = PollQueue()

        init(_ target: (prefix: [UInt8], suffix: [UInt8])?, pace: Int) {
            self.target = target
            self.pace = pace
        }
    }

    /// The number of a standing; nil if there is none left.
    mutating func number(of standing: Standing?) -> UInt16? {
        if let number = standings.number(standing) { return number }
        guard standings.isWorthCompacting else { return nil }
        standings.compact(&table)
        return standings.number(standing)
    }

    /// The next question of a task whose row says that it is due now.
    func call(_ row: Int) -> PollCall { PollCall(row: row, question: table.rows[row].question) }

    /// Whether nobody has arranged another question in its place.
    func isCurrent(_ call: PollCall) -> Bool { !isOver && table.rows[call.row].question == call.question }

    /// Takes out a question that is due and has its turn.
    private mutating func popDue(at now: MonotonicTime) -> (call: PollCall, line: Int)? {
        while !isOver, let (row, late) = table.popDue(at: now) {
            let hasTurn = table.rows[row].isInTurn && late < Self.lifeOfTurn
            if hasTurn || takeTurn(row, at: now) { return (call(row), Int(table.rows[row].line)) }
        }
        return nil
    }

    /// Turns that were not used for so many nanoseconds, because the machine slept, or a key or room was wanting, would all
    /// be used at once then: they are handed out anew.
    private static let lifeOfTurn: Int64 = 1_000_000_000

    /// Whether a question may be asked now; else it waits for its turn.
    private mutating func takeTurn(_ row: Int, at now: MonotonicTime) -> Bool {
        let turn = paces[lines[Int(table.rows[row].line)].pace].reserve(at: now)
        guard turn > now else { return true }
        table.postpone(row, to: turn)
        return false
    }

    /// A question is asked now; false if another was arranged in its place.
    mutating func begin(_ call: PollCall, at now: MonotonicTime) -> Bool {
        guard isCurrent(call) else { return false }
        table.begin(call.row, at: now, gap: noticeGap)
        askedAt?[call.row] = now
        return true
    }

    /// Hands the questions out that are due: to their lines, of which those are `awake` afterwards that had none; and to
    /// `others`.
    mutating func handOutDue(at now: MonotonicTime, awake: inout [Int], others: inout [PollCall]) {
        while let (call, line) = popDue(at: now) {
            if lines[line].target == nil {
                others.append(call)
            } else {
                if lines[line].queue.isEmpty { awake.append(line) }
                lines[line].queue.add(call, at: now)
            }
        }
    }

    /// Whether the calls of a line must wait until their key is known to be good.
    func needsKey(_ line: Int, at now: MonotonicTime) -> Bool {
        now.nanoseconds >= lines[line].keyIsGoodUntil
    }

    /// What becomes of an answer.
    enum Judgement {
        /// Nobody wants to know any more.
        case stale
        /// It repeats the last one: the next question is arranged.
        case oldNews
        /// Somebody has to read it.
        case news
    }

    /// Judges an answer by its bytes alone.
    mutating func judge(_ answer: UInt64, of call: PollCall, at now: MonotonicTime) -> Judgement {
        guard isCurrent(call) else { return .stale }
        return takeOldNews(answer, of: call, at: now) ? .oldNews : .news
    }

    /// What the timer must be set to; nil if it is as it should be.
    mutating func newTimerTime() -> MonotonicTime? {
        guard !isOver, let earliest = table.earliest, earliest < timerTime else { return nil }
        timerTime = earliest
        return earliest
    }

    /// The next call along a line, with its target; nil if there is none, or the key has to be found first.
    mutating func nextCall(along line: Int, _ target: inout [UInt8], at now: MonotonicTime) -> PollCall? {
        guard !needsKey(line, at: now), let call = next(along: line, at: now) else { return nil }
        if let parts = lines[line].target {
            target += parts.prefix
            table.appendRemoteID(of: call.row, to: &target)
            target += parts.suffix
        }
        return call
    }

    /// The next question along a line, which is asked now.
    mutating func next(along line: Int, at now: MonotonicTime) -> PollCall? {
        while let (call, since) = lines[line].queue.next() {
            guard isCurrent(call) else { continue }
            let hasTurn = now.nanoseconds - since.nanoseconds < Self.lifeOfTurn
            if hasTurn || takeTurn(call.row, at: now), begin(call, at: now) { return call }
        }
        return nil
    }

    /// Takes an answer in if it repeats the last one: then the next question is arranged.
    private mutating func takeOldNews(_ answer: UInt64, of call: PollCall, at now: MonotonicTime) -> Bool {
        let row = call.row
        guard table.rows[row].isSettled, table.rows[row].answer == answer,
            table.rows[row].waited < schedule.patienceTicks
        else { return false }
        let wait = schedule.wait(
            elapsed: PollRow.nanoseconds(table.rows[row].age)
                + (now.nanoseconds - PollRow.nanoseconds(table.rows[row].since)),
            expected: lines[Int(table.rows[row].line)].expected,
            eta: standings.eta(table.rows[row].standing), using: &jitter)
        let next = table.wait(row, wait, at: now)
        table.arrange(row, at: MonotonicTime(nanoseconds: now.nanoseconds + next))
        table[row].waited &+= UInt32(clamping: next / PollRow.tick)
        return true
    }
}
