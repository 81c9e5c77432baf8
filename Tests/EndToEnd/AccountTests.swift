// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Several accounts of one service", .needsEmulator)
struct AccountTests {
    /// A service at which the tasks of one key are unknown to the others.
    private func withAccounts(
        _ keys: [String], known: [String]? = nil, _ body: (Emulator, Sandbox) async throws -> Void
    ) async throws {
        let emulator = try await Emulator(
            ["--account-per-key"] + (known ?? keys).flatMap { ["--key", $0, "--canary", $0] })
        var box = try Sandbox(api: emulator.api)
        for (number, key) in keys.enumerated() {
            box.environment["HIGHWAY_API_KEY" + (number == 0 ? "" : "_\(number + 1)")] = key
        }
        defer { try? FileManager.default.removeItem(atPath: box.root) }
        try await body(emulator, box)
        box.check(#_sourceLocation)
    }

    @Test("Each makes its part of a batch, and is asked about its own tasks alone")
    func batch() async throws {
        try await withAccounts(["account-one", "account-two", "account-three"]) { emulator, box in
            let lines = (0..<12).map { number in
                #"{"id":"r\#(number)","prompt":"ship \#(number)","image":"\#(box.image)","duration":4}"#
            }
            let file = try box.write(Data(lines.joined(separator: "\n").utf8), to: "lines.jsonl")
            let run = try await box.run(["batch", file, "--json", "--output", box.videos])
            #expect(run.code == 0, "\(run)")
            #expect(files(in: box.videos).count == 12)
            let ledger = try await emulator.ledger
            let parts = Dictionary(grouping: ledger, by: { $0["key_sha256"] }).mapValues(\.count)
            #expect(parts.values.sorted() == [4, 4, 4])
            let refused = try await emulator.requests.filter { ($0["status"].number ?? 0) >= 400 }
            #expect(refused.isEmpty, "\(refused)")
        }
    }

    @Test("Where one is refused another one is asked for, and the record says which")
    func refused() async throws {
        try await withAccounts(["account-one", "account-two"], known: ["account-two"]) { emulator, box in
            // Turns alternate within one process: half of them begin with the refused one, until it is shunned.
            let lines = (0..<4).map { #"{"id":"r\#($0)","prompt":"ship","image":"\#(box.image)","duration":4}"# }
            let file = try box.write(Data(lines.joined(separator: "\n").utf8), to: "lines.jsonl")
            let run = try await box.run(["batch", file, "--json", "--concurrency", "1", "--output", box.videos])
            #expect(run.code == 0, "\(run)")
            #expect(try await emulator.ledger.count == 4)
            let list = try await box.run(["tasks", "list", "--json"])
            var refusals = 0
            for task in list.last.items {
                let details = try await box.run(["tasks", "show", "--json", task["task"].text ?? ""])
                #expect(details.last["account"] == "HIGHWAY_API_KEY_2", "\(details)")
                let accounts = details.last["attempts"].items.map { $0["account"] }
                #expect(accounts.last == "HIGHWAY_API_KEY_2" && accounts.count <= 2, "\(details)")
                refusals += accounts.count - 1
            }
            #expect(refusals >= 1)
        }
    }

    @Test("What one has is brought home by its key after a restart, and by no other")
    func restart() async throws {
        try await withAccounts(["account-one", "account-two"]) { emulator, box in
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": -1]])
            for number in 0..<4 {
                // Each account has two.
                let run = try await box.generate(
                    "--detach", environment: [number % 2 == 0 ? "HIGHWAY_API_KEY" : "HIGHWAY_API_KEY_2": ""])
                #expect(run.code == 0, "\(run)")
            }
            try await emulator.clearFaults()
            let alone = try await box.run(["tasks", "resume", "--json"], environment: ["HIGHWAY_API_KEY_2": ""])
            #expect(alone.code != 0, "\(alone)")
            let rest = try await box.run(["tasks", "resume", "--json"])
            #expect(rest.code == 0, "\(rest)")
            let list = try await box.run(["tasks", "list", "--json"])
            #expect(list.last.items.map { $0["state"] } == Array(repeating: "delivered", count: 4), "\(list)")
            #expect(try await emulator.requests("POST").count == 4)
        }
    }

    @Test("The doctor names each, and no key")
    func doctor() async throws {
        try await withAccounts(["account-one", "account-two"]) { _, box in
            let run = try await box.run(["doctor"])
            #expect(run.output.contains("highway key") && run.output.contains("HIGHWAY_API_KEY_2"), "\(run)")
            #expect(!run.output.contains("account-"), "\(run)")
        }
    }
}
