// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("A batch that is killed", .needsEmulator)
struct KilledBatchTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let count = environment["VIDEOGEN_KILLED_LINES"].flatMap { Int($0) } ?? 12
    private static let kills = count < 100 ? 2 : 6
    private static let concurrency = count < 100 ? 2 : 8
    private static let faultCount = count / 10

    @Test("run again until it ends, it has each line exactly once, or says that it does not know")
    func lines() async throws {
        try await withService { emulator, box in
            let path = try Self.write(box)
            var dice = Dice(seed: 7)
            let arguments = ["batch", path, "--output", box.videos, "--concurrency", "\(Self.concurrency)", "--json"]
            let environment = ["VIDEOGEN_POLL_INTERVAL": "0.05"]
            let faults: [Value] = (0..<Self.faultCount).map { number in
                ["on": "submit", "kind": number.isMultiple(of: 2) ? "reset_after_read" : "slow", "skip": 3]
            }
            try await emulator.order(
                faults.map { fault in
                    guard fault["kind"] == "slow", case .object(var members) = fault else { return fault }
                    members["delay"] = 0.2
                    return .object(members)
                })
            for _ in 0..<Self.kills {
                let before = try await emulator.ledger.count
                let run = try box.start(arguments, environment: environment)
                let share = Int.random(in: 1...max(2, Self.count / 6), using: &dice)
                _ = try await eventually(within: 60) {
                    if !run.program.isRunning { return true }
                    return try await emulator.ledger.count >= before + share
                }
                try await Task.sleep(for: .seconds(Double.random(in: 0...0.1, using: &dice)), tolerance: .zero)
                run.program.send(SIGKILL)
                _ = try await run.program.code(within: 20)
            }
            var last = try await box.run(arguments, environment: environment, within: 300)
            // Lines that were never sent may have failed; those are made now.
            for _ in 0..<3 where ![0, 79].contains(last.code) {
                last = try await box.run(arguments, environment: environment, within: 300)
            }
            #expect([0, 79].contains(last.code), "\(last)")
            try await Self.check(emulator, box)
        }
    }

    private static func write(_ box: Sandbox) throws -> String {
        let encoder = JSONEncoder()
        let lines = try (0..<count).map { number in
            let line: [String: Value] = [
                "id": .text("line-\(number)"), "prompt": .text("line \(number)"), "image": .text(box.image),
                "duration": 4,
            ]
            return String(decoding: try encoder.encode(line), as: UTF8.self) + "\n"
        }
        return try box.write(Data(lines.joined().utf8), to: "lines.jsonl")
    }

    private static func check(_ emulator: Emulator, _ box: Sandbox) async throws {
        let list = try await box.run(["tasks", "list", "--json"])
        let tasks = Dictionary(list.last.items.map { ($0["request_id"].text ?? "", $0) }) { first, _ in first }
        #expect(list.last.items.count == count && tasks.count == count)
        let ledger = Dictionary(grouping: try await emulator.ledger) { $0["body"]["prompt"].text ?? "" }
        for number in 0..<count {
            let (task, entries) = (tasks["line-\(number)"] ?? .null, ledger["line \(number)"] ?? [])
            #expect(entries.count <= 1, "line \(number) was paid twice: \(entries)")
            if task["state"] == "submission_unknown" { continue }
            #expect(task["state"] == "delivered", "line \(number): \(task)")
            #expect(entries.first?["task_id"] == task["remote_id"], "line \(number): \(task), \(entries)")
            #expect(MP4(box.videos + "/line-\(number).mp4") != nil)
        }
        let unknown = tasks.values.count { $0["state"] == "submission_unknown" }
        #expect(unknown <= kills * concurrency + faultCount)
        #expect(files(in: box.videos).count == count - unknown)
    }
}
