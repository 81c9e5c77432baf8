// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("The table of tasks that are asked about")
struct PollTableTests {
    private static let start = MonotonicTime(nanoseconds: 0)

    @Test("a row is 96 bytes")
    func size() {
        #expect(MemoryLayout<PollRow>.stride == 96)
    }

    @Test(
        "ids of every form come back as they are",
        arguments: [
            "0123456789abcdefghjk", "zzzzzzzzzzzzzzzzzzzz", "00000000000000000000", "T-1", "", "0123456789ABCDEFGHJK",
        ],
        ["t", "", "0f8fad5b-d9cb-469f-a165-70867728950e", "operations/" + String(repeating: "9", count: 100)])
    func names(id: String, remoteID: String) {
        var table = PollTable(at: Self.start)
        let row = table.insert(TaskID(rawValue: id), remoteID, line: 7)
        #expect(table.id(of: row).rawValue == id)
        #expect(table.remoteID(of: row) == remoteID)
        var bytes = Array("x".utf8)
        table.appendRemoteID(of: row, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "x" + remoteID)
        #expect(table.row(of: TaskID(rawValue: id)) == row)
        #expect(table.row(named: remoteID) { $0 == 7 } == row)
        #expect(table.row(named: remoteID) { $0 == 8 } == nil)
        table.remove(row)
        #expect(table.row(of: TaskID(rawValue: id)) == nil)
        #expect(table.row(named: remoteID) { _ in true } == nil)
    }

