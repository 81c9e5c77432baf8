// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct VertexFaultTests {
    /// Polls a job of two videos that is done, once with a fault and once without, for each of some faults.
    private func strike(_ faults: JSONValue..., patience: Duration = .seconds(20)) async throws -> [Answer] {
        var answers: [Answer] = []
        try await Harness.run { harness async throws in
            let job = try await VertexJob(harness, body: VertexJob.body(place: "gs://films", samples: 2))
            _ = try await job.response()
            for fault in faults {
                try await harness.order([fault])
                answers.append(try await job.poll(patience: patience))
                #expect(VertexJob.videos(try await job.poll().json?["response"]).count == 2)
            }
        }
        try #require(answers.count == faults.count)
        return answers
    }

    @Test func `an operation may end in an error or without videos, or go on with a word nobody knows`() async throws {
        let answers = try await strike(
            ["on": "poll", "kind": "failed", "reason": "not allowed"], ["on": "poll", "kind": "succeed_empty"],
            ["on": "poll", "kind": "unknown_word", "word": "THAWING"])
        let failed = answers[0].json
        #expect(failed?["done"] == true)
        #expect(failed?["error"] == ["code": 13, "message": "not allowed"])
        #expect(failed?["response"] == nil)
        let empty = answers[1].json
        #expect(empty?["done"] == true)
        #expect(empty?["response"]?["videos"] == nil)
        #expect(empty?["response"]?["raiMediaFilteredCount"] == 0)
        let word = answers[2].json
        #expect(word?["done"] == nil)
        #expect(word?["metadata"]?["state"] == "THAWING")
    }

    @Test func `a filter may hold samples back`() async throws {
        let answers = try await strike(
            ["on": "poll", "kind": "drop_samples", "keep": 0], ["on": "poll", "kind": "drop_samples"])
        for (kept, answer) in answers.enumerated() {
            let response = answer.json?["response"]
            #expect(answer.json?["error"] == nil)
            #expect(VertexJob.videos(response).count == kept)
            #expect(response?["raiMediaFilteredCount"]?.integerValue == 2 - kept)
            guard case .array(let reasons) = response?["raiMediaFilteredReasons"] else {
                Issue.record("no reasons: \(answer.text)")
                return
            }
            #expect(reasons.count == 2 - kept)
        }
    }

    @Test func `a poll may answer with an error, a page, half of itself or not at all`() async throws {
        let answers = try await strike(
            ["on": "poll", "kind": "status", "status": 429], ["on": "poll", "kind": "not_found"],
            ["on": "poll", "kind": "html"], ["on": "poll", "kind": "cut_json"], ["on": "poll", "kind": "reset"],
            ["on": "poll", "kind": "silence"], patience: .seconds(2))
        #expect(answers[0].json?["error"]?["status"] == "RESOURCE_EXHAUSTED")
        #expect(answers[0].json?["error"]?["code"] == 429)
        #expect(answers[1].json?["error"]?["status"] == "NOT_FOUND")
        #expect(answers[2].text.contains("<html>"))
        #expect(answers[3].text.hasPrefix("{"))
        #expect(answers[3].json == nil)
        #expect(answers[4].ending == .reset)
        #expect(answers[5].ending == .quiet)
    }

    @Test func `a download of an object may go wrong like any other`() async throws {
        try await Harness.run { harness async throws in
            let job = try await VertexJob(harness, body: VertexJob.body(place: "gs://films"))
            _ = try await job.response()
            let path = try VertexJob.path(of: "gs://films/\(job.id)/sample_0.mp4")
            let whole = try await harness.send("GET", path)
            try await harness.order([
                ["on": "media", "kind": "truncate", "bytes": 100], ["on": "media", "kind": "reset"],
                ["on": "media", "kind": "not_found"], ["on": "media", "kind": "error_page", "status": 503],
            ])
            let short = try await harness.send("GET", path)
            #expect(short.headers["content-length"] == String(whole.body.count))
            #expect(short.body == Array(whole.body.prefix(100)))
            #expect(try await harness.send("GET", path).ending == .reset)
            let missing = try await harness.send("GET", path)
            #expect(missing.status == 404)
            #expect(missing.json?["error"]?["code"] == 404)
            #expect(try await harness.send("GET", path).status == 503)
            #expect(try await harness.send("GET", path).body == whole.body)
        }
    }

    @Test func `a submission is billed although its answer is lost`() async throws {
        try await Harness.run { harness async throws in
            try await harness.order([
                ["on": "submit", "kind": "status", "status": 403, "reason": "SERVICE_DISABLED"],
                ["on": "submit", "kind": "close_after_read"],
            ])
            let refused = try await VertexJob.submit(harness)
            #expect(refused.json?["error"]?["status"] == "PERMISSION_DENIED")
            guard case .array(let details) = refused.json?["error"]?["details"] else {
                Issue.record("no details: \(refused.text)")
                return
            }
            #expect(details.first?["reason"] == "SERVICE_DISABLED")
            #expect(try await VertexJob.submit(harness).ending == .closed)
            #expect(try await harness.list("ledger").count == 1)
        }
    }
}
