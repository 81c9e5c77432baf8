// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension HighwayModel {
    /// Veo 3.1 Lite, image to video: `POST /v3/async/veo-3.1-lite-i2v`.
    ///
    /// Source: the surface's API reference, page "Veo 3.1 Lite Image-to-Video", read on 2026-11-22. The page gives the
    /// prompt no maximum length, so none is declared.
    public static func veo31LiteImageToVideo(at surface: Surface = Highway.surface()) -> HighwayModel {
        HighwayModel(
            descriptor: CapabilityDescriptor(
                model: ModelID(surface: surface.name, model: "veo-3.1-lite"),
                aliases: ["\(surface.name)/veo-3.1-lite-i2v"],
                title: "Veo 3.1 Lite, image to video",
                mode: .firstFrame,
                vendor: "Highway",
                inputs: [
                    // "Maximum 20MB" may mean either megabyte: what is over the larger one is refused, what is over the
                    // smaller one is told.
                    InputCapability(
                        .firstFrame, kinds: [.url, .base64], mediaTypes: ["image/jpeg", "image/png"],
                        maximumBytes: 20 << 20, cautionBytes: 20_000_000,
                        recommendedPixels: PixelSize(width: 1280, height: 720),
                        recommendedRatios: [.landscape, .portrait])
                ],
                implications: [
                    Implication(
                        code: "full_hd_short", when: [.option(.resolution, is: "1080p")],
                        then: .option(.duration, is: 8), isAdvisory: true,
                        message: "Other hosts of this model make 1080p only with 8 seconds; this one does not say. The "
                            + "service may refuse the request.")
                ],
                sources: [
                    FactSource("Highway API reference, Veo 3.1 Lite Image-to-Video", date: "2026-11-22")
                ]),
            surface: surface,
            path: "/v3/async/veo-3.1-lite-i2v",
            options: [
                WireOption("duration", OptionCapability(.duration, .oneOf([4, 6, 8]), default: 8)),
                WireOption("resolution", OptionCapability(.resolution, .oneOf(["720p", "1080p"]), default: "720p")),
                WireOption("aspect_ratio", OptionCapability(.aspectRatio, .oneOf(["16:9", "9:16"]), default: "16:9")),
                WireOption("sample_count", OptionCapability(.samples, .range(minimum: 1, maximum: 4), default: 1)),
                WireOption("generate_audio", OptionCapability(.audio, .flag, default: false)),
                WireOption("negative_prompt", OptionCapability(.negativePrompt, .text())),
                WireOption("seed", OptionCapability(.seed, .range(minimum: 0, maximum: 4_294_967_295))),
                WireOption(
                    "person_generation",
                    OptionCapability(
                        .personGeneration, .oneOf(["allow_adult", "dont_allow"]), default: "allow_adult")),
            ])
    }
}