    @Test("ten thousand come and go, and each is found", arguments: UInt64(0)..<4)
    func many(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var table = PollTable(at: Self.start)
        var rows: [TaskID: Int] = [:]
        for number in 0..<20_000 {
            if Int.random(in: 0..<3, using: &generator) == 0, let (id, row) = rows.first {
                table.remove(row)
                rows[id] = nil
            } else {
                let id = TaskID.random(using: &generator)
                rows[id] = table.insert(id, "t-\(number % 500)", line: number % 3)
            }
            // From the first notice on, they are found by their services' names as well.
            if number == 10_000 { #expect(table.row(named: "t-500") { _ in true } == nil) }
        }
        #expect(table.count == rows.count)
        #expect(rows.allSatisfy { table.row(of: $0.key) == $0.value })
        for row in rows.values {
            let (name, line) = (table.remoteID(of: row), Int(table[row].line))
            let found = try #require(table.row(named: name) { $0 == line })
            #expect(table.remoteID(of: found) == name && Int(table[found].line) == line)
        }
        // Rows that are free are used again.
        #expect(table.rows.count < 14_000)
    }

    @Test("whoever has a question of a row that is another task's by now does not find it")
    func stale() {
        var table = PollTable(at: Self.start)
        let row = table.insert(TaskID(rawValue: "a"), "a", line: 0)
        table.arrange(row, at: Self.start)
        let question = table[row].question
        table.remove(row)
        #expect(table[row].question != question)
        #expect(table.insert(TaskID(rawValue: "b"), "b", line: 0) == row)
        #expect(table[row].question != question)
    }

    @Test(
        "who is due waits in line, behind those who were due before, until asked, put off or forgotten",
        arguments: UInt64(0)..<10)
    func lines(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var table = PollTable(at: Self.start)
        let rows = (0..<60).map { table.insert(TaskID(rawValue: "\($0)"), "\($0)", line: $0 % 3) }
        var (lines, arranged) = ([[Int]](repeating: [], count: 3), Set<Int>())
        var (now, isFine) = (Self.start, true)
        for _ in 0..<3000 {
            let row = rows[Int.random(in: rows.indices, using: &generator)]
            let line = row % 3
            switch Int.random(in: 0..<8, using: &generator) {
            case 0..<4:
                // Some far enough for each level of the wheel.
                let span = Int.random(in: 0..<5, using: &generator) == 0 ? 700_000 : 200
                table.arrange(row, at: now + .milliseconds(Int.random(in: 0..<span, using: &generator)))
                lines[line].removeAll { $0 == row }
                arranged.insert(row)
            case 4:
                guard let first = table.firstQueued(along: line) else { break }
                table.begin(first, at: now, gap: 0)
                lines[line].removeFirst()
            case 5:
                table.remove(row)
                isFine = isFine && table.insert(TaskID(rawValue: "\(row)"), "\(row)", line: line) == row
                lines[line].removeAll { $0 == row }
                arranged.remove(row)
            default:
                let span = Int.random(in: 0..<10, using: &generator) == 0 ? 600_000 : 100
                now = now + .milliseconds(Int.random(in: 0..<span, using: &generator))
                var due = arranged
                while let (line, wasEmpty) = table.queueDue(at: now) {
                    isFine = isFine && wasEmpty == lines[line].isEmpty
                    let new = due.filter { table.due($0) == nil && $0 % 3 == line && !lines[line].contains($0) }
                    isFine = isFine && new.count == 1
                    lines[line] += new
                    due.subtract(new)
                }
                arranged = due
            }
            isFine = isFine && lines.indices.allSatisfy { lines[$0].first == table.firstQueued(along: $0) }
            isFine =
                isFine
                && rows.allSatisfy {
                    table.hasQuestion($0) == (arranged.contains($0) || lines[$0 % 3].contains($0))
                }
            isFine = isFine && rows.allSatisfy { (table.due($0) != nil) == arranged.contains($0) }
        }
        #expect(isFine)
    }

    @Test("a notice brings a question no sooner than it may come")
    func hasten() {
        var table = PollTable(at: Self.start)
        let row = table.insert(TaskID(rawValue: "a"), "a", line: 0)
        table.hold(row, until: Self.start + .seconds(8))
        table.arrange(row, at: Self.start + .seconds(80))
        #expect(table.hasten(row, at: Self.start) == .seconds(72))
        #expect(table.due(row) == Self.start + .seconds(8))
        #expect(table.hasten(row, at: Self.start) == nil)
    }
}

@Suite("What services said last, by number")
struct StandingTableTests {
    @Test("when all numbers are taken, those that no task has are free again")
    func compact() throws {
        var table = PollTable(at: MonotonicTime(nanoseconds: 0))
        var standings = StandingTable()
        let row = table.insert(TaskID(rawValue: "a"), "a", line: 0)
        for number in 0..<65_535 {
            let standing = Standing(state: .running, progress: Double(number), word: "w", eta: nil)
            let known = standings.number(standing)
            if number == 40_000 { table[row].standing = try #require(known) }
        }
        let queued = Standing(state: .queued, progress: nil, word: nil, eta: nil)
        let refused = standings.number(queued)
        #expect(refused == nil)
        #expect(standings.isWorthCompacting)
        standings.compact(&table)
        #expect(standings[table[row].standing]?.progress == 40_000)
        let taken = standings.number(queued)
        #expect(taken == 2)
    }

    @Test("as long as all are in use, not every one that is refused has all rows looked at")
    func full() throws {
        var table = PollTable(at: MonotonicTime(nanoseconds: 0))
        var standings = StandingTable()
        for number in 0..<65_535 {
            let row = table.insert(TaskID(rawValue: "\(number)"), "\(number)", line: 0)
            let standing = Standing(state: .running, progress: Double(number), word: nil, eta: nil)
            let known = standings.number(standing)
            table[row].standing = try #require(known)
        }
        var compactions = 0
        for number in 0..<10_000 {
            guard standings.number(Standing(state: .queued, progress: Double(number), word: nil, eta: nil)) == nil
            else {
                Issue.record("There was room for \(number).")
                break
            }
            guard standings.isWorthCompacting else { continue }
            compactions += 1
            standings.compact(&table)
        }
        #expect(compactions == 3)
    }
}

@Suite("What tasks that are followed need in memory")
struct PollTableMemoryTests {
    @Test("a task needs as much among a thousand as among a hundred thousand, and for any number between, to 15 %")
    func linear() {
        var table = PollTable(at: MonotonicTime(nanoseconds: 0))
        var bytes: [Double] = []
        for number in 1...120_000 {
            let row = table.insert(TaskID(rawValue: "\(number)"), "\(number)", line: 0)
            table.arrange(row, at: MonotonicTime(nanoseconds: 1_000_000_000))
            if number >= 1000 { bytes.append(Double(table.allocatedBytes) / Double(number)) }
        }
        let (least, most) = (bytes.min() ?? 0, bytes.max() ?? 0)
        #expect(most <= least * 1.15, "\(least) to \(most) bytes")
        // Twice the record of 64 bytes that a wheel alone needs.
        #expect((bytes.last ?? 0) <= 128, "\(least) to \(most) bytes")
    }

