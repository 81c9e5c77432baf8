// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("A budget of a day", .needsEmulator)
struct BudgetTests {
    private static func today() -> Int { Int(Date().timeIntervalSince1970 / 86_400) }

    @Test("Of 64 requests at 0.07 in four processes, two of them killed, those are paid that fit into a dollar")
    func together() async throws {
        let first = Self.today()
        try await withService { emulator, box in
            // One is lost on its way back, and one is refused: the first stays counted, the second does not.
            try await emulator.order([
                ["on": "submit", "kind": "close_after_read"],
                ["on": "submit", "kind": "status", "status": 402, "reason": "NOT_ENOUGH_BALANCE"],
            ])
            let budget = ["VIDEOGEN_BUDGET": "1.00USD/day,0.07USD/unknown"]
            var paths: [String] = []
            for process in 0..<4 {
                let lines = (0..<16).map { box.line("clip-\(process)-\($0)") }
                let text = try lines.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
                paths.append(
                    try box.write(Data(text.joined(separator: "\n").utf8), to: "batch-\(process).jsonl"))
            }
            let runs = try paths.map { path in
                try box.start(["batch", path, "--output", box.videos, "--json"], environment: budget)
            }
            #expect(try await eventually(within: 30) { try await emulator.ledger.count >= 3 })
            for run in runs.prefix(2) { run.program.send(SIGKILL) }
            for run in runs { _ = try await run.program.code(within: 120) }
            // What was cut off goes on, and tries all that the budget had refused once more.
            for path in paths {
                let again = try box.start(["batch", path, "--output", box.videos, "--json"], environment: budget)
                _ = try await again.finished(within: 120)
            }
            let days = Self.today() - first + 1
            let states = try await box.list().map { $0["state"].text ?? "" }
            let counted = states.count { $0 == "delivered" || $0 == "submission_unknown" }
            // 14 × 0.07 = 0.98, and 15 would be 1.05.
            #expect((14...14 * days).contains(counted), "\(states)")
            #expect(try await emulator.ledger.count <= 14 * days)
            #expect(states.count == 64)
            #expect(states.count { $0 == "failed" } == 64 - counted, "\(states)")
        }
    }

    @Test("What it does not allow is refused with 64 and over_budget, and nothing is sent")
    func refused() async throws {
        try await withService { emulator, box in
            for text in ["0.10USD/call,0.20USD/unknown", "5.00USD/day"] {
                let run = try await box.generate(environment: ["VIDEOGEN_BUDGET": text])
                #expect(run.code == 64 && run.last["code"] == "over_budget", "\(run)")
            }
            let budget = ["VIDEOGEN_BUDGET": "0.50USD/day,0.40USD/unknown"]
            #expect(try await box.generate(environment: budget).code == 0)
            let second = try await box.generate(environment: budget)
            #expect(second.code == 64 && second.last["code"] == "over_budget", "\(second)")
            #expect(try await emulator.requests("POST").count == 1)
        }
    }
}
