// SPDX-License-Identifier: Apache-2.0
import Testing
import VertexProvider
import VideoGenerationCore
import VideoGenerationTesting

@Suite struct ConformanceTests {
    @Test(
        "Every model keeps the rules of a provider, whether it was made with a folder or not",
        arguments: (Vertex.models(at: Veo.surface)
            + Vertex.models(at: Veo.surface, storageURI: Veo.folder).prefix(3)).flatMap(rules))
    func conformance(rule: ProviderRule) throws {
        try rule.check()
    }

    private static func rules(of model: VertexModel) -> [ProviderRule] {
        var samples = wire
        // The folder that the model was made with, unless a request names another.
        if model.descriptor.option("storage_uri")?.isRequired == false {
            samples.alwaysSent = ["parameters.storageUri"]
        }
        return ProviderConformance(model, samples: samples).rules
    }

    /// What Google says: its own documents, and its client.
    private static let wire = WireSamples(
        id: Veo.operation,
        accepted: WireReply(#"{"name":"\#(Veo.operation)"}"#),
        refusals: [
            refusal("INVALID_ARGUMENT", 400, .invalidRequest), refusal("UNAUTHENTICATED", 401, .authentication),
            refusal("PERMISSION_DENIED", 403, .authentication), refusal("NOT_FOUND", 404, .modelRetired),
            refusal("FAILED_PRECONDITION", 400, .configuration),
            refusal("RESOURCE_EXHAUSTED", 429, .rateLimited, isRetryable: true),
            WireRefusal(
                Veo.error("INVALID_ARGUMENT", 400, "It violates Vertex AI's usage guidelines."), status: 400,
                .contentRefused),
        ],
        queued: nil, running: operation(#","metadata":{"@type":"x"}"#),
        // There is a flag, and no word.
        word: nil,
        finished: [
            WireFinish(
                done(
                    #""response":{"@type":"x","raiMediaFilteredCount":1,"raiMediaFilteredReasons":["58061214"],"#
                        + #""videos":[{"gcsUri":"gs://films/1/sample_0.mp4","mimeType":"video/mp4"},"#
                        + #"{"bytesBase64Encoded":"AAAA","mimeType":"video/mp4"}]}"#
                ).text,
                samples: [
                    .credentialed("https://storage.googleapis.com/storage/v1/b/films/o/1%2Fsample_0.mp4?alt=media"),
                    .missing,
                    .filtered,
                ]),
            WireFinish(done(#""response":{"@type":"x","raiMediaFilteredCount":0}"#).text, samples: []),
        ],
        failed: [
            WireRefusal(done(#""error":{"code":13,"message":"x"}"#).text, .generationFailed),
            WireRefusal(done(#""error":{"code":3,"message":"Support codes: 15236754"}"#).text, .contentRefused),
        ],
        statusRefusals: [
            refusal("NOT_FOUND", 404, .taskNotFound), refusal("UNAUTHENTICATED", 401, .authentication),
            refusal("UNAVAILABLE", 503, .serviceUnavailable, isRetryable: true),
        ],
        pages: [
            "<html>Error 400 (Bad Request)!!1</html>", #"{"error":{"code":502,"message":"Bad Gateway"}}"#,
            #"{"error":{"code":503,"message":"x","status":"Service Unavailable"}}"#,
        ],
        documentedFields: [
            "prompt", "bytesBase64Encoded", "mimeType", "aspectRatio", "compressionQuality", "durationSeconds",
            "generateAudio", "negativePrompt", "personGeneration", "resizeMode", "resolution", "sampleCount", "seed",
            "storageUri",
        ])

    private static func operation(_ rest: String) -> WireReply { WireReply(#"{"name":"\#(Veo.operation)"\#(rest)}"#) }

    private static func done(_ result: String) -> WireReply { operation(#","done":true,\#(result)"#) }

    private static func refusal(
        _ word: String, _ status: Int, _ code: VideoGenerationError.Code, isRetryable: Bool = false
    ) -> WireRefusal {
        WireRefusal(Veo.error(word, status), status: status, code, isRetryable: isRetryable)
    }
}
