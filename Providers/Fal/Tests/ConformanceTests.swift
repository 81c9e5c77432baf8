// SPDX-License-Identifier: Apache-2.0
import FalProvider
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@Suite("fal's models")
struct ConformanceTests {
    @Test("keep the rules of a provider", arguments: Fal.models().flatMap(rules))
    func conformance(rule: ProviderRule) throws {
        try rule.check()
    }

    private static func rules(of model: FalModel) -> [ProviderRule] {
        ProviderConformance(model, samples: wire).rules
    }

    private static let completed = #"{"status":"COMPLETED","request_id":"764cabcf","metrics":{"inference_time":33.5}}"#

    /// What fal says, by its pages and its own clients.
    private static let wire = WireSamples(
        id: "764cabcf",
        accepted:
            #"{"status":"IN_QUEUE","request_id":"764cabcf","response_url":"https://queue.fal.run/fal-ai/veo3.1/requests/764cabcf","status_url":"https://queue.fal.run/fal-ai/veo3.1/requests/764cabcf/status","cancel_url":"https://queue.fal.run/fal-ai/veo3.1/requests/764cabcf/cancel","queue_position":0}"#,
        refusals: [
            WireRefusal(#"{"detail":"Authentication is required"}"#, status: 401, .authentication),
            WireRefusal(#"{"detail":"User is locked. Reason: Exhausted balance."}"#, status: 403, .outOfFunds),
            WireRefusal(#"{"detail":"Application 'veo9' not found"}"#, status: 404, .modelRetired),
            WireRefusal(#"{"detail":"Too many requests"}"#, status: 429, .rateLimited, isRetryable: true),
            WireRefusal(
                #"{"detail":[{"loc":["body","duration"],"msg":"unexpected value","type":"literal_error"}]}"#,
                status: 422,
                .invalidRequest),
            WireRefusal(
                #"{"detail":[{"loc":["body","prompt"],"msg":"flagged","type":"content_policy_violation"}]}"#,
                status: 422,
                .contentRefused),
        ],
        queued: WireReply(#"{"status":"IN_QUEUE","request_id":"764cabcf","queue_position":2}"#, status: 202),
        running: WireReply(#"{"status":"IN_PROGRESS","request_id":"764cabcf","logs":[]}"#, status: 202),
        word: { #"{"status":"\#($0)","request_id":"764cabcf"}"# },
        finished: [
            WireFinish(
                #"{"video":{"url":"https://v3b.fal.media/files/b/1.mp4","content_type":"video/mp4","file_name":"1.mp4","file_size":17}}"#,
                after: completed, samples: ["https://v3b.fal.media/files/b/1.mp4"]),
            WireFinish("{}", after: completed, samples: []),
        ],
        failed: [
            WireRefusal(
                #"{"detail":[{"loc":["body","prompt"],"msg":"flagged","type":"content_policy_violation"}]}"#,
                status: 422,
                after: completed, .contentRefused),
            WireRefusal(#"{"detail":"It broke."}"#, status: 422, after: completed, .generationFailed),
            WireRefusal(
                #"{"status":"COMPLETED","error":"Took too long","error_type":"generation_timeout"}"#, .generationFailed),
        ],
        statusRefusals: [
            WireRefusal(#"{"detail":"Request not found"}"#, status: 404, .taskNotFound),
            WireRefusal(#"{"detail":"No key"}"#, status: 401, .authentication),
            WireRefusal(#"{"detail":"Request not found"}"#, status: 404, after: completed, .taskNotFound),
        ],
        documentedFields: [
            "prompt", "image_url", "first_frame_url", "last_frame_url", "aspect_ratio", "duration", "resolution",
            "generate_audio", "negative_prompt", "seed", "auto_fix", "safety_tolerance",
        ])
}
