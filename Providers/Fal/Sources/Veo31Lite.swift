// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension FalModel {
    /// Veo 3.1 Lite, text to video: `fal-ai/veo3.1/lite`.
    ///
    /// Source: fal's page "Veo3.1 Lite API" as published in November 2026.
    public static func veo31Lite(at surface: Surface = Fal.surface(), webhook: WebURL? = nil) -> FalModel {
        lite(
            "", title: "Veo 3.1 Lite, text to video", mode: .text, at: surface, webhook: webhook,
            ratios: ["16:9", "9:16"], defaultRatio: "16:9")
    }

    /// Veo 3.1 Lite, image to video: `fal-ai/veo3.1/lite/image-to-video`.
    ///
    /// Source: fal's page of that endpoint as published in November 2026.
    public static func veo31LiteImageToVideo(at surface: Surface = Fal.surface(), webhook: WebURL? = nil) -> FalModel {
        lite(
            "/image-to-video", title: "Veo 3.1 Lite, image to video", mode: .firstFrame, at: surface, webhook: webhook,
            inputs: [(.firstFrame, "image_url")])
    }

    /// Veo 3.1 Lite, first and last frame to video: `fal-ai/veo3.1/lite/first-last-frame-to-video`, 8 seconds only.
    ///
    /// Source: fal's page of that endpoint as published in November 2026.
    public static func veo31LiteFirstLastFrame(at surface: Surface = Fal.surface(), webhook: WebURL? = nil) -> FalModel
    {
        lite(
            "/first-last-frame-to-video", title: "Veo 3.1 Lite, first and last frame to video",
            mode: .firstAndLastFrame, at: surface, webhook: webhook,
            inputs: [(.firstFrame, "first_frame_url"), (.lastFrame, "last_frame_url")], durations: [8])
    }

    private static func lite(
        _ ending: String, title: String, mode: GenerationMode, at surface: Surface, webhook: WebURL?,
        inputs: [(role: InputRole, field: String)] = [], durations: [OptionValue] = [4, 6, 8],
        ratios: [OptionValue] = ["auto", "16:9", "9:16"], defaultRatio: OptionValue = "auto"
    ) -> FalModel {
        let endpoint = "fal-ai/veo3.1/lite" + ending
        return FalModel(
            descriptor: CapabilityDescriptor(
                model: ModelID(surface: surface.name, model: "veo-3.1-lite"),
                aliases: ["\(surface.name)/\(endpoint)"], title: title, mode: mode, vendor: "fal",
                inputs: inputs.map {
                    InputCapability(
                        $0.role, kinds: [.url, .dataURI], mediaTypes: ["image/jpeg", "image/png"],
                        // "Up to 8MB" may mean either megabyte: see the Highway provider.
                        maximumBytes: 8 << 20, cautionBytes: 8_000_000)
                },
                implications: [
                    Implication(
                        code: "full_hd_8s", when: [.option(.resolution, is: "1080p")], then: .option(.duration, is: 8),
                        message: "1080p is made with 8 seconds only.")
                ],
                prices: prices, sources: [FactSource("https://fal.ai/models/\(endpoint)/api", date: "2026-11-26")]),
            surface: surface, endpoint: endpoint, inputs: inputs, options: options(durations, ratios, defaultRatio),
            webhook: webhook)
    }

    private static func options(
        _ durations: [OptionValue], _ ratios: [OptionValue], _ defaultRatio: OptionValue
    ) -> [WireOption] {
        [
            WireOption("duration", OptionCapability(.duration, .oneOf(durations), default: 8)) { .string("\($0)s") },
            WireOption("resolution", OptionCapability(.resolution, .oneOf(["720p", "1080p"]), default: "720p")),
            WireOption("aspect_ratio", OptionCapability(.aspectRatio, .oneOf(ratios), default: defaultRatio)),
            WireOption(nil, OptionCapability(.samples, .oneOf([1]), default: 1)),
            WireOption("generate_audio", OptionCapability(.audio, .flag, default: true)),
            WireOption("negative_prompt", OptionCapability(.negativePrompt, .text())),
            // The page gives no bounds; Veo's own seeds have 32 bits.
            WireOption("seed", OptionCapability(.seed, .range(minimum: 0, maximum: 4_294_967_295))),
            WireOption("auto_fix", OptionCapability("auto_fix", .flag)),
            WireOption("safety_tolerance", OptionCapability("safety_tolerance", .range(minimum: 1, maximum: 6))) {
                .string($0.description)
            },
        ]
    }

    private static let prices = PriceList(
        per: .second,
        tiers: [
            PriceList.Tier(
                Money(micros: 80_000), when: [.option(.resolution, is: "1080p"), .option(.audio, is: true)]),
            PriceList.Tier(
                Money(micros: 50_000), when: [.option(.resolution, is: "1080p"), .option(.audio, is: false)]),
            PriceList.Tier(Money(micros: 50_000), when: [.option(.resolution, is: "720p"), .option(.audio, is: true)]),
            PriceList.Tier(
                Money(micros: 30_000), when: [.option(.resolution, is: "720p"), .option(.audio, is: false)]),
        ],
        source: FactSource("https://fal.ai/models/fal-ai/veo3.1/lite/image-to-video/llms.txt", date: "2026-11-26"))
}
