// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import VideoGenerationKit

/// Workers of one release are replaced by those of the next, one after the other, and then back, with tasks in flight and new
/// ones from both. Each task must come home, and none may be without a worker for long.
final class UpgradeDrill {
    private let around: Surroundings
    private let count: Int
    private let releases: (old: String, new: String)
    private var submitted = 0
    private var log: [(what: String, tables: Int)] = []

    private static let allowed = Duration.seconds(30)

    init(_ words: Words) async throws {
        count = try words.number("tasks", 1000)
        releases = (try words.text("old"), try words.text("new"))
        around = try await Surroundings(
            words, emulator: ["--queue-seconds", "0", "--render-seconds", "60"], variables: [:])
    }

    func run() async throws {
        // The tables are those of the release before.
        try await submit(by: releases.old, "before", 1)
        try await fill()
        var workers = [try worker(releases.old, 0), try worker(releases.old, 1)]
        guard try await eventually(within: 300, { try await free() == 0 }) else { throw Trouble("tasks are not taken") }
        let gaps = GapWatch(around)
        let watch = Task { try await gaps.run() }
        try await mark("two workers of the release before")
        for (round, next) in [releases.new, releases.old].enumerated() {
            for place in workers.indices {
                let successor = try worker(next, 2 * (round + 1) + place)
                try await submit(by: releases.old, "old-\(round)-\(place)", 3)
                try await submit(by: releases.new, "new-\(round)-\(place)", 3)
                workers[place].send(SIGTERM)
                guard try await workers[place].ended(within: 60), workers[place].code == 0 else {
                    throw Trouble("a worker ended with \(workers[place].code ?? 0)")
                }
                workers[place] = successor
                try await mark(
                    "worker \(place + 1) is one of the \(next == releases.new ? "next release" : "release before")")
                try await Task.sleep(for: .seconds(5))
            }
        }
        guard try await eventually(within: 1200, { try await unfinished() == 0 }) else {
            throw Trouble("tasks are left")
        }
        watch.cancel()
        if case .failure(let error) = await watch.result, !(error is CancellationError) { throw error }
        for worker in workers { worker.send(SIGTERM) }
        for worker in workers { try await worker.ended(within: 60) }
        try await report(gaps.longest)
    }

    private func worker(_ command: String, _ number: Int) throws -> Child {
        try around.start(
            [command, "worker", "--interval", "1", "--output", around.folder + "/videos"], "worker-\(number)")
    }

    /// Somebody else's submissions.
    private func submit(by command: String, _ name: String, _ count: Int) async throws {
        for number in 0..<count {
            let words = [
                command, "generate", "--detach", "--model", Order.model, "--image", "https://example.com/a.png",
                "--duration",
                "4", "--output", around.folder + "/videos/", "\(name)-\(number)",
            ]
            let generate = try around.start(words, name)
            guard try await generate.ended(within: 60), generate.code == 0 else {
                throw Trouble("generate ended with \(generate.code ?? 0): see \(around.folder)/\(name).log")
            }
            submitted += 1
        }
    }

    /// Submits the others, as an app of the release before would: what it records is in that release's tables.
    private func fill() async throws {
        let lines = (0..<count).map { number in
            #"{"id":"line-\#(number)","prompt":"\#(Order(number).prompt)","image":"https://example.com/a.png","duration":4,"model":"\#(Order.model)"}"#
        }
        let path = around.folder + "/lines.jsonl"
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let batch = try around.start(
            [releases.old, "batch", path, "--output", around.folder + "/videos", "--concurrency", "\(count)"], "batch")
        let isThere = try await eventually(within: 300) {
            try await around.count("SELECT count(*) FROM videogen.task WHERE state IN ('queued', 'running')") >= count
        }
        // It leaves its tasks to the workers.
        batch.send(SIGINT)
        try await batch.ended(within: 60)
        guard isThere else { throw Trouble("not all tasks were submitted") }
    }

    private func free() async throws -> Int {
        try await around.count("SELECT count(*) FROM videogen.task WHERE \(GapWatch.isFree)")
    }

    private func unfinished() async throws -> Int {
        try await around.count("SELECT count(*) FROM videogen.task WHERE \(GapWatch.isUnfinished)")
    }

    private func mark(_ what: String) async throws {
        let tables = try await around.count("SELECT version FROM videogen.release")
        log.append((what, tables))
        note("\(what); tables of version \(tables)")
    }

    private func report(_ longest: Duration) async throws {
        let states = try await around.ask("SELECT state, count(*) FROM videogen.task GROUP BY state")
        let paid = try await around.bill().count
        let tasks = try await around.count("SELECT count(*) FROM videogen.task")
        let files = try FileManager.default.contentsOfDirectory(atPath: around.folder + "/videos")
            .count { $0.hasSuffix(".mp4") }
        let steps = log.map { "| \($0.what) | tables of version \($0.tables) |" }.joined(separator: "\n")
        say(
            """
            \(steps)
            | tasks; submitted, by the emulator's ledger | \(tasks); \(paid) |
            | what became of them | \(states.map { "\($0[1]) \($0[0])" }.joined(separator: ", ")) |
            | videos | \(files) |
            | the longest that a task was nobody's | \(String(format: "%.1f", longest / .seconds(1))) s |
            """)
        guard tasks == count + submitted, tasks == paid, files == tasks, states.count == 1, states[0][0] == "delivered",
            longest < Self.allowed
        else {
            throw Trouble("something was lost, or waited for too long")
        }
    }
}

/// Sees for how long tasks are nobody's.
private final class GapWatch: Sendable {
    static let isUnfinished = "state IN ('prepared', 'submitting', 'queued', 'running', 'delivering')"
    static let isFree =
        "\(isUnfinished) AND NOT EXISTS (SELECT FROM videogen.owner WHERE name = task.owner AND expires > clock_timestamp())"

    private let around: Surroundings
    /// Since when nobody has a task, by its id.
    private let gaps = Mutex<(open: [Substring: ContinuousClock.Instant], longest: Duration)>(([:], .zero))

    init(_ around: Surroundings) { self.around = around }

    var longest: Duration { gaps.withLock { $0.longest } }

    func run() async throws {
        while true {
            let free = Set(
                try await around.ask("SELECT id FROM videogen.task WHERE \(Self.isFree)").compactMap(\.first))
            let now = ContinuousClock.now
            gaps.withLock { gaps in
                gaps.open = gaps.open.filter { free.contains($0.key) }
                for id in free {
                    let since = gaps.open[id] ?? now
                    gaps.open[id] = since
                    gaps.longest = max(gaps.longest, now - since)
                }
            }
            try await Task.sleep(for: .milliseconds(250))
        }
    }
}
