// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension Dialect {
    /// The shape itself, for gateways that copy it whole: a form, lengths as text, sizes in pixels, the result at
    /// `/content`.
    ///
    /// Sources: openai-python at e43b422, `resources/videos.py` and `types/video*.py`; OpenAI's guide "Video generation",
    /// read on 2026-11-26.
    public static let openAI = {
        var dialect = Dialect(
            name: "OpenAI Videos",
            sources: [
                FactSource("https://developers.openai.com/api/docs/guides/video-generation", date: "2026-11-26"),
                FactSource("openai-python e43b422, types/video_create_params.py", date: "2026-11-26"),
            ],
            anyModel: ModelFacts(
                options: [OptionCapability(.duration, .oneOf([4, 8, 12]), default: 4)],
                sizes: [
                    portrait720, VideoSize(1280, 720, "720p", "16:9"), VideoSize(1024, 1792, "1024p", "4:7"),
                    VideoSize(1792, 1024, "1024p", "7:4"),
                ],
                defaultSize: portrait720))
        // https://developers.openai.com/api/docs/api-reference/webhook-events
        dialect.webhookType = "video."
        dialect.keeping = .listed
        return dialect
    }()

    private static let portrait720 = VideoSize(720, 1280, "720p", "9:16")

    /// LiteLLM's proxy: the shape with JSON where there is no picture, and `processing` for some of the vendors behind it.
    /// Which lengths and sizes a model takes is the vendor's. Its list is one vendor's at a time, so there is none here.
    ///
    /// Sources: https://docs.litellm.ai/docs/videos (7 October 2026); LiteLLM at 02ac6ac, `proxy/video_endpoints`.
    public static let liteLLM = Dialect(
        name: "LiteLLM", sources: [FactSource("https://docs.litellm.ai/docs/videos", date: "2026-11-26")],
        body: .jsonOrForm(file: "input_reference"), anyModel: ModelFacts(options: [anyDuration]))

    /// new-api: the shape, with the address of a result in `metadata.url`, which may be its own and want the key. Of the
    /// path `/v1/video/generations` nothing is here.
    ///
    /// Sources: https://docs.newapi.pro/zh/docs/api/ai-model/videos/sora/create-video; new-api at 705748d,
    /// `dto/openai_video.go`, and at 00fca48, `relay/relay_task.go`.
    public static let newAPI = {
        var dialect = Dialect(
            name: "new-api",
            sources: [
                FactSource(
                    "https://docs.newapi.pro/zh/docs/api/ai-model/videos/sora/create-video", date: "2026-11-26")
            ], anyModel: ModelFacts(options: [anyDuration]))
        dialect.results = [.ownAddress("metadata.url"), .content]
        dialect.envelopes = [.error, .task]
        return dialect
    }()

    /// A vLLM-Omni server, which serves the model it was started with.
    ///
    /// Sources: https://docs.vllm.ai/projects/vllm-omni/en/latest/serving/videos_api/; vLLM-Omni at 079d7a5,
    /// `entrypoints/openai/protocol/videos.py`.
    public static let vLLMOmni = {
        var dialect = Dialect(
            name: "vLLM-Omni",
            sources: [
                FactSource(
                    "https://docs.vllm.ai/projects/vllm-omni/en/latest/serving/videos_api/", date: "2026-11-26")
            ],
            fields: [.duration: .text("seconds"), .audio: .value("generate_sound")],
            anyModel: ModelFacts(options: [
                anyDuration, OptionCapability(.negativePrompt, .text()),
                // The document gives no bounds; below zero a seed often means none.
                OptionCapability(.seed, .range(minimum: 0, maximum: .max)),
            ]))
        dialect.mediaTypes = ["image/jpeg", "image/png"]
        dialect.envelopes = [.error, .detail]
        dialect.keeping = .listedAndStopped
        return dialect
    }()

    /// An SGLang diffusion server, which serves the model it was started with. If it stores results elsewhere, `url` says
    /// where.
    ///
    /// Sources: https://docs.sglang.io/diffusion/api/openai_api.html; SGLang at 020befb and 00ae37c,
    /// `multimodal_gen/runtime/entrypoints/openai`.
    public static let sgLang = {
        var dialect = Dialect(
            name: "SGLang",
            sources: [FactSource("https://docs.sglang.io/diffusion/api/openai_api.html", date: "2026-11-26")],
            body: .jsonOrForm(file: "input_reference"), fields: [.duration: .value("seconds")],
            anyModel: ModelFacts(options: [anyDuration]))
        dialect.mediaTypes = ["image/jpeg", "image/png"]
        dialect.results = [.signedAddress("url"), .content]
        dialect.envelopes = [.error, .detail]
        dialect.keeping = .listed
        return dialect
    }()

    /// Whole seconds without a documented most: how many, is the model's.
    static let anyDuration = OptionCapability(.duration, .range(minimum: 1, maximum: .max))
}
