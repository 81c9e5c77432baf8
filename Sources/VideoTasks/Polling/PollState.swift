// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// What a desk knows, as plain values and whole nanoseconds, because it is used for each question: when which task is asked
/// about, along which line, and whether an answer is news.
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
    /// Lines that are looked at again at some time, and not after that time.
    private(set) var waiting: [Int] = []
    private(set) var earliestLook = MonotonicTime(nanoseconds: .max)
    /// What the loop's timer is set to.
    var timerTime = MonotonicTime(nanoseconds: .max)

    /// What the tasks of one model and one kind of call share: the part of a ``PollWay`` that each question touches.
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
        /// Before when nobody is asked for a key again, because there was none.
        var keyIsMissingUntil = MonotonicTime(nanoseconds: .min)
        /// How many tasks are asked about along it.
        var taskCount = 0
        /// When the first of its questions that are due has its turn. One turn is taken at a time: what waits for room or
        /// for the key does not collect turns that would all be used at once.
        var turn: MonotonicTime?
        /// When it is looked at again, if it is among those that wait for that.
        fileprivate var look: MonotonicTime?

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

    /// Whether nobody has arranged another question in its place.
    func isCurrent(_ call: PollCall) -> Bool { !isOver && table.rows[call.row].question == call.question }

    /// Whether a question along a line is due.
    func hasDue(along line: Int) -> Bool { table.firstQueued(along: line) != nil }

    /// Puts the questions that are due into their lines. Appends to `ready` the lines to wake: those that were empty, and
    /// those that were to be looked at again by now.
    mutating func queueDue(at now: MonotonicTime, ready: inout [Int]) {
        guard !isOver else { return }
        while let (line, wasEmpty) = table.queueDue(at: now) {
            if wasEmpty { ready.append(line) }
        }
        if earliestLook <= now { endLooks(at: now, ready: &ready) }
    }

    /// Sees to it that a line is looked at again at `time`, and not before that for an earlier reason.
    mutating func look(at line: Int, again time: MonotonicTime) {
        if lines[line].look == nil { waiting.append(line) }
        lines[line].look = time
        earliestLook = min(earliestLook, time)
    }

    /// Sets what is ours of an account's pace.
    mutating func setShare(_ share: Double, of pace: Int, at now: MonotonicTime) {
        // A pace of which nothing is ours is closed anew each time.
        guard paces[pace].share != share || share == 0 else { return }
        var turns = 0
        for line in lines.indices where lines[line].pace == pace && lines[line].turn != nil {
            lines[line].turn = nil
            turns += 1
            look(at: line, again: now)
        }
        paces[pace].setShare(share, givingBack: turns, at: now)
    }

    /// How many tasks an account's pace is for.
    func taskCount(of pace: Int) -> Int {
        lines.reduce(0) { $1.pace == pace ? $0 + $1.taskCount : $0 }
    }

    private mutating func endLooks(at now: MonotonicTime, ready: inout [Int]) {
        earliestLook = MonotonicTime(nanoseconds: .max)
        var kept = 0
        for index in waiting.indices {
            let line = waiting[index]
            guard let look = lines[line].look else { continue }
            if look <= now {
                lines[line].look = nil
                ready.append(line)
            } else {
                waiting[kept] = line
                kept += 1
                earliestLook = min(earliestLook, look)
            }
        }
        waiting.removeSubrange(kept...)
    }

    /// Forgets what goes along a line.
    mutating func clear(_ line: Int) {
        lines[line].turn = nil
        if lines[line].look != nil { waiting.removeAll { $0 == line } }
        lines[line].look = nil
    }

    /// When the question that is on its way was asked.
    func asked(_ row: Int) -> MonotonicTime {
        // That is what the gap is counted from.
        MonotonicTime(nanoseconds: PollRow.nanoseconds(table.rows[row].earliest) - noticeGap)
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
        let row = call.row
        let known = table.rows[row]
        guard !isOver, known.question == call.question else { return .stale }
        guard known.isSettled, known.answer == answer, known.waited < schedule.patienceTicks else { return .news }
        let wait = schedule.wait(
            elapsed: PollRow.nanoseconds(known.age) + (now.nanoseconds - PollRow.nanoseconds(known.since)),
            expected: lines[Int(known.line)].expected, eta: standings.eta(known.standing), using: &jitter)
        let next = table.wait(row, wait, at: now)
        table.arrange(row, at: MonotonicTime(nanoseconds: now.nanoseconds + next))
        table[row].waited &+= UInt32(clamping: next / PollRow.tick)
        return .oldNews
    }

    /// What the timer must be set to; nil if it is as it should be.
    mutating func newTimerTime() -> MonotonicTime? {
        guard !isOver else { return nil }
        let earliest = min(table.earliest ?? MonotonicTime(nanoseconds: .max), earliestLook)
        guard earliest < timerTime else { return nil }
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

    /// The next question along a line, which is asked now; nil if there is none that has its turn.
    mutating func next(along line: Int, at now: MonotonicTime) -> PollCall? {
        guard !isOver, let row = table.firstQueued(along: line) else { return nil }
        let pace = lines[line].pace
        // Since it was taken, the service may have said that it wants no question for a while.
        let taken = lines[line].turn.flatMap { $0 < paces[pace].notBefore ? nil : $0 }
        let turn = taken ?? paces[pace].reserve(at: now)
        guard turn <= now else {
            lines[line].turn = turn
            // To a tick, or a fast pace would be a timer for each question.
            let tick = PollRow.tick
            look(at: line, again: MonotonicTime(nanoseconds: (turn.nanoseconds + tick - 1) / tick * tick))
            return nil
        }
        lines[line].turn = nil
        table.begin(row, at: now, gap: noticeGap)
        askedAt?[row] = now
        return PollCall(row: row, question: table.rows[row].question)
    }
}
