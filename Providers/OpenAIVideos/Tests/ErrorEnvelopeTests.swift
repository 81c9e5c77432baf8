// SPDX-License-Identifier: Apache-2.0
import OpenAIVideosProvider
import Testing
import VideoGenerationCore

@Suite struct ErrorEnvelopeTests {
    static func refusal(_ body: String, _ dialect: Dialect = .openAI, status: Int = 400) -> ServiceRefusal? {
        let reply = Gateway.reply(body, status: status)
        if case .refused(let refusal) = Gateway.model(dialect).readSubmit(reply) { return refusal }
        return nil
    }

    static let words: [(String, VideoGenerationError.Code, Bool)] = [
        ("invalid_api_key", .authentication, false), ("authentication_error", .authentication, false),
        ("auth_error", .authentication, false), ("expired_key", .authentication, false),
        ("token_not_found_in_db", .authentication, false), ("permission_denied", .authentication, false),
        ("key_model_access_denied", .authentication, false), ("team_model_access_denied", .authentication, false),
        ("access_denied", .authentication, false), ("insufficient_quota", .outOfFunds, false),
        ("billing_hard_limit_reached", .outOfFunds, false), ("budget_exceeded", .outOfFunds, false),
        ("insufficient_user_quota", .outOfFunds, false), ("pre_consume_token_quota_failed", .outOfFunds, false),
        ("rate_limit_exceeded", .rateLimited, true), ("rate_limit_error", .rateLimited, true),
        ("moderation_blocked", .contentRefused, false), ("content_policy_violation", .contentRefused, false),
        ("sentinel_block", .contentRefused, false), ("sensitive_words_detected", .contentRefused, false),
        ("prompt_blocked", .contentRefused, false), ("model_not_found", .modelRetired, false),
        ("invalid_image", .invalidInput, false), ("task_not_exist", .taskNotFound, false),
        ("invalid_request_error", .invalidRequest, false), ("some_new_word", .invalidRequest, false),
    ]

    @Test("A word decides, as code and as type, whatever the status", arguments: words)
    func known(word: String, code: VideoGenerationError.Code, isRetryable: Bool) throws {
        for body in [
            #"{"error":{"message":"Text.","type":"invalid_request_error","param":null,"code":"\#(word)"}}"#,
            #"{"error":{"message":"Text.","type":"\#(word)","code":null}}"#,
            #"{"error":{"message":"Text.","type":"\#(word)","code":"400"}}"#,
        ] {
            let refusal = try #require(Self.refusal(body))
            #expect(refusal.code == code)
            #expect(refusal.isRetryable == isRetryable)
            #expect(!refusal.provesNoWork)
            #expect(refusal.message == "\(word): Text.")
        }
    }

    @Test(
        "Without a word that says more, the status decides, and a number in place of a word is one",
        arguments: [
            (400, 400, .invalidRequest, false), (401, 401, .authentication, false), (402, 402, .outOfFunds, false),
            (403, 403, .invalidRequest, false), (404, 404, .modelRetired, false), (413, 413, .invalidInput, false),
            (429, 429, .rateLimited, true), (400, 402, .outOfFunds, false), (400, 0, .invalidRequest, false),
            (422, 7, .invalidRequest, false), (403, 1_000_000, .invalidRequest, false),
        ] as [(Int, Int, VideoGenerationError.Code, Bool)])
    func statuses(status: Int, told: Int, code: VideoGenerationError.Code, isRetryable: Bool) throws {
        let refusal = try #require(
            Self.refusal(#"{"error":{"code":\#(told),"message":"Text."}}"#, .openRouter, status: status))
        #expect(refusal.code == code)
        #expect(refusal.isRetryable == isRetryable)
        #expect(refusal.message == "Text.")
    }

    @Test("OpenRouter says by its reasons alone that a prompt was flagged")
    func flagged() throws {
        let body =
            #"{"error":{"code":403,"message":"Flagged.","metadata":{"reasons":["violence"],"flagged_input":"…"}}}"#
        #expect(Self.refusal(body, .openRouter, status: 403)?.code == .contentRefused)
    }

    @Test("new-api has an envelope of its own for tasks, and no other dialect takes it")
    func tasks() throws {
        let body = #"{"code":"insufficient_user_quota","message":"No quota.","data":null}"#
        let refusal = try #require(Self.refusal(body, .newAPI, status: 403))
        #expect(refusal.code == .outOfFunds)
        #expect(refusal.message == "insufficient_user_quota: No quota.")
        for dialect in [Dialect.openAI, .openRouter, .liteLLM, .vLLMOmni, .sgLang] {
            #expect(Self.refusal(body, dialect, status: 403) == nil)
        }
    }

    @Test(
        "The servers on one's own machine say what is wrong as FastAPI does",
        arguments: [
            (400, #"{"detail":"prompt is required"}"#, "prompt is required"),
            (
                422,
                #"{"detail":[{"type":"int_parsing","loc":["body","seconds"],"msg":"Not a number"},{"msg":"Bad"}]}"#,
                "body.seconds: Not a number; Bad"
            ),
        ])
    func details(status: Int, body: String, message: String) throws {
        for dialect in [Dialect.vLLMOmni, .sgLang] {
            let refusal = try #require(Self.refusal(body, dialect, status: status))
            #expect(refusal.code == .invalidRequest)
            #expect(refusal.message == message)
        }
        #expect(Self.refusal(body, .openRouter, status: status) == nil)
    }
}
