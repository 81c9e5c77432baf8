// SPDX-License-Identifier: Apache-2.0
import OpenAIVideosProvider
import Testing
import VideoGenerationCore

@Suite struct SubmitReplyTests {
    static func outcome(_ body: String, _ dialect: Dialect = .openAI, status: Int = 200) -> SubmitOutcome {
        SubmitOutcome(
            judging: .reply(Gateway.reply(body, status: status)), reading: Gateway.model(dialect).readSubmit)
    }

    static func words(_ outcome: SubmitOutcome) -> String {
        switch outcome {
        case .accepted(let id, let links): "accepted \(id)" + links.map { " \($0): \($1)" }.joined()
        case .notSent: "not sent"
        case .rejected(let error): "rejected \(error.code) \(error.isRetryable)"
        case .unknown: "unknown"
        }
    }

    @Test(
        "An id in a good reply is accepted, and the address that goes with it is kept where a gateway names one",
        arguments: [
            (.openAI, 200, #"{"id":"video_1","object":"video","status":"queued"}"#, "accepted video_1"),
            (.openAI, 200, #"{"id":"video_1","status":"failed","error":{"code":"x"}}"#, "accepted video_1"),
            (.openAI, 201, #"{"id":17}"#, "accepted 17"),
            (.openAI, 200, #"{"id":"v","polling_url":"/videos/v"}"#, "accepted v"),
            (
                .openRouter, 202, #"{"id":"job-1","polling_url":"/api/v1/videos/job-1","status":"pending"}"#,
                "accepted job-1 status: /api/v1/videos/job-1"
            ), (.openRouter, 202, #"{"id":"job-1","status":"pending"}"#, "accepted job-1"),
            (
                .liteLLM, 200, #"{"id":"video_bGl0ZWxsbTpjdXN0b20/+==","status":"processing"}"#,
                "accepted video_bGl0ZWxsbTpjdXN0b20/+=="
            ), (.newAPI, 200, #"{"id":"task_1","task_id":"task_1","status":"queued"}"#, "accepted task_1"),
        ] as [(Dialect, Int, String, String)])
    func accepted(dialect: Dialect, status: Int, body: String, outcome: String) {
        #expect(Self.words(Self.outcome(body, dialect, status: status)) == outcome)
    }

    @Test(
        "A good status without an id that can be read is unknown, never failed",
        arguments: [
            "", "{}", "[]", "null", #"{"id":""}"#, #"{"id":null}"#, #"{"id":["a"]}"#, #"{"id":"a b"}"#,
            #"{"id":"../x"}"#, #"{"data":{"id":"a"}}"#, #"{"task_id":"a"}"#, #"{"id":"vid"#, "<html>OK</html>",
            #"{"error":{"message":"no","type":"invalid_request_error"}}"#, #"{"code":"success","data":null}"#,
            #"{"code":"bad","message":"no","data":null}"#, String(repeating: "[", count: 100_000),
        ])
    func unknown(body: String) {
        for dialect in DescriptorTests.dialects {
            #expect(Self.words(Self.outcome(body, dialect)) == "unknown")
        }
    }

    @Test("A reply that is cut at any byte is never a rejection", arguments: [200, 400, 503])
    func cut(status: Int) {
        let body = Array(#"{"id":"v","error":{"message":"no","code":"invalid_api_key"}}"#.utf8)
        for length in 0..<body.count {
            let reply = HTTPReply(status: status, body: Array(body.prefix(length)))
            let outcome = SubmitOutcome(judging: .reply(reply), reading: Gateway.model(.openAI).readSubmit)
            guard case .unknown = outcome else {
                Issue.record("\(length): \(outcome)")
                continue
            }
        }
    }

    @Test(
        "An id beside an error status is unknown, because something may have been started", arguments: [400, 429, 500])
    func idWithError(status: Int) {
        let body = #"{"id":"v","error":{"message":"no","type":"invalid_request_error"}}"#
        #expect(Self.words(Self.outcome(body, status: status)) == "unknown")
    }

    @Test(
        "What a gateway says with a 5xx proves nothing, however well it is worded",
        arguments: [500, 502, 503, 504, 524, 529])
    func serverErrors(status: Int) {
        for body in [
            #"{"error":{"message":"busy","type":"server_error","code":\#(status)}}"#, #"{"detail":"busy"}"#,
            #"{"code":"do_request_failed","message":"x","data":null}"#,
            #"{"error":{"message":"slow down","type":"rate_limit_error","code":"rate_limit_exceeded"}}"#,
        ] {
            for dialect in DescriptorTests.dialects {
                #expect(Self.words(Self.outcome(body, dialect, status: status)) == "unknown")
            }
        }
    }

    @Test(
        "What is not the gateway's own envelope proves nothing by itself",
        arguments: [
            #"{"error":"no"}"#, #"{"error":{"message":"no"}}"#, #"{"error":{"type":"x"}}"#, #"{"message":"no"}"#,
            #"{"error":{"message":"","code":400}}"#, #"{"code":400,"message":"no","data":null}"#,
            #"{"code":"bad","message":"no"}"#, #"{"detail":""}"#, #"{"detail":[]}"#, #"{"detail":[{"a":1}]}"#,
            "<html>403</html>", "",
        ])
    func foreign(body: String) {
        for dialect in DescriptorTests.dialects {
            #expect(Self.words(Self.outcome(body, dialect, status: 403)) == "unknown")
        }
    }

    @Test("A path that a server does not have is a matter of the base URL", arguments: DescriptorTests.dialects)
    func wrongPath(dialect: Dialect) {
        let outcome = Self.outcome(#"{"detail":"Not Found"}"#, dialect, status: 404)
        #expect(Self.words(outcome) == "rejected configuration false")
    }
}
