// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension Dialect {
    /// OpenRouter: JSON, lengths as numbers, words for sizes, frames in a list, addresses of results.
    ///
    /// Sources: OpenRouter's guide "Video Generation", its page "Videos" and its OpenAPI document, read on 2026-11-26.
    public static let openRouter = {
        var dialect = Dialect(
            name: "OpenRouter",
            sources: [
                FactSource(
                    "https://openrouter.ai/docs/guides/overview/multimodal/video-generation", date: "2026-11-26"),
                FactSource("https://openrouter.ai/docs/api_reference/videos", date: "2026-11-26"),
            ],
            body: .jsonLists(frames: "frame_images", references: "input_references"),
            fields: [.duration: .value("duration"), .audio: .value("generate_audio")],
            // Every model takes some of these; `GET /videos/models` tells which.
            anyModel: ModelFacts(options: [
                anyDuration,
                OptionCapability(.resolution, .oneOf(["480p", "720p", "768p", "1080p", "1K", "2K", "4K"])),
                OptionCapability(
                    .aspectRatio, .oneOf(["16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21"])),
                OptionCapability(.audio, .flag),
            ]))
        // The pages show these two, and name no others.
        dialect.mediaTypes = ["image/jpeg", "image/png"]
        dialect.statusLink = "polling_url"
        // The first want the key, the second are signed; the path alone is documented for both.
        dialect.results = [.ownAddress("unsigned_urls"), .signedAddress("urls"), .content]
        // https://openrouter.ai/docs/cookbook/video-generation/video-generation-webhooks
        dialect.webhookType = "video.generation."
        dialect.knownModels = ["google/veo-3.1-lite": veo31Lite]
        return dialect
    }()

    /// Source: OpenRouter's recipe "Image to video", read on 2026-11-26. It lists no seeds, and no recipe prices.
    private static let veo31Lite = ModelFacts(
        modes: [.text, .firstFrame, .firstAndLastFrame],
        options: [
            OptionCapability(.duration, .oneOf([4, 6, 8])),
            OptionCapability(.resolution, .oneOf(["720p", "1080p"])),
            OptionCapability(.aspectRatio, .oneOf(["16:9", "9:16"])), OptionCapability(.audio, .flag),
        ],
        title: "Veo 3.1 Lite",
        sources: [FactSource("https://openrouter.ai/docs/cookbook/video-generation/image-to-video", date: "2026-11-26")]
    )
}
