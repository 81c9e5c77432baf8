// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationKit

/// Many tasks that nothing happens to, followed by two workers for long: what they hold, what they write and what they ask must stay as it is.
final class SoakDrill {
    private let around: Surroundings
    private let count: Int
    private let minutes: Int
    private let step: Int
    private let command: String
    private let plots: String
    private var rows: [Row] = []

    /// What was seen at one time.
    private struct Row {
        let seconds: Double
        let memory: [Double]
        let connections: Double
        let writes: Double
        let questions: Double
    }

    /// Questions a second, of both.
    private static let pace = 10.0

    init(_ words: Words) async throws {
        count = try words.number("tasks", 10_000)
        minutes = try words.number("minutes", 30)
        step = try words.number("step", 10)
        command = try words.text("videogen")
        plots = try words.text("plots")
        around = try await Surroundings(
            words, emulator: ["--queue-seconds", "0", "--render-seconds", "86400"], variables: [:])
    }

    func run() async throws {
        try await fill()
        let workers = try (0..<2).map { number in try around.start([command, "worker"], "worker-\(number)") }
        let isTaken = try await eventually(within: 600) {
            try await around.count(
                "SELECT count(*) FROM videogen.task WHERE owner IN (SELECT name FROM videogen.owner)")
                == count
        }
        guard isTaken else { throw Trouble("the workers do not take \(count) tasks") }
        note("\(count) tasks are followed")
        let begun = ContinuousClock.now
        while true {
            let seconds = (ContinuousClock.now - begun) / .seconds(1)
            rows.append(try await look(at: workers, seconds))
            guard seconds < Double(60 * minutes) else { break }
            try await Task.sleep(for: .seconds(step))
        }
        for worker in workers {
            guard worker.isRunning else { throw Trouble("a worker has ended") }
            worker.send(SIGTERM)
        }
        for worker in workers { try await worker.ended(within: 60) }
        try report()
    }

    /// Submits them all, and leaves them.
    private func fill() async throws {
        let client = try around.client()
        let orders = try await (0..<count).async { number in
            VideoOrder(try await client.plan(Order(number).request, from: [Order.model]), to: .links)
        }
        for result in await client.submit(orders) { _ = try result.get() }
        let isThere = try await eventually(within: 900) {
            try await around.count("SELECT count(*) FROM videogen.task WHERE state IN ('queued', 'running')") == count
        }
        await client.shutdown()
        guard isThere else { throw Trouble("not all tasks were submitted") }
    }

    private func look(at workers: [Child], _ seconds: Double) async throws -> Row {
        let memory = try workers.map { worker in
            let status = try String(contentsOfFile: "/proc/\(worker.number)/status", encoding: .utf8)
            guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
                let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
            else { throw Trouble("no memory") }
            return kilobytes * 1024 / 1e6
        }
        // All of them but the one that asks.
        let connections = try await around.count(
            "SELECT count(*) - 1 FROM pg_stat_activity WHERE usename = 'videogen' AND backend_type = 'client backend'")
        let writes = try await around.count(
            "SELECT n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables WHERE schemaname = 'videogen' AND relname = 'task'"
        )
        return Row(
            seconds: seconds, memory: memory, connections: Double(connections),
            writes: Double(writes) / Double(count), questions: Double(try await around.questions()))
    }

    private func draw() throws {
        try FileManager.default.createDirectory(atPath: plots, withIntermediateDirectories: true)
        let rates = zip(rows, rows.dropFirst()).map { ($1.questions - $0.questions) / ($1.seconds - $0.seconds) }
        let times = rows.map { $0.seconds / 60 }
        try Curve(
            title: "resident memory of two workers, MB", times: times,
            lines: [rows.map { $0.memory[0] }, rows.map { $0.memory[1] }]
        )
        .write(to: plots + "/fleet-memory.svg")
        try Curve(title: "questions a second, of both", times: Array(times.dropFirst()), lines: [rates])
            .write(to: plots + "/fleet-questions.svg")
        try Curve(title: "connections to the database, of both", times: times, lines: [rows.map(\.connections)])
            .write(to: plots + "/fleet-connections.svg")
        try Curve(title: "writes to the database for a task", times: times, lines: [rows.map(\.writes)])
            .write(to: plots + "/fleet-writes.svg")
    }

    private func report() throws {
        // The beginning is not yet what stays.
        let rest = rows.dropFirst(rows.count / 3)
        guard let last = rest.last, let begin = rows.first else { throw Trouble("no rows") }
        // The first answer about a task is new, and recorded: nothing is once each was asked about.
        let asked = Double(count) / Self.pace * 1.05
        let settled = rows.first { $0.seconds > asked }?.writes ?? 0
        let memory = (0..<2).map { index in
            let values = rest.map { $0.memory[index] }
            return (values.min() ?? 0, values.max() ?? 0)
        }
        let connections = Set(rest.map { Int($0.connections) })
        let rate = (last.questions - begin.questions) / (last.seconds - begin.seconds)
        say(
            """
            | tasks in flight | \(count) |
            | time | \(Int(last.seconds)) s, looked at each \(step) s |
            | memory of the first worker, after a third of the time | \(span(memory[0])) MB |
            | memory of the second | \(span(memory[1])) MB |
            | connections of both | \(connections.sorted().map(String.init).joined(separator: ", ")) |
            | writes for a task, at the beginning and at the end | \(text(begin.writes)), \(text(last.writes)) |
            | questions a second, of both | \(text(rate)) |
            """)
        try draw()
        let isFlat = memory.allSatisfy { $0.1 <= $0.0 * 1.1 }
        guard isFlat, connections.count == 1, last.writes == settled, rate <= Self.pace * 1.01 else {
            throw Trouble("something does not stay as it is")
        }
    }

    private func span(_ range: (Double, Double)) -> String { "\(text(range.0)) to \(text(range.1))" }

    private func text(_ number: Double) -> String { String(format: "%.2f", number) }

}

extension Range where Bound == Int {
    /// What `body` makes of each, one after the other.
    func async<Value>(_ body: (Int) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for number in self { values.append(try await body(number)) }
        return values
    }
}
