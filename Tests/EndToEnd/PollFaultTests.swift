// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("Nothing but the service's own word ends a task", .needsEmulator)
struct PollFaultTests {
    static let passing: [Value] = [
        ["kind": "status", "status": 500], ["kind": "status", "status": 502, "body": "<html></html>"],
        ["kind": "status", "status": 503, "retry_after": "1"], ["kind": "status", "status": 504, "body": ""],
        ["kind": "status", "status": 429, "retry_after": "1"],
        ["kind": "status", "status": 401, "reason": "FAILED_TO_AUTH"],
        ["kind": "status", "status": 200, "body": "null"], ["kind": "status", "status": 200, "body": "[]"],
        ["kind": "status", "status": 302, "body": ""], ["kind": "html"], ["kind": "html", "status": 503],
        ["kind": "cut_json"], ["kind": "reset"], ["kind": "unknown_word"], ["kind": "not_found"],
        ["kind": "slow", "delay": 1.5], ["kind": "progress", "value": -5], ["kind": "progress", "value": 250],
        ["kind": "endless"],
    ]

    @Test("After one bad answer the task is followed to its end", arguments: passing)
    func once(fault: Value) async throws {
        try await follow([fault])
    }

    @Test("After bad answers of every kind, mixed with good ones, too")
    func mixed() async throws {
        // A good one between them, because waits double with every bad answer in a row.
        let quick = Self.passing.filter { $0["retry_after"] == .null && !["slow", "progress"].contains($0["kind"]) }
        try await follow(quick.shuffled().flatMap { [$0, ["kind": "unknown_word"]] })
    }

    @Test("After a poll that is never answered, the next one is")
    func silence() async throws {
        try await follow([["kind": "silence"]], within: 120)
    }

    private func follow(_ faults: [Value], within seconds: Double = 90) async throws {
        try await withService { emulator, box in
            try await emulator.order(
                faults.map { fault in
                    guard case .object(var members) = fault else { return fault }
                    members["on"] = "poll"
                    return .object(members)
                })
            let run = try await box.generate(within: seconds)
            #expect(run.code == 0 && run.names.last == "delivered", "\(run) \(faults)")
            #expect(run.last["samples"][0]["outcome"] == "delivered")
            for event in run.events where event["progress"] != .null {
                let progress = event["progress"].number ?? -1
                #expect((0...1).contains(progress), "\(event)")
            }
            #expect(try await emulator.ledger.count == 1)
            #expect(try await emulator.requests("POST").count == 1)
            // Each fault took a poll; only what spoils the last answer needs one more.
            #expect(try await emulator.requests("GET", to: "api").count >= faults.count)
        }
    }

    @Test("Progress never falls")
    func progress() async throws {
        try await withService { emulator, box in
            let values: [Double] = [30, 10, 60, 0, 50]
            try await emulator.order(
                values.flatMap { value -> [Value] in
                    // The emulator tells progress with the task's state, which has to be an unfinished one here.
                    let body = #"{"task":{"status":"TASK_STATUS_PROCESSING","progress_percent":\#(value)}}"#
                    return [["on": "poll", "kind": "status", "status": 200, "body": .text(body)]]
                })
            let run = try await box.generate()
            #expect(run.code == 0, "\(run)")
            let told = run.events.compactMap { $0["event"] == "status" ? $0["progress"].number : nil }
            #expect(told.first == 0.3 && told.contains(0.6) && told == told.sorted(), "\(told)")
        }
    }

    @Test("A task that the service failed ends with 1, its reason and its id")
    func failed() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "failed", "reason": "the ship sank", "times": -1]])
            let run = try await box.generate()
            #expect(run.code == 1 && run.last["code"] == "generation_failed", "\(run)")
            #expect(run.last["task"] == run.event("submitted")["task"] && run.last["retryable"] != .null)
            #expect(run.last["message"].text?.contains("the ship sank") == true)
            #expect(run.errors.contains(try await emulator.ledger[0]["task_id"].text ?? "?"))
            #expect(try await emulator.ledger.count == 1)
        }
    }

    @Test("A success without a video ends with 1")
    func empty() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "succeed_empty", "times": -1]])
            let run = try await box.generate()
            #expect(run.code == 1 && run.last["code"] == "no_video", "\(run)")
            #expect(run.last["task"] == run.event("submitted")["task"])
        }
    }

    @Test("Some of several videos are a success that says what is missing")
    func some() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "drop_samples", "keep": 2, "times": -1]])
            let run = try await box.generate("--samples", "3")
            #expect(run.code == 0, "\(run)")
            let samples = run.last["samples"].items
            #expect(samples.map { $0["outcome"] } == ["delivered", "delivered", "failed"])
            #expect(samples.map { $0["index"] } == [0, 1, 2])
            #expect(samples.last?["reason"].text?.isEmpty == false && samples.last?["path"] == .null)
            #expect(files(in: box.videos).count == 2)
        }
    }
}
