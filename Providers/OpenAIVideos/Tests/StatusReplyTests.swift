// SPDX-License-Identifier: Apache-2.0
import OpenAIVideosProvider
import Testing
import VideoGenerationCore

@Suite struct StatusReplyTests {
    @Test(
        "A word is read by the documents, and an unknown one is still running",
        arguments: [
            ("queued", "queued"), ("pending", "queued"), ("in_progress", "running"), ("processing", "running"),
            ("completed", "succeeded 1"),
            ("failed", "failed generation_failed: The service ended it as failed and gave no reason."),
            ("cancelled", "failed generation_failed: The service ended it as cancelled and gave no reason."),
            ("expired", "failed generation_failed: The service ended it as expired and gave no reason."),
            ("unknown", "running"), ("COMPLETED", "running"), ("succeeded", "running"), ("deleted", "running"),
            ("", "running"), ("\u{1F3AC}", "running"),
        ])
    func words(word: String, phase: String) throws {
        for dialect in DescriptorTests.dialects {
            let report = try #require(Gateway.report(#"{"id":"video_1","status":"\#(word)"}"#, dialect))
            #expect(Gateway.name(report.phase) == phase)
            #expect(report.word == word)
        }
    }

    @Test("The words of a gateway that has others are data")
    func ownWords() throws {
        var dialect = Dialect.openAI
        dialect.words = ["success": .succeeded, "failure": .failed]
        #expect(Gateway.name(Gateway.report(#"{"status":"success"}"#, dialect)?.phase) == "succeeded 1")
        #expect(Gateway.name(Gateway.report(#"{"status":"completed"}"#, dialect)?.phase) == "running")
    }

    @Test(
        "A failure says why, by an object or a text",
        arguments: [
            (#"{"code":"moderation_blocked","message":"No."}"#, "failed content_refused: moderation_blocked: No."),
            (
                #"{"code":"content_policy_violation","message":null}"#,
                "failed content_refused: content_policy_violation"
            ),
            (
                #"{"code":"video_generation_failed","message":"Bad luck."}"#,
                "failed generation_failed: video_generation_failed: Bad luck."
            ),
            // The word is about the account of whoever works behind the gateway, not about ours.
            (#"{"code":"insufficient_quota","message":"x"}"#, "failed generation_failed: insufficient_quota: x"),
            (#"{"message":"Bad luck."}"#, "failed generation_failed: Bad luck."),
            (#"{"code":500,"message":"x"}"#, "failed generation_failed: 500: x"),
            (#""Provider said no""#, "failed generation_failed: Provider said no"),
            (#"""# + #"""#, "failed generation_failed: The service ended it as failed and gave no reason."),
            ("{}", "failed generation_failed: The service ended it as failed and gave no reason."),
            ("null", "failed generation_failed: The service ended it as failed and gave no reason."),
        ])
    func reasons(error: String, phase: String) throws {
        let report = try #require(Gateway.report(#"{"id":"v","status":"failed","error":\#(error)}"#))
        #expect(Gateway.name(report.phase) == phase)
    }

    @Test(
        "Progress is percent in whatever form, and zero or nonsense is none",
        arguments: [
            ("", nil), (#","progress":45"#, 0.45), (#","progress":45.5"#, 0.455), (#","progress":"45%""#, 0.45),
            (#","progress":"45""#, 0.45), (#","progress":"100%""#, 1), (#","progress":250"#, 1),
            (#","progress":0"#, nil), (#","progress":"0%""#, nil), (#","progress":-5"#, nil),
            (#","progress":"%""#, nil), (#","progress":"soon""#, nil), (#","progress":null"#, nil),
            (#","progress":[45]"#, nil),
        ] as [(String, Double?)])
    func progress(member: String, progress: Double?) throws {
        #expect(try #require(Gateway.report(#"{"status":"in_progress"\#(member)}"#)).progress == progress)
    }

    @Test("An id that is written anew in each reply does not matter")
    func otherID() {
        #expect(Gateway.name(Gateway.report(#"{"id":"video_b3RoZXI=","status":"queued"}"#)?.phase) == "queued")
    }

    @Test(
        "What is not readable is no report",
        arguments: [
            "", "{}", "[]", "null", "<html>busy</html>", #"{"status":null}"#, #"{"status":7}"#, #"{"status":"failed""#,
            #"{"data":{"status":"failed"}}"#, #"{"error":"no"}"#, #"{"error":{"message":"no"}}"#,
            String(repeating: "[", count: 100_000),
        ])
    func unrecognized(body: String) {
        for dialect in DescriptorTests.dialects {
            guard case .unrecognized = Gateway.statusReading(body, dialect) else {
                Issue.record("\(Gateway.statusReading(body, dialect))")
                continue
            }
        }
    }

    @Test(
        "An envelope is trouble and never an end, with status 200, too",
        arguments: [
            (
                .openAI, 404, #"{"error":{"message":"x","type":"invalid_request_error","code":"not_found"}}"#,
                .unknownTask
            ),
            (.openAI, 200, #"{"error":{"message":"x","code":"invalid_api_key"}}"#, .account),
            (.openAI, 401, #"{"error":{"message":"x","type":"invalid_request_error","code":null}}"#, .account),
            (.openAI, 429, #"{"error":{"message":"x","code":"insufficient_quota"}}"#, .account),
            (.openAI, 500, #"{"error":{"message":"x","type":"server_error"}}"#, .passing),
            (.openRouter, 404, #"{"error":{"code":404,"message":"Resource not found"}}"#, .unknownTask),
            (.openRouter, 404, "<html>404</html>", .passing), (.openRouter, 404, #"{"detail":"x"}"#, .passing),
            (.newAPI, 400, #"{"code":"task_not_exist","message":"task_not_exist","data":null}"#, .unknownTask),
            (.vLLMOmni, 404, #"{"detail":"Video not found"}"#, .unknownTask),
            (.sgLang, 404, #"{"detail":"Video not found"}"#, .unknownTask),
            (.sgLang, 404, #"{"detail":"Not Found"}"#, .passing),
        ] as [(Dialect, Int, String, StatusOutcome.Trouble.Kind)])
    func envelopes(dialect: Dialect, status: Int, body: String, kind: StatusOutcome.Trouble.Kind) {
        let outcome = StatusOutcome(judging: .reply(Gateway.reply(body, status: status))) {
            Gateway.model(dialect).readStatus($0, of: Gateway.task())
        }
        guard case .trouble(let trouble) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(trouble.kind == kind)
    }

    @Test("A report under a bad status says nothing about the task", arguments: [400, 404, 500, 503])
    func badStatus(status: Int) {
        let outcome = StatusOutcome(judging: .reply(Gateway.reply(#"{"status":"failed"}"#, status: status))) {
            Gateway.model(.openAI).readStatus($0, of: Gateway.task())
        }
        guard case .trouble = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }
}
