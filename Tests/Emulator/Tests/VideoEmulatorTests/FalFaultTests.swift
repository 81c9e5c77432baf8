// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct FalFaultTests {
    /// One faulty request about a job at its end, and the good one after it.
    private func strike(
        _ job: FalJob,
        _ fault: JSONValue,
        at address: String,
        patience: Duration = .seconds(20)
    ) async throws -> Answer {
        try await job.harness.order([fault])
        let answer = try await job.ask(address, patience: patience)
        #expect(try await job.ask(address).status == 200)
        return answer
    }

    @Test func `a status may tell a failure or a word nobody knows`() async throws {
        try await Harness.run { harness async throws in
            let job = try await FalJob(harness)
            _ = try await job.ended()
            let address = "status_url"
            let failed = try await strike(job, ["on": "poll", "kind": "failed", "reason": "not allowed"], at: address)
            #expect(failed.status == 200)
            #expect(failed.json?["status"] == "COMPLETED")
            #expect(failed.json?["error"] == "not allowed")
            #expect(failed.json?["error_type"]?.textValue != nil)
            let word = try await strike(job, ["on": "poll", "kind": "unknown_word", "word": "THAWING"], at: address)
            #expect(word.json?["status"] == "THAWING")
            let missing = try await strike(job, ["on": "poll", "kind": "not_found"], at: address)
            #expect(missing.status == 404)
            #expect(missing.json?["detail"]?.textValue != nil)
            let busy = try await strike(job, ["on": "poll", "kind": "status", "status": 503], at: address)
            #expect(busy.headers["x-fal-error-type"] == "runner_scheduling_failure")
            #expect(busy.json?["error_type"] == "runner_scheduling_failure")
        }
    }

    @Test func `a result may tell a failure in a list or in a text, or tell of no video`() async throws {
        try await Harness.run { harness async throws in
            let job = try await FalJob(harness)
            _ = try await job.ended()
            let address = "response_url"
            let failed = try await strike(
                job, ["on": "result", "kind": "failed", "reason": "not allowed"], at: address)
            #expect(failed.status == 422)
            guard case .array(let problems) = failed.json?["detail"] else {
                Issue.record("no list: \(failed.text)")
                return
            }
            #expect(problems.first?["msg"] == "not allowed")
            #expect(problems.first?["loc"] == ["body"])
            let order: JSONValue = ["on": "result", "kind": "status", "status": 422, "message": "not allowed"]
            let text = try await strike(job, order, at: address)
            #expect(text.status == 422)
            #expect(text.json == ["detail": "not allowed"])
            let empty = try await strike(job, ["on": "result", "kind": "succeed_empty"], at: address)
            #expect(empty.status == 200)
            #expect(empty.json == [:])
        }
    }

    @Test(arguments: [("poll", "status_url"), ("result", "response_url")])
    func `an answer may be a page, break off or never come`(place: String, address: String) async throws {
        try await Harness.run { harness async throws in
            let job = try await FalJob(harness)
            _ = try await job.ended()
            let page = try await strike(job, ["on": .text(place), "kind": "html"], at: address)
            #expect(page.text.contains("<html>"))
            let cut = try await strike(job, ["on": .text(place), "kind": "cut_json"], at: address)
            #expect(cut.ending == .closed)
            #expect(cut.text.hasPrefix("{"))
            #expect(cut.json == nil)
            #expect(try await strike(job, ["on": .text(place), "kind": "reset"], at: address).ending == .reset)
            let order: JSONValue = ["on": .text(place), "kind": "silence"]
            let silence = try await strike(job, order, at: address, patience: .milliseconds(500))
            #expect(silence.ending == .quiet)
        }
    }

    @Test func `a fault of one place leaves the others alone`() async throws {
        try await Harness.run { harness async throws in
            let job = try await FalJob(harness)
            _ = try await job.ended()
            try await harness.order([["on": "result", "kind": "html"], ["on": "cancel", "kind": "html"]])
            #expect(try await job.ask("status_url").json?["status"] == "COMPLETED")
            #expect(try await job.ask("response_url").json == nil)
            #expect(try await job.cancel().json == nil)
        }
    }

    @Test func `a job is cancelled although the answer is lost, and not when a status takes its place`() async throws {
        var configuration = Harness.quick
        configuration.renderTime = .seconds(3600)
        try await Harness.run(configuration) { harness async throws in
            let job = try await FalJob(harness)
            try await harness.order([
                ["on": "cancel", "kind": "status", "status": 500], ["on": "cancel", "kind": "reset"],
            ])
            #expect(try await job.cancel().status == 500)
            #expect(try await job.ask("status_url").status == 202)
            #expect(try await job.cancel().ending == .reset)
            #expect(try await job.ask("status_url").json?["error_type"] == "client_cancelled")
        }
    }

    @Test func `a submission is billed although its answer is lost`() async throws {
        try await Harness.run { harness async throws in
            try await harness.order([
                ["on": "submit", "kind": "status", "status": 429], ["on": "submit", "kind": "reset_after_read"],
                ["on": "submit", "kind": "cut_json"],
            ])
            let busy = try await FalJob.submit(harness)
            #expect(busy.status == 429)
            #expect(busy.json?["detail"]?.textValue != nil)
            #expect(try await FalJob.submit(harness).ending == .reset)
            #expect(try await FalJob.submit(harness).json == nil)
            #expect(try await harness.list("ledger").count == 2)
        }
    }
}
