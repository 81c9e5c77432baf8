// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Testing
import VideoGenerationCore

@Suite struct ErrorEnvelopeTests {
    static func refusal(_ body: String, status: Int = 400) -> ServiceRefusal? {
        if case .refused(let refusal) = Lite.submitReading(body, status: status) { refusal } else { nil }
    }

    static func envelope(_ reason: String, code: Int) -> String {
        #"{"code":\#(code),"reason":"\#(reason)","message":"Some text.","metadata":{"trace_id":"t"}}"#
    }

    static let reasons: [(String, Int, VideoGenerationError.Code, Bool)] = [
        ("INVALID_REQUEST_BODY", 400, .invalidRequest, false),
        ("INVALID_CUSTOM_OUTPUT_PATH", 400, .invalidRequest, false),
        ("IMAGE_FILE_EXCEEDS_MAX_SIZE", 400, .invalidInput, false), ("INVALID_IMAGE_FORMAT", 400, .invalidInput, false),
        ("IMAGE_EXCEEDS_MAX_RESOLUTION", 400, .invalidInput, false), ("INVALID_IMAGE_SIZE", 400, .invalidInput, false),
        ("IMAGE_NO_FACE_DETECTED", 400, .invalidInput, false), ("INVALID_AUDIO_FILE", 400, .invalidInput, false),
        ("ILLEGAL_PROMPT", 400, .contentRefused, false), ("ILLEGAL_IMAGE_CONTENT", 400, .contentRefused, false),
        ("INVALID_API_KEY", 403, .authentication, false), ("MISSING_API_KEY", 400, .authentication, false),
        ("FAILED_TO_AUTH", 401, .authentication, false), ("ACCESS_DENY", 403, .authentication, false),
        ("BILLING_AUTH_FAILED", 403, .authentication, false), ("FEATURE_NOT_ALLOWED", 403, .authentication, false),
        ("API_NOT_ALLOWED", 403, .authentication, false), ("NEED_REAL_NAME_VERIFY", 403, .authentication, false),
        ("NOT_ENOUGH_BALANCE", 403, .outOfFunds, false), ("BILLING_BALANCE_NOT_ENOUGH", 400, .outOfFunds, false),
        ("MODEL_NOT_FOUND", 404, .modelRetired, false), ("API_NOT_FOUND", 404, .modelRetired, false),
        ("TASK_NOT_FOUND", 404, .taskNotFound, false), ("RATE_LIMIT_EXCEEDED", 429, .rateLimited, true),
        ("TOKEN_LIMIT_EXCEEDED", 429, .rateLimited, true), ("SERVICE_NOT_AVAILABLE", 503, .serviceUnavailable, true),
        ("BILLING_FAILED", 500, .serviceUnavailable, true), ("CREATE_TASK_FAILED", 500, .serviceUnavailable, true),
        ("GET_RESULT_FAILED", 500, .serviceUnavailable, true), ("TASK_FAILED", 500, .generationFailed, false),
    ]

    @Test("A documented reason decides what it means, whatever the status", arguments: reasons)
    func reason(reason: String, documented: Int, code: VideoGenerationError.Code, isRetryable: Bool) throws {
        for status in [documented, 200, 400, 401, 403, 404, 418, 429, 500, 503] {
            let refusal = try #require(Self.refusal(Self.envelope(reason, code: status), status: status))
            #expect(refusal.code == code)
            #expect(refusal.isRetryable == isRetryable)
            #expect(refusal.message == "\(reason): Some text.")
            // No document says that these were refused before any work.
            #expect(!refusal.provesNoWork)
        }
    }

    @Test(
        "A documented reason with its documented status is a rejection, but for the 500s, which prove nothing",
        arguments: reasons)
    func outcome(reason: String, documented: Int, code: VideoGenerationError.Code, isRetryable: Bool) {
        let outcome = SubmitReplyTests.outcome(Self.envelope(reason, code: documented), status: documented)
        switch outcome {
        case .rejected(let error):
            #expect(documented != 500)
            #expect(error.code == code)
            #expect(error.isRetryable == isRetryable)
        case .unknown:
            #expect(documented == 500)
        default:
            Issue.record("\(outcome)")
        }
    }

    @Test(
        "An unknown reason is told by its status, the reply's own where the body names none",
        arguments: [
            (400, .invalidRequest, false), (401, .authentication, false), (402, .outOfFunds, false),
            // It may be about what the prompt shows: nobody else is to be asked for that.
            (403, .invalidRequest, false),
            (404, .modelRetired, false), (410, .modelRetired, false), (422, .invalidRequest, false),
            (429, .rateLimited, true),
            (500, .serviceUnavailable, true), (503, .serviceUnavailable, true),
        ] as [(Int, VideoGenerationError.Code, Bool)])
    func unknownReason(status: Int, code: VideoGenerationError.Code, isRetryable: Bool) throws {
        for body in [
            #"{"code":\#(status),"reason":"NEW_WORD"}"#, #"{"code":"\#(status)","reason":"NEW_WORD","message":null}"#,
            #"{"reason":"NEW_WORD","message":""}"#, #"{"code":0,"reason":"NEW_WORD"}"#,
            #"{"code":10023,"reason":"NEW_WORD"}"#,
        ] {
            let refusal = try #require(Self.refusal(body, status: status))
            #expect(refusal.code == code)
            #expect(refusal.isRetryable == isRetryable)
            #expect(refusal.message == "NEW_WORD")
        }
    }

    @Test(
        "What has no reason in the service's spelling is no envelope",
        arguments: [
            "{}", #"{"reason":""}"#, #"{"reason":null}"#, #"{"reason":5}"#, #"{"code":400,"message":"x"}"#,
            #"{"error":{"reason":"X"}}"#,
            #"{"kind":"Status","code":403,"reason":"Forbidden","message":"no access"}"#, #"{"reason":"no route"}"#,
            "[]", "null", "<html>", "", #"{"reason":"X""#,
        ])
    func noEnvelope(body: String) {
        #expect(Self.refusal(body) == nil)
    }

    @Test("A byte-order mark before an envelope does not hide it")
    func byteOrderMark() {
        #expect(Self.refusal("\u{FEFF}" + Self.envelope("ILLEGAL_PROMPT", code: 400))?.code == .contentRefused)
    }
}
