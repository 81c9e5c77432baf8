// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct SubmitFaultTests {
    /// One faulty submission: what the client saw and how many entries the ledger has then.
    private func strike(
        _ fault: JSONValue,
        patience: Duration = .seconds(20)
    ) async throws -> (answer: Answer, entries: Int) {
        var result: (Answer, Int)?
        try await Harness.run { harness async throws in
            try await harness.order([fault])
            let answer = try await harness.submit(patience: patience)
            result = (answer, try await harness.list("ledger").count)
            // The fault is spent, and the emulator still works.
            #expect(try await harness.submit().status == 200)
        }
        return try #require(result)
    }

    @Test func `a status comes before the ledger`() async throws {
        let (answer, entries) = try await strike([
            "on": "submit", "kind": "status", "status": 429, "reason": "RATE_LIMIT_EXCEEDED", "message": "slow down",
            "retry_after": 7,
        ])
        #expect(answer.status == 429)
        #expect(answer.headers["retry-after"] == "7")
        #expect(
            answer.json
                == ["code": 429, "reason": "RATE_LIMIT_EXCEEDED", "message": "slow down", "metadata": [:]]
        )
        #expect(entries == 0)
    }

    @Test func `a status may come after the ledger with any body`() async throws {
        let page = try await strike(["on": "submit", "kind": "status_after", "status": 504, "body": "<h1>504</h1>"])
        #expect(page.answer.status == 504)
        #expect(page.answer.headers["content-type"]?.hasPrefix("text/html") == true)
        #expect(page.entries == 1)
        let empty = try await strike(["on": "submit", "kind": "status_after", "status": 200, "body": "{}"])
        #expect(empty.answer.json == [:])
        #expect(empty.entries == 1)
        #expect(try await strike(["on": "submit", "kind": "status_after"]).answer.json?["code"] == 500)
    }

    @Test func `a reset may come before or after the body is read`() async throws {
        let before = try await strike(["on": "submit", "kind": "reset_before_read"])
        #expect(before.answer.ending == .reset)
        #expect(before.entries == 0)
        let after = try await strike(["on": "submit", "kind": "reset_after_read"])
        #expect(after.answer.ending == .reset)
        #expect(after.answer.status == 0)
        #expect(after.entries == 1)
    }

    @Test func `a connection may be closed in order without an answer`() async throws {
        let (answer, entries) = try await strike(["on": "submit", "kind": "close_after_read"])
        #expect(answer.ending == .closed)
        #expect(answer.status == 0)
        #expect(entries == 1)
    }

    @Test func `an answer may be cut in its headers or in its body`() async throws {
        let headers = try await strike(["on": "submit", "kind": "cut_headers"])
        #expect(headers.answer.ending == .closed)
        #expect(headers.answer.status == 0)
        #expect(headers.entries == 1)
        let body = try await strike(["on": "submit", "kind": "cut_json"])
        #expect(body.answer.ending == .closed)
        #expect(body.answer.status == 200)
        #expect(body.answer.headers["content-length"] == nil)
        #expect(body.answer.text.hasPrefix(#"{"task_id":"#))
        #expect(body.answer.json == nil)
        #expect(body.entries == 1)
    }

    @Test func `an answer may never come`() async throws {
        let patience = Duration.milliseconds(500)
        let taken = try await strike(["on": "submit", "kind": "silence"], patience: patience)
        #expect(taken.answer.ending == .quiet)
        #expect(taken.entries == 1)
        let ignored = try await strike(["on": "submit", "kind": "silence", "accepted": false], patience: patience)
        #expect(ignored.answer.ending == .quiet)
        #expect(ignored.entries == 0)
    }

    @Test func `an answer may be late`() async throws {
        let began = ContinuousClock.now
        let (answer, entries) = try await strike(["on": "submit", "kind": "slow", "delay": 0.3])
        #expect(answer.status == 200)
        #expect(ContinuousClock.now - began >= .milliseconds(300))
        #expect(entries == 1)
    }

    @Test func `a request without a key does not use a fault up`() async throws {
        try await Harness.run { harness async throws in
            try await harness.order([["on": "submit", "kind": "status", "status": 500]])
            let path = "/v3/async/veo-3.1-lite-i2v"
            #expect(try await harness.send("POST", path, headers: [], body: Harness.body()).status == 403)
            #expect(try await harness.submit().status == 500)
        }
    }
}