    @Test("that all are due at once, and wait for their turn, costs nothing more")
    func due() {
        var table = PollTable(at: MonotonicTime(nanoseconds: 0))
        for number in 0..<10_000 {
            let row = table.insert(TaskID(rawValue: "\(number)"), "\(number)", line: number % 3)
            table.arrange(row, at: MonotonicTime(nanoseconds: 1_000_000_000))
        }
        let bytes = table.allocatedBytes
        var due = 0
        while table.queueDue(at: MonotonicTime(nanoseconds: 2_000_000_000)) != nil { due += 1 }
        #expect(due == 10_000)
        #expect(table.allocatedBytes == bytes)
    }
}

@Suite("Questions that wait for a key or for room")
struct BacklogTests {
    @Test("those that waited for long keep to the pace all the same")
    func pace() {
        var state = PollState(
            table: PollTable(at: MonotonicTime(nanoseconds: 0)), schedule: .init(PollSchedule()), noticeGap: 0,
            jitter: SplitMix64(seed: 1), askedAt: nil)
        state.paces = [PollPace(rate: 10, burst: 5)]
        state.lines = [PollState.Line((prefix: [], suffix: []), pace: 0)]
        for number in 0..<200 {
            let row = state.table.insert(TaskID(rawValue: "\(number)"), "\(number)", line: 0)
            state.table.arrange(row, at: MonotonicTime(nanoseconds: 0))
        }
        // Nobody asks while the turns pass by.
        var awake: [Int] = []
        for second in 0..<30 {
            state.queueDue(at: MonotonicTime(nanoseconds: Int64(second) * 1_000_000_000), ready: &awake)
        }
        var counts: [Int] = []
        for step in 300..<600 {
            let now = MonotonicTime(nanoseconds: Int64(step) * 100_000_000)
            state.queueDue(at: now, ready: &awake)
            counts.append(0)
            while state.next(along: 0, at: now) != nil { counts[counts.count - 1] += 1 }
        }
        #expect(counts.reduce(0, +) == 200)
        #expect((counts.max() ?? 0) <= 6)
        // Ten a second, and five at once.
        #expect(counts.prefix(10).reduce(0, +) <= 15)
    }

    @Test("a turn that was there before the service wanted no question is used after that time only")
    func held() {
        func time(_ tenths: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: tenths * 100_000_000) }
        var state = PollState(
            table: PollTable(at: time(0)), schedule: .init(PollSchedule()), noticeGap: 0, jitter: SplitMix64(seed: 1),
            askedAt: nil)
        state.paces = [PollPace(rate: 1, burst: 1)]
        state.lines = [PollState.Line((prefix: [], suffix: []), pace: 0)]
        for number in 0..<3 {
            state.table.arrange(state.table.insert(TaskID(rawValue: "\(number)"), "\(number)", line: 0), at: time(0))
        }
        var awake: [Int] = []
        state.queueDue(at: time(0), ready: &awake)
        #expect(state.next(along: 0, at: time(0)) != nil)
        #expect(state.next(along: 0, at: time(1)) == nil)
        state.paces[0].hold(until: time(300))
        let asked = (2..<400).filter { state.next(along: 0, at: time($0)) != nil }
        #expect(asked == [300, 310])
    }
}
