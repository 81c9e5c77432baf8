// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct PollFaultTests {
    /// One faulty poll of a finished task with two videos, and the good poll after it.
    private func strike(_ fault: JSONValue, patience: Duration = .seconds(20)) async throws -> Answer {
        var result: Answer?
        try await Harness.run { harness async throws in
            let id = try await harness.submitted(Harness.body(samples: 2))
            _ = try await harness.ended(id)
            try await harness.order([fault])
            result = try await harness.poll(id, patience: patience)
            let next = try await harness.poll(id)
            #expect(Self.videoCount(next) == 2)
        }
        return try #require(result)
    }

    private static func videoCount(_ answer: Answer) -> Int? {
        guard case .array(let videos) = answer.json?["videos"] else { return nil }
        return videos.count
    }

    @Test func `a poll may answer with a status, a page or an unknown task`() async throws {
        let status = try await strike(["on": "poll", "kind": "status", "status": 500, "reason": "GET_RESULT_FAILED"])
        #expect(status.json?["reason"] == "GET_RESULT_FAILED")
        #expect(status.status == 500)
        let page = try await strike(["on": "poll", "kind": "html"])
        #expect(page.status == 200)
        #expect(page.text.contains("<html>"))
        #expect(try await strike(["on": "poll", "kind": "html", "status": 502]).status == 502)
        let unknown = try await strike(["on": "poll", "kind": "not_found"])
        #expect(unknown.status == 404)
        #expect(unknown.json?["reason"] == "TASK_NOT_FOUND")
    }

    @Test func `a poll may break off`() async throws {
        let cut = try await strike(["on": "poll", "kind": "cut_json"])
        #expect(cut.ending == .closed)
        #expect(cut.text.hasPrefix(#"{"task""#))
        #expect(cut.json == nil)
        #expect(try await strike(["on": "poll", "kind": "reset"]).ending == .reset)
        let silence = try await strike(["on": "poll", "kind": "silence"], patience: .milliseconds(500))
        #expect(silence.ending == .quiet)
        #expect(try await strike(["on": "poll", "kind": "slow", "delay": 0.2]).status == 200)
    }

    @Test func `a poll may say what nobody expects`() async throws {
        let word = try await strike(["on": "poll", "kind": "unknown_word"])
        #expect(word.json?["task"]?["status"] == "TASK_STATUS_WARMING_UP")
        #expect(Self.videoCount(word) == 0)
        let empty = try await strike(["on": "poll", "kind": "succeed_empty"])
        #expect(empty.json?["task"]?["status"] == "TASK_STATUS_SUCCEED")
        #expect(Self.videoCount(empty) == 0)
        let failed = try await strike(["on": "poll", "kind": "failed", "reason": "not allowed"])
        #expect(failed.json?["task"]?["status"] == "TASK_STATUS_FAILED")
        #expect(failed.json?["task"]?["reason"] == "not allowed")
        let fewer = try await strike(["on": "poll", "kind": "drop_samples", "keep": 1])
        #expect(Self.videoCount(fewer) == 1)
        let progress = try await strike(["on": "poll", "kind": "progress", "value": 250])
        #expect(progress.json?["task"]?["progress_percent"] == 250)
    }

    @Test func `a poll may have no end`() async throws {
        try await Harness.run { harness async throws in
            let id = try await harness.submitted()
            try await harness.order([["on": "poll", "kind": "endless"]])
            let answer = try await harness.send("GET", "/v3/async/task-result?task_id=\(id)") { $0.count > 1_000_000 }
            #expect(answer.status == 200)
            #expect(answer.body.count > 900_000)
            #expect(try await harness.poll(id).status == 200)
        }
    }
}
