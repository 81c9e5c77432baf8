// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoGenerationTesting

/// What the gateways say, by the documents that their dialects name.
extension WireSamples {
    static let openAI = video(
        refusals: [
            error(401, "invalid_request_error", "invalid_api_key", .authentication),
            error(429, "insufficient_quota", "insufficient_quota", .outOfFunds),
            error(429, "requests", "rate_limit_exceeded", .rateLimited, isRetryable: true),
            error(400, "invalid_request_error", "moderation_blocked", .contentRefused),
            error(404, "invalid_request_error", "model_not_found", .modelRetired),
            error(400, "invalid_request_error", nil, .invalidRequest),
        ],
        statusRefusals: [
            error(404, "invalid_request_error", nil, .taskNotFound),
            error(401, "invalid_request_error", "invalid_api_key", .authentication),
        ])

    /// Its ids are blobs, and its numbers in envelopes texts.
    static let liteLLM = video(
        id: "video_bGl0ZWxsbTpjdXN0b21fbGxtX3Byb3ZpZGVyOmdlbWluaQ==", running: "processing",
        refusals: [
            error(401, "auth_error", "401", .authentication), error(400, "budget_exceeded", "400", .outOfFunds),
            error(429, "None", "429", .rateLimited, isRetryable: true),
            error(400, "invalid_request_error", "400", .invalidRequest),
        ],
        statusRefusals: [error(404, "None", "404", .taskNotFound)])

    static let newAPI = video(
        id: "task_9", members: #","task_id":"task_9""#,
        refusals: [
            error(401, "new_api_error", "", .authentication),
            task(403, "insufficient_user_quota", .outOfFunds), task(400, "invalid_request", .invalidRequest),
            error(400, "new_api_error", "sensitive_words_detected", .contentRefused),
        ],
        finished: [
            finish(
                #","metadata":{"url":"https://cdn.example/9.mp4"}"#, .credentialed("https://cdn.example/9.mp4"),
                id: "task_9")
        ],
        statusRefusals: [task(400, "task_not_exist", .taskNotFound), error(401, "new_api_error", "", .authentication)])

    static let vLLMOmni = video(
        id: "video_gen_5f", members: #","media_type":"video/mp4","stage_durations":{},"file_name":null"#,
        refusals: [
            detail(400, #""Invalid size""#, .invalidRequest),
            detail(422, #"[{"type":"missing","loc":["body","prompt"],"msg":"Field required"}]"#, .invalidRequest),
            error(404, "NotFoundError", "404", .modelRetired),
        ],
        statusRefusals: [detail(404, #""Video not found""#, .taskNotFound)],
        pages: [#"{"detail":"Not Found"}"#, #"{"detail":"Method Not Allowed"}"#],
        fields: ["negative_prompt", "seed", "generate_sound"])

    static let sgLang = video(
        members: #","file_path":null"#,
        refusals: [
            detail(400, #""prompt is required""#, .invalidRequest),
            detail(422, #"[{"loc":["body","seconds"],"msg":"Not a number"}]"#, .invalidRequest),
        ],
        finished: [finish(#","url":"https://s3.example/a.mp4?sig=1""#, "https://s3.example/a.mp4?sig=1")],
        statusRefusals: [detail(404, #""Video not found""#, .taskNotFound)],
        pages: [#"{"detail":"Not Found"}"#])

    /// The shape that all but OpenRouter share, and its one place for results.
    private static func video(
        id: String = "video_1", members: String = "", running: String = "in_progress", refusals: [WireRefusal],
        finished: [WireFinish] = [], statusRefusals: [WireRefusal], pages: [WireReply] = [],
        fields: Set<String> = []
    ) -> WireSamples {
        @Sendable func answer(_ status: String, _ rest: String = "") -> String {
            #"{"id":"\#(id)","object":"video","model":"m","status":"\#(status)","progress":45,"created_at":1764000000,"#
                + #""size":"1280x720","seconds":"8"\#(members)\#(rest)}"#
        }
        func failure(_ code: String, _ meaning: VideoGenerationError.Code) -> WireRefusal {
            WireRefusal(answer("failed", #","error":{"code":"\#(code)","message":"It says why."}"#), meaning)
        }
        return WireSamples(
            id: id, accepted: WireReply(answer("queued")), refusals: refusals,
            queued: WireReply(answer("queued", #","error":null"#)), running: WireReply(answer(running)),
            word: { WireReply(answer($0)) },
            finished: finished + [finish("", .credentialed(content(of: id)), id: id)],
            failed: [
                failure("server_error", .generationFailed), failure("moderation_blocked", .contentRefused),
                WireRefusal(answer("failed"), .generationFailed),
            ],
            statusRefusals: statusRefusals, pages: pages,
            documentedFields: fields.union(["model", "prompt", "seconds", "size", "input_reference"]))
    }

    private static func content(of id: String) -> String {
        "https://gateway.example/v1/videos/\(id.percentEncoded)/content"
    }

    private static func finish(_ members: String, _ place: WireFinish.Place, id: String = "video_1") -> WireFinish {
        WireFinish(
            #"{"id":"\#(id)","object":"video","status":"completed","progress":100,"completed_at":1764000090\#(members)}"#,
            samples: [place])
    }

    private static func error(
        _ status: Int, _ type: String, _ word: String?, _ code: VideoGenerationError.Code, isRetryable: Bool = false
    ) -> WireRefusal {
        let word = word.map { "\"\($0)\"" } ?? "null"
        return WireRefusal(
            #"{"error":{"message":"It says why.","type":"\#(type)","param":null,"code":\#(word)}}"#, status: status,
            code,
            isRetryable: isRetryable)
    }

    private static func task(_ status: Int, _ word: String, _ code: VideoGenerationError.Code) -> WireRefusal {
        WireRefusal(#"{"code":"\#(word)","message":"It says why.","data":null}"#, status: status, code)
    }

    private static func detail(_ status: Int, _ value: String, _ code: VideoGenerationError.Code) -> WireRefusal {
        WireRefusal(#"{"detail":\#(value)}"#, status: status, code)
    }
}
