// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Testing
import VideoGenerationCore

@Suite struct SubmitReplyTests {
    static func outcome(_ body: String, status: Int = 200) -> SubmitOutcome {
        SubmitOutcome(judging: .reply(Lite.reply(body, status: status)), reading: Lite.model.readSubmit)
    }

    @Test(
        "An id in a good reply is accepted, whatever else is there",
        arguments: [
            #"{"task_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7"}"#,
            "\u{FEFF}{\"task_id\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"}",
            #" { "extra" : [ null ] , "task_id" : "7c9e6679-7425-40de-944b-e07fc1f90ae7" } "#,
            #"{"code":0,"reason":"","message":"","task_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7"}"#,
        ])
    func accepted(body: String) {
        guard case .accepted("7c9e6679-7425-40de-944b-e07fc1f90ae7", _) = Self.outcome(body) else {
            Issue.record("\(Self.outcome(body))")
            return
        }
    }

    @Test(
        "A good status without an id that can be read is unknown, never failed",
        arguments: [
            "", " ", "{}", "[]", "null", "\"abc\"", #"{"task_id":""}"#, #"{"task_id":null}"#, #"{"task_id":7}"#,
            #"{"task_id":["a"]}"#,
            #"{"task_id":"../../etc"}"#, #"{"task_id":"a b"}"#, #"{"task_id":"a\r\nX: y"}"#,
            #"{"task_id":"a\u0000"}"#,
            #"{"task_id":"7c9e66"#, #"{"data":{"task_id":"abc"}}"#, #"{"code":0,"data":{}}"#,
            #"{"code":500,"reason":"CREATE_TASK_FAILED","message":"x"}"#, "<html><body>200 OK</body></html>", "OK",
            #"{"task_id":"abc"}{"task_id":"abc"}"#, String(repeating: "[", count: 100_000),
            String(repeating: "{\"a\":", count: 100_000),
        ])
    func unknown(body: String) {
        guard case .unknown(let evidence) = Self.outcome(body) else {
            Issue.record("\(Self.outcome(body))")
            return
        }
        #expect(evidence.status == 200)
        #expect(evidence.bodyStart?.utf8.count == min(1024, body.utf8.count))
    }

    @Test("A reply that is cut at any byte is never a rejection", arguments: [200, 400, 500])
    func cut(status: Int) {
        let body = Array(#"{"task_id":"7c9e6679","reason":"INVALID_REQUEST_BODY","code":400}"#.utf8)
        for length in 0..<body.count {
            let reply = HTTPReply(status: status, body: Array(body.prefix(length)))
            let outcome = SubmitOutcome(judging: .reply(reply), reading: Lite.model.readSubmit)
            guard case .unknown = outcome else {
                Issue.record("\(length): \(outcome)")
                continue
            }
        }
    }

    @Test(
        "A gateway's page proves nothing, except where its status does",
        arguments: [
            (500, false), (502, false), (503, false), (504, false), (520, false), (403, false), (404, true),
            (521, true), (429, true),
        ])
    func pages(status: Int, isRejected: Bool) {
        for body in [
            "<html><h1>\(status)</h1></html>", "", "page not found", #"{"error":"upstream"}"#,
            #"{"message":"no Route"}"#,
        ] {
            let outcome = Self.outcome(body, status: status)
            if case .rejected = outcome {
                #expect(isRejected)
            } else if case .unknown = outcome {
                #expect(!isRejected)
            } else {
                Issue.record("\(outcome)")
            }
        }
    }

    @Test("An envelope is a rejection with an empty or null task id beside it, too", arguments: ["\"\"", "null", "0"])
    func envelopeWithEmptyID(id: String) {
        let outcome = Self.outcome(
            #"{"code":400,"reason":"ILLEGAL_PROMPT","message":"no","task_id":\#(id)}"#, status: 400)
        guard case .rejected(let error) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(error.code == .contentRefused)
    }

    @Test(
        "An id beside an error status is unknown, because something may have been started",
        arguments: [400, 429, 500, 503])
    func idWithError(status: Int) {
        let outcome = Self.outcome(
            #"{"code":400,"reason":"ILLEGAL_PROMPT","message":"no","task_id":"abc"}"#, status: status)
        guard case .unknown = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }
}
