// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoGenerationTesting

extension WireSamples {
    /// What OpenRouter says, by the documents that its dialect names, and by its pages "Errors and Debugging" and "Poll
    /// video generation status".
    static let openRouter = WireSamples(
        id: "job-abc123", accepted: WireReply(job("pending"), status: 202),
        refusals: [
            error(401, .authentication), error(402, .outOfFunds), error(429, .rateLimited, isRetryable: true),
            error(400, .invalidRequest), error(404, .modelRetired),
            WireRefusal(
                #"{"error":{"code":403,"message":"Flagged.","metadata":{"reasons":["violence"],"flagged_input":"x"}}}"#,
                status: 403, .contentRefused),
        ],
        queued: WireReply(job("pending")), running: WireReply(job("in_progress")), word: { WireReply(job($0)) },
        finished: [
            WireFinish(
                job(
                    "completed",
                    #","generation_id":"gen-1","unsigned_urls":["\#(content)?index=0","\#(content)?index=1"],"#
                        + #""urls":["https://store.example/0.mp4?sig=1"],"usage":{"cost":0.5,"is_byok":false}"#),
                samples: [.credentialed(content + "?index=0"), .credentialed(content + "?index=1")]),
            WireFinish(
                job("completed", #","urls":["https://store.example/0.mp4?sig=1"]"#),
                samples: ["https://store.example/0.mp4?sig=1"]),
            WireFinish(job("completed"), samples: [.credentialed(content)]),
            WireFinish(job("completed", #","unsigned_urls":[]"#), samples: []),
        ],
        failed: [
            WireRefusal(job("failed", #","error":"It says why.""#), .generationFailed),
            WireRefusal(job("cancelled"), .generationFailed), WireRefusal(job("expired"), .generationFailed),
        ],
        statusRefusals: [error(404, .taskNotFound), error(401, .authentication)],
        documentedFields: [
            "model", "prompt", "duration", "resolution", "aspect_ratio", "size", "frame_images", "input_references",
            "type", "image_url", "url", "frame_type", "generate_audio", "seed", "callback_url", "provider",
        ])

    private static let content = "https://openrouter.ai/api/v1/videos/job-abc123/content"

    private static func job(_ status: String, _ members: String = "") -> String {
        #"{"id":"job-abc123","polling_url":"/api/v1/videos/job-abc123","status":"\#(status)"\#(members)}"#
    }

    private static func error(
        _ status: Int, _ code: VideoGenerationError.Code, isRetryable: Bool = false
    ) -> WireRefusal {
        WireRefusal(
            #"{"error":{"code":\#(status),"message":"It says why."}}"#, status: status, code, isRetryable: isRetryable)
    }
}
