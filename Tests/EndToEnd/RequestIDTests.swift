// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("The caller's own key for a request", .needsEmulator)
struct RequestIDTests {
    @Test("The same request with the same id is the same task, and nothing is submitted")
    func same() async throws {
        try await withService { emulator, box in
            let first = try await box.generate("--request-id", "r-1", "--metadata", "order=7", "--metadata", "a=b=c")
            #expect(first.code == 0, "\(first)")
            let second = try await box.generate("--request-id", "r-1")
            #expect(second.code == 0 && second.names == ["submitted", "delivered"], "\(second)")
            #expect(second.last["task"] == first.last["task"])
            #expect(second.last["samples"][0]["sha256"] == first.last["samples"][0]["sha256"])
            #expect(try await emulator.requests("POST").count == 1)
            #expect(files(in: box.videos).count == 1)
            let task = try await box.onlyTask()
            #expect(task["request_id"] == "r-1" && task["metadata"] == ["order": "7", "a": "b=c"])
            #expect(try await emulator.ledger[0]["body"]["metadata"] == .null)
        }
    }

    @Test("Another request with the same id is refused with 64, and nothing is sent", arguments: ["prompt", "option"])
    func conflict(kind: String) async throws {
        try await withService { emulator, box in
            _ = try await box.generate("--request-id", "r-1")
            var job = box.job(["--request-id", "r-1"])
            if kind == "prompt" { job[1] = "Another ship" } else { job += ["--seed", "1"] }
            let run = try await box.run(job)
            #expect(run.code == 64 && run.last["code"] == "request_id_conflict", "\(run)")
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test("32 processes that ask at once make one task and one charge, and end alike")
    func atOnce() async throws {
        try await withService { emulator, box in
            let runs = try (0..<32).map { _ in try box.start(box.job(["--request-id", "r-1"])) }
            var tasks: Set<Value> = []
            for run in runs {
                let finished = try await run.finished(within: 120)
                #expect(finished.code == 0 && finished.names.last == "delivered", "\(finished)")
                tasks.insert(finished.last["task"])
            }
            #expect(tasks.count == 1)
            #expect(try await emulator.ledger.count == 1)
            #expect(try await emulator.requests("POST").count == 1)
            #expect(files(in: box.videos).count == 1)
        }
    }

    @Test("A finished request is found again without a key, and a deleted video is fetched again")
    func redelivery() async throws {
        try await withService { emulator, box in
            let first = try await box.generate("--request-id", "r-1")
            let path = try #require(first.last["samples"][0]["path"].text)
            let without = try await box.generate("--request-id", "r-1", environment: ["HIGHWAY_API_KEY": ""])
            #expect(without.code == 0 && without.last["task"] == first.last["task"], "\(without)")
            try FileManager.default.removeItem(atPath: path)
            let again = try await box.generate("--request-id", "r-1")
            #expect(again.code == 0 && again.last["samples"][0]["path"].text == path, "\(again)")
            #expect(MP4(path) != nil)
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test("Another output, or none, leaves a delivered video where it is, and says so", arguments: [true, false])
    func elsewhere(isOutput: Bool) async throws {
        try await withService { emulator, box in
            let first = try await box.generate("--request-id", "r-1")
            var job = box.job(["--request-id", "r-1"])
            if isOutput { job[job.count - 3] = box.root + "/elsewhere.mp4" } else { job.append("--no-download") }
            let again = try await box.run(job)
            #expect(again.code == 0 && again.last["samples"] == first.last["samples"], "\(again)")
            #expect(again.errors.contains("tasks download") == isOutput)
            // The same output is no other one.
            #expect(try await !box.generate("--request-id", "r-1").errors.contains("tasks download"))
            #expect(try await box.onlyTask()["state"] == "delivered")
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test("A request that no service took is submitted when it is made again with its id")
    func refused() async throws {
        try await withService { emulator, box in
            try await emulator.order([
                ["on": "submit", "kind": "status", "status": 402, "reason": "NOT_ENOUGH_BALANCE"]
            ])
            let first = try await box.generate("--request-id", "r-1")
            #expect(first.code == 77, "\(first)")
            let second = try await box.generate("--request-id", "r-1")
            #expect(second.code == 0 && second.names.first == "planned", "\(second)")
            #expect(try await box.onlyTask()["state"] == "delivered")
            #expect(try await emulator.ledger.count == 1)
        }
    }

    @Test("A request whose outcome is unknown is not submitted again by its id")
    func unknown() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "close_after_read"]])
            #expect(try await box.generate("--request-id", "r-1").code == 79)
            let second = try await box.generate("--request-id", "r-1")
            #expect(second.code == 79 && second.names == ["submission_unknown"], "\(second)")
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test(
        "A request id that could be none, and metadata without a key, are refused",
        arguments: [
            ["--request-id", ""], ["--request-id", "a\nb"], ["--metadata", "x"],
            ["--metadata", "a=1", "--metadata", "a=2"],
        ])
    func malformed(arguments: [String]) async throws {
        try await withoutService { box in
            let run = try await box.run(box.job(arguments))
            #expect(run.code == 64 && run.last["code"] == "invalid_request", "\(run)")
        }
    }
}
