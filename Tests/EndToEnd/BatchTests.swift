// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("A batch", .needsEmulator)
struct BatchTests {
    @Test("Every line is made once, however often the batch runs")
    func twice() async throws {
        try await withService { emulator, box in
            let lines = (1...8).map { box.line("clip-\($0)", ["metadata": ["n": .text("\($0)")]]) }
            let path = try box.batch(lines + [box.line("pair", ["samples": 2])])
            let first = try await box.runBatch(path)
            #expect(first.code == 0, "\(first)")
            #expect(first.events.allSatisfy { $0["id"].text != nil })
            #expect(first.names.count { $0 == "delivered" } == 9)
            let names = (1...8).map { "clip-\($0).mp4" } + ["pair-1.mp4", "pair-2.mp4"]
            #expect(files(in: box.videos) == names)
            try FileManager.default.removeItem(atPath: box.videos + "/clip-3.mp4")
            let second = try await box.runBatch(path)
            #expect(second.code == 0 && second.names.count { $0 == "delivered" } == 9, "\(second)")
            #expect(!second.names.contains("planned"))
            #expect(files(in: box.videos) == names)
            #expect(try await emulator.requests("POST").count == 9)
            #expect(try await emulator.requests("GET", to: "media").count == 11)
            let ids = Set(try await box.list().map { $0["request_id"].text })
            #expect(ids == Set(lines.map { $0["id"].text } + ["pair"]))
        }
    }

    @Test("A file with mistakes is refused as a whole, with the number of each line, and nothing is sent")
    func mistakes() async throws {
        try await withService { emulator, box in
            let good = String(decoding: try JSONEncoder().encode(box.line("good")), as: UTF8.self)
            let text = """
                \(good)
                {"id":"a"}
                no JSON

                {"id":"b","prompt":" "}
                {"id":"c","prompt":"x","durations":4}
                {"prompt":"x"}
                {"id":"good","prompt":"x"}
                {"id":"d","prompt":"x","duration":"4"}
                {"id":"e","prompt":"x","model":"nobody/none"}
                {"id":"f","prompt":"x","on_unsupported":"maybe"}
                {"id":"g","prompt":"x","metadata":["a"]}
                {"id":"h","prompt":"x","output":"y"}
                [1]
                {"id":7,"prompt":"x"}
                {"id":"i","prompt":"x","prompt":"y"}
                """
            let run = try await box.runBatch(try box.write(Data(text.utf8), to: "bad.jsonl"))
            #expect(run.code == 64 && run.last["code"] == "invalid_request", "\(run)")
            let message = try #require(run.last["message"].text)
            for number in [2, 3] + Array(5...16) { #expect(message.contains("line \(number): "), "\(message)") }
            #expect(!message.contains("line 1:") && !message.contains("line 4:"))
            #expect(try await emulator.requests.isEmpty)
            #expect(try await box.list().isEmpty)
            #expect(try await box.runBatch(box.root + "/missing.jsonl").code == 66)
            #expect(try await box.runBatch(try box.write(Data("\n".utf8), to: "empty.jsonl")).code == 64)
        }
    }

    @Test("A line that goes wrong does not stop the others, and the worst one decides the exit code")
    func worst() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "close_after_read"]])
            let path = try box.batch([
                box.line("unknown"), box.line("good"), box.line("five", ["duration": 5]),
                box.line("missing", ["image": .text(box.root + "/none.png")]), box.line("other", ["seed": 1]),
            ])
            let run = try await box.runBatch(path, "--concurrency", "1")
            #expect(run.code == 79, "\(run)")
            func last(_ id: String) -> Value { run.events.last { $0["id"].text == id } ?? .null }
            #expect(last("unknown")["event"] == "submission_unknown")
            #expect(last("good")["event"] == "delivered" && last("other")["event"] == "delivered")
            #expect(last("five")["code"] == "unsupported_option" && last("missing")["code"] == "unreadable_input")
            #expect(try await emulator.requests("POST").count == 3)
            let second = try await box.runBatch(path)
            #expect(second.code == 79, "\(second)")
            #expect(try await emulator.requests("POST").count == 3)
        }
    }

    @Test("An interruption begins nothing more, and the next run goes on")
    func interrupted() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "slow", "delay": 2, "times": 2]])
            let path = try box.batch((1...6).map { box.line("clip-\($0)") })
            let run = try box.start([
                "batch", path, "--output", box.videos, "--json", "--concurrency", "2",
            ])
            #expect(try await eventually(within: 20) { try await emulator.ledger.count == 2 })
            run.program.send(SIGINT)
            let finished = try await run.finished(within: 30)
            #expect(finished.code == 130, "\(finished)")
            #expect(finished.names.count { $0 == "submitted" } == 2)
            #expect(try await emulator.requests("POST").count == 2)
            let second = try await box.runBatch(path)
            #expect(second.code == 0 && second.names.count { $0 == "delivered" } == 6, "\(second)")
            #expect(try await emulator.ledger.count == 6)
        }
    }

    @Test("A batch that was killed goes on: every line once, or unknown")
    func killed() async throws {
        try await withService { emulator, box in
            let path = try box.batch((1...20).map { box.line("clip-\($0)") })
            let run = try box.start(["batch", path, "--output", box.videos, "--json"])
            #expect(try await eventually(within: 30) { try await emulator.ledger.count >= 6 })
            run.program.send(SIGKILL)
            _ = try await run.program.code(within: 10)
            let second = try await box.runBatch(path)
            let unknown = second.names.count { $0 == "submission_unknown" }
            #expect(second.code == (unknown > 0 ? 79 : 0), "\(second)")
            #expect(second.names.count { $0 == "delivered" } == 20 - unknown)
            let ledger = try await emulator.ledger.count
            #expect((20 - unknown...20).contains(ledger))
        }
    }

    @Test("An id that is no safe file name leaves that to the task's id")
    func names() async throws {
        try await withService { _, box in
            let path = try box.batch([box.line("../up"), box.line("a b"), box.line(".hidden"), box.line("v1.2_ok")])
            let run = try await box.runBatch(path)
            #expect(run.code == 0, "\(run)")
            let tasks = try await box.list()
            let expected = tasks.map { task in
                task["request_id"] == "v1.2_ok" ? "v1.2_ok.mp4" : (task["task"].text ?? "") + ".mp4"
            }
            #expect(files(in: box.videos) == expected.sorted())
        }
    }
}
