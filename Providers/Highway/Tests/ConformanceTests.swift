// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@Suite struct ConformanceTests {
    @Test("Every model keeps the rules of a provider", arguments: Highway.models().flatMap(rules))
    func conformance(rule: ProviderRule) throws {
        try rule.check()
    }

    private static func rules(of model: HighwayModel) -> [ProviderRule] {
        ProviderConformance(model, samples: wire).rules
    }

    /// What the surface says: its own document, and the error pages of other hosts of the wire.
    private static let wire = WireSamples(
        id: "7c9e6679-7425-40de",
        accepted: #"{"task_id":"7c9e6679-7425-40de"}"#,
        refusals: [
            envelope("INVALID_REQUEST_BODY", 400, .invalidRequest),
            envelope("ILLEGAL_PROMPT", 400, .contentRefused),
            envelope("INVALID_API_KEY", 403, .authentication),
            envelope("NOT_ENOUGH_BALANCE", 403, .outOfFunds),
            envelope("MODEL_NOT_FOUND", 404, .modelRetired),
            envelope("RATE_LIMIT_EXCEEDED", 429, .rateLimited, isRetryable: true),
            envelope("CREATE_TASK_FAILED", 500, .serviceUnavailable, isRetryable: true),
            envelope("A_NEW_WORD", 402, .outOfFunds),
        ],
        queued: state("TASK_STATUS_QUEUED", more: #","eta":0,"progress_percent":0"#),
        running: state("TASK_STATUS_PROCESSING", more: #","eta":30,"progress_percent":45"#),
        word: { state($0) },
        finished: [
            WireFinish(
                state(
                    "TASK_STATUS_SUCCEED",
                    rest:
                        #","images":[],"videos":[{"video_url":"https://x.example/a.mp4?q-sign=1","video_url_ttl":"0"},{"video_url":"https://x.example/b.mp4","video_url_ttl":3600},{"video_url":""}],"extra":{"seed":"158881667","has_nsfw_contents":[]}"#
                ).text, samples: ["https://x.example/a.mp4?q-sign=1", "https://x.example/b.mp4", .missing]),
            WireFinish(state("TASK_STATUS_SUCCEED", rest: #","videos":[]"#).text, samples: []),
        ],
        failed: [WireRefusal(state("TASK_STATUS_FAILED", more: #","reason":"Blocked""#).text, .generationFailed)],
        statusRefusals: [
            envelope("TASK_NOT_FOUND", 404, .taskNotFound),
            envelope("INVALID_API_KEY", 403, .authentication),
            envelope("GET_RESULT_FAILED", 500, .serviceUnavailable, isRetryable: true),
        ],
        pages: ["page not found", #"{"error":"upstream"}"#, #"{"code":500,"reason":"internal error","message":"x"}"#],
        documentedFields: [
            "image", "prompt", "duration", "resolution", "aspect_ratio", "sample_count", "generate_audio",
            "negative_prompt", "person_generation", "seed",
        ])

    private static func state(_ word: String, more: String = "", rest: String = "") -> WireReply {
        #"{"task":{"task_id":"7c9e6679-7425-40de","status":"\#(word)"\#(more)}\#(rest)}"#
    }

    private static func envelope(
        _ reason: String, _ status: Int, _ code: VideoGenerationError.Code, isRetryable: Bool = false
    ) -> WireRefusal {
        WireRefusal(
            #"{"code":\#(status),"reason":"\#(reason)","message":"No.","metadata":{}}"#, status: status, code,
            isRetryable: isRetryable)
    }
}
