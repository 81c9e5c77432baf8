// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The tasks that services are asked about: a row of constant size each, a wheel for when, and lines of those that are due.
///
/// A row is all that a task needs in memory as long as its service says the same: what it is called here and there, when
/// the next question is due, and what the last answer was. It has at most one question to come: another one takes its place,
/// and what comes of one that was on its way comes to nothing, because the row's question has another number by then.
struct PollTable {
    private(set) var rows = Pieces<PollRow>()
    private var wheel: TimingWheel
    // The slots of the wheel, and the lines after them: a row is in one of these at most.
    private var chains = Chains()
    private var firstFree: Int32 = -1
    private var byID = RowIndex()
    // For notices: there is none before the first, which many an app never gets.
    private var byRemoteID: RowIndex?
    // What does not fit into a row, by its number.
    private var longIDs: [Int: TaskID] = [:]
    private var longRemoteIDs: [Int: String] = [:]

    init(at now: MonotonicTime) {
        wheel = TimingWheel(at: now)
    }

    /// How many tasks there are.
    var count: Int { byID.count }

    /// What was allocated for rows of usual names.
    var allocatedBytes: Int {
        rows.allocatedBytes + chains.allocatedBytes + byID.allocatedBytes + (byRemoteID?.allocatedBytes ?? 0)
    }

    /// When to look for questions that are due.
    var earliest: MonotonicTime? { wheel.earliest }

    subscript(row: Int) -> PollRow {
        get { rows[row] }
        _modify { yield &rows[row] }
    }

    // MARK: Rows

    /// A new row for a task that is called `remoteID` by who is asked along `line`; its number.
    mutating func insert(_ id: TaskID, _ remoteID: String, line: Int) -> Int {
        let row: Int
        if firstFree >= 0 {
            row = Int(firstFree)
            firstFree = Int32(truncatingIfNeeded: rows[row].since)
        } else {
            row = rows.count
            rows.append(PollRow())
        }
        // Who still has the number of what was here before must not find this.
        var new = PollRow()
        new.question = rows[row].question &+ 1
        new.line = UInt32(line)
        new.isTaken = true
        if !new.id.take(id) { longIDs[row] = id }
        if !new.remoteID.take(remoteID) { longRemoteIDs[row] = remoteID }
        rows[row] = new
        if byID.isCrowded { byID = byID.roomier { hash(self.id(of: $0)) } }
        byID.insert(row, hash(id))
        if byRemoteID != nil {
            if byRemoteID?.isCrowded == true { byRemoteID = byRemoteID?.roomier { hash(self.remoteID(of: $0)) } }
            let name = hash(remoteID)
            byRemoteID?.insert(row, name)
        }
        return row
    }

    /// Forgets a row.
    mutating func remove(_ row: Int) {
        guard rows[row].isTaken else { return }
        wheel.unset(row, in: &chains)
        byID.remove(row, hash(id(of: row)))
        if byRemoteID != nil {
            let name = hash(remoteID(of: row))
            byRemoteID?.remove(row, name)
        }
        longIDs[row] = nil
        longRemoteIDs[row] = nil
        let question = rows[row].question
        rows[row] = PollRow()
        rows[row].question = question &+ 1
        rows[row].since = UInt32(bitPattern: firstFree)
        firstFree = Int32(row)
    }

    /// The row of a task.
    func row(of id: TaskID) -> Int? {
        byID.find(hash(id)) { self.id(of: $0) == id }
    }

    /// The row of what a service calls `remoteID`; several services may call tasks so, and `isMeant` tells by its line which.
    mutating func row(named remoteID: String, where isMeant: (Int) -> Bool) -> Int? {
        let index = byRemoteID ?? indexByRemoteID()
        byRemoteID = index
        return index.find(hash(remoteID)) { self.remoteID(of: $0) == remoteID && isMeant(Int(rows[$0].line)) }
    }

    private func indexByRemoteID() -> RowIndex {
        RowIndex(of: rows.indices.lazy.filter { rows[$0].isTaken }, count) { hash(remoteID(of: $0)) }
    }

    /// Our own id of the task in `row`.
    func id(of row: Int) -> TaskID { longIDs[row] ?? rows[row].id.value }

    /// What the service calls the task in `row`.
    func remoteID(of row: Int) -> String { longRemoteIDs[row] ?? rows[row].remoteID.value }

    /// Appends what the service calls the task in `row`.
    func appendRemoteID(of row: Int, to bytes: inout [UInt8]) {
        if rows[row].remoteID.isLong {
            bytes += remoteID(of: row).utf8
        } else {
            rows[row].remoteID.append(to: &bytes)
        }
    }

    private func hash(_ id: TaskID) -> Int { id.rawValue.hashValue }

    private func hash(_ remoteID: String) -> Int { remoteID.hashValue }

    // MARK: Questions

    /// Arranges the next question, in the place of one that was to come.
    mutating func arrange(_ row: Int, at time: MonotonicTime) {
        rows[row].question &+= 1
        rows[row].isWanted = false
        wheel.set(row, to: time, in: &chains)
    }

    /// When the next question is due; nil while it waits for its turn, is asked, and what comes of the answer is carried out.
    func due(_ row: Int) -> MonotonicTime? { wheel.due(row, in: chains) }

    /// Whether a question is to come or due.
    func hasQuestion(_ row: Int) -> Bool { chains.contains(row) }

    /// Puts a question that is due at the end of its line; which line that is, and whether it was empty. Nil if none is due.
    mutating func queueDue(at now: MonotonicTime) -> (line: Int, wasEmpty: Bool)? {
        guard let row = wheel.popDue(at: now, from: &chains) else { return nil }
        let line = Int(rows[row].line)
        let wasEmpty = firstQueued(along: line) == nil
        chains.append(row, to: Self.chain(of: line), noting: TimingWheel.notSet)
        return (line, wasEmpty)
    }

    /// The row whose question has waited longest in a line.
    func firstQueued(along line: Int) -> Int? { chains.first(in: Self.chain(of: line)) }

    private static func chain(of line: Int) -> Int { TimingWheel.slotCount + line }

    /// No notice is to bring a question before `time`.
    mutating func hold(_ row: Int, until time: MonotonicTime) {
        rows[row].earliest = max(rows[row].earliest, PollRow.ticks(time))
    }

    /// The wait before the next question, which would be `wait` if nobody wanted it.
    func wait(_ row: Int, _ wait: Int64, at now: MonotonicTime) -> Int64 {
        guard rows[row].isWanted else { return wait }
        return min(wait, max(0, PollRow.nanoseconds(rows[row].earliest) - now.nanoseconds))
    }

    /// The same as a `Duration`.
    func wait(_ row: Int, _ wait: Duration, at now: MonotonicTime) -> Duration {
        .nanoseconds(self.wait(row, wait.wholeNanoseconds, at: now))
    }

    /// What has waited longest is asked now; no notice brings another one for `gap` nanoseconds.
    mutating func begin(_ row: Int, at now: MonotonicTime, gap: Int64) {
        wheel.unset(row, in: &chains)
        hold(row, until: MonotonicTime(nanoseconds: now.nanoseconds &+ gap))
    }

    /// Brings the question that is arranged as near as it may come; nil if that is not nearer than it was, else by how
    /// much.
    mutating func hasten(_ row: Int, at now: MonotonicTime) -> Duration? {
        let time = max(now, PollRow.time(rows[row].earliest))
        guard let due = due(row), time < due else { return nil }
        arrange(row, at: time)
        return due - time
    }
}
