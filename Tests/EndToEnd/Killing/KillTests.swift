// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `VIDEOGEN_KILLED_TASKS` is how many tasks are killed; `Scripts/kill-loop` runs many.
@Suite("Killed at any moment", .needsEmulator)
struct KillTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let count = environment["VIDEOGEN_KILLED_TASKS"].flatMap { Int($0) } ?? 8
    private static let seed = environment["VIDEOGEN_KILL_SEED"].flatMap { UInt64($0) } ?? 1
    /// How many are under way at a time; faults make many of them wait.
    private static let lanes = 4 * ProcessInfo.processInfo.activeProcessorCount
    /// After so many the emulator's ledger is looked at and emptied. Nobody waits for the slowest more often than that.
    private static let wave = 500

    @Test("no id is lost, nothing is paid twice, and nothing that was paid for is called failed")
    func tasks() async throws {
        var dice = Dice(seed: Self.seed)
        var report = KillReport()
        try await EmulatorPool.shared.lend { emulator in
            let life = try await Self.life(emulator)
            for first in stride(from: 0, to: Self.count, by: Self.wave) {
                try await emulator.reset()
                let numbers = first..<min(first + Self.wave, Self.count)
                try await emulator.order(Self.faults(numbers.count, using: &dice))
                let tasks = try numbers.map {
                    try KilledTask(number: $0, api: emulator.api, life: life, using: &dice)
                }
                defer { for task in tasks { try? FileManager.default.removeItem(atPath: task.box.root) } }
                let outcomes = try await Self.run(tasks)
                let ledger = try await emulator.ledger
                for (task, outcome) in zip(tasks, outcomes) { report.judge(task, outcome, ledger) }
            }
        }
        print(report.text)
        if let path = Self.environment["VIDEOGEN_KILL_REPORT"] {
            try Data((report.text + "\n").utf8).write(to: URL(filePath: path))
        }
    }

    /// Runs the tasks side by side; their outcomes in the tasks' order.
    private static func run(_ tasks: [KilledTask]) async throws -> [KilledTask.Outcome] {
        var outcomes: [Int: KilledTask.Outcome] = [:]
        try await withThrowingTaskGroup(of: (Int, KilledTask.Outcome).self) { group in
            for index in tasks.indices {
                if index >= lanes, let (index, outcome) = try await group.next() { outcomes[index] = outcome }
                group.addTask { (index, try await tasks[index].run()) }
            }
            for try await (index, outcome) in group { outcomes[index] = outcome }
        }
        return tasks.indices.compactMap { outcomes[$0] }
    }

    /// How long a run takes from its start to its end, while as many others run.
    private static func life(_ emulator: Emulator) async throws -> Double {
        // The first one also waits for the clip to be made.
        for isMeasured in [false, true] {
            let boxes = try (0..<lanes).map { _ in try Sandbox(api: emulator.api) }
            defer { for box in boxes { try? FileManager.default.removeItem(atPath: box.root) } }
            let start = ContinuousClock.now
            try await withThrowingTaskGroup { group in
                for box in boxes {
                    group.addTask {
                        let run = try await box.generate(environment: ["VIDEOGEN_POLL_INTERVAL": "0.05"])
                        #expect(run.code == 0, "\(run)")
                    }
                }
                try await group.waitForAll()
            }
            if isMeasured { return (ContinuousClock.now - start) / .seconds(1) }
        }
        return 1
    }

    /// Faults that pass, in any order: most submissions are slow, so that many are killed on their way.
    private static func faults(_ count: Int, using dice: inout Dice) -> [Value] {
        let submits: [Value] =
            Array(repeating: ["kind": "slow", "delay": 0.15], count: 6) + [
                ["kind": "reset_after_read"], ["kind": "close_after_read"], ["kind": "cut_json"],
                ["kind": "cut_headers"], ["kind": "status_after"], ["kind": "reset_before_read"],
                ["kind": "status", "status": 503, "reason": "SERVICE_NOT_AVAILABLE"],
            ]
        let polls: [Value] = [
            ["kind": "status"], ["kind": "html"], ["kind": "cut_json"], ["kind": "reset"], ["kind": "unknown_word"],
            ["kind": "not_found"], ["kind": "slow", "delay": 0.1],
        ]
        // None that says the video is gone: four of those in a row are the service's last word.
        let media: [Value] = [
            ["kind": "truncate"], ["kind": "reset", "bytes": 1000], ["kind": "wrong_length"], ["kind": "ignore_range"],
            ["kind": "slow_drip", "bytes": 20_000, "delay": 0.01],
        ]
        var faults: [Value] = [["on": "media", "kind": "expired"], ["on": "media", "kind": "error_page"]]
        for (place, kinds, share) in [("submit", submits, 1.0), ("poll", polls, 0.7), ("media", media, 0.5)] {
            for _ in 0..<Int(Double(count) * share) {
                guard case .object(var fault)? = kinds.randomElement(using: &dice) else { continue }
                fault["on"] = .text(place)
                // Seldom many in a row for one task: each doubles its wait, and the seventh makes it a minute.
                fault["skip"] = .number(Double(Int.random(in: 0...(place == "submit" ? 1 : 3), using: &dice)))
                faults.append(.object(fault))
            }
        }
        return faults
    }
}

/// Numbers that follow from a seed (SplitMix64).
struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
