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
        #expect(table.row(named: remoteID) { table[$0].line == 7 } == row)
        #expect(table.row(named: remoteID) { table[$0].line == 8 } == nil)
        table.remove(row)
        #expect(table.row(of: TaskID(rawValue: id)) == nil)
        #expect(table.row(named: remoteID) { _ in true } == nil)
    }

    @Test("ten thousand come and go, and each is found", arguments: UInt64(0)..<4)
    func many(seed: UInt64) {
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
        }
        #expect(table.count == rows.count)
        #expect(rows.allSatisfy { table.row(of: $0.key) == $0.value })
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
    @Test("a task needs as much among a thousand as among a hundred thousand, to 15 %")
    func linear() {
        let bytes = [1_000, 10_000, 100_000].map { count in
            var table = PollTable(at: MonotonicTime(nanoseconds: 0))
            for number in 0..<count {
                let row = table.insert(TaskID(rawValue: "\(number)"), "\(number)", line: 0)
                table.arrange(row, at: MonotonicTime(nanoseconds: 1_000_000_000))
            }
            return Double(table.allocatedBytes) / Double(count)
        }
        let (least, most) = (bytes.min() ?? 0, bytes.max() ?? 0)
        #expect(most <= least * 1.15, "\(bytes)")
        #expect(most <= 144, "\(bytes)")
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

    @Test("a queue that is never empty keeps its order, and does not grow")
    func queue() {
        var queue = PollQueue()
        var (added, taken) = (0, 0)
        for _ in 0..<100 {
            queue.add(PollCall(row: added, question: 7))
            added += 1
        }
        for _ in 0..<100_000 {
            queue.add(PollCall(row: added, question: 7))
            added += 1
            let isNext = queue.first?.row == taken
            queue.removeFirst()
            guard isNext else {
                Issue.record("\(taken) is not the next.")
                return
            }
            taken += 1
        }
        #expect(queue.capacity <= 2048)
        while let next = queue.first {
            #expect(next.row == taken)
            queue.removeFirst()
            taken += 1
        }
        #expect(taken == added)
    }
}
