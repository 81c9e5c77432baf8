// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The options of eighteen families of models that one host serves on one wire, as their pages give them: between them
/// they have every shape that a descriptor must be able to say.
enum Siblings {
    static let all: [CapabilityDescriptor] = [
        model(
            "veo-3.1-generate-img2video", [image(.firstFrame), image(.lastFrame, 0...1), image(.reference, 0...3)],
            [
                seconds(.oneOf([4, 6, 8]), default: 8), resolution("720p", "1080p", default: "720p"),
                ratio("16:9", "9:16", default: "16:9"), OptionCapability(.audio, .flag, isRequired: true), seed(),
            ],
            implications: [
                only("references", when: [.given(.reference)], .option(.duration, is: 8), "8 seconds with references.")
            ]),
        model(
            "wan2.6-t2v", [],
            [
                seconds(.oneOf([5, 10, 15]), default: 5), resolution("720p", "1080p", default: "1080p"),
                ratio("16:9", "9:16", "1:1", "4:3", "3:4", default: "16:9"),
                OptionCapability("shot_type", .oneOf(["single", "multi"]), default: "single"),
                OptionCapability(.negativePrompt, .text(maximum: 500)), seed(2_147_483_647),
            ],
            sizes: [
                VideoSize(1280, 720, "720p", "16:9"), VideoSize(720, 1280, "720p", "9:16"),
                VideoSize(960, 960, "720p", "1:1"), VideoSize(1088, 832, "720p", "4:3"),
                VideoSize(832, 1088, "720p", "3:4"), VideoSize(1920, 1080, "1080p", "16:9"),
                VideoSize(1080, 1920, "1080p", "9:16"), VideoSize(1440, 1440, "1080p", "1:1"),
                VideoSize(1632, 1248, "1080p", "4:3"), VideoSize(1248, 1632, "1080p", "3:4"),
            ], prompt: 2000),
        model(
            "wan-2.2-t2v", [],
            [
                seconds(.oneOf([5, 8]), default: 5), resolution("480p", "1080p", default: "1080p"),
                ratio("16:9", "9:16", "1:1", "4:3", default: "16:9"),
            ],
            // Not every ratio comes in every resolution.
            sizes: [
                VideoSize(832, 480, "480p", "16:9"), VideoSize(480, 832, "480p", "9:16"),
                VideoSize(624, 624, "480p", "1:1"), VideoSize(1920, 1080, "1080p", "16:9"),
                VideoSize(1080, 1920, "1080p", "9:16"), VideoSize(1440, 1440, "1080p", "1:1"),
                VideoSize(1632, 1248, "1080p", "4:3"),
            ], prompt: 800),
        model(
            "wan-t2v", [],
            [
                resolution("480p", "720p", default: "480p"), ratio("16:9", "9:16", default: "16:9"),
                OptionCapability("steps", .range(minimum: 1, maximum: 40), default: 30),
                OptionCapability("guidance_scale", .decimal(minimum: 0, maximum: 20)),
                OptionCapability("flow_shift", .decimal(minimum: 1, maximum: 10)),
                OptionCapability("fast_mode", .flag, default: false),
                seed(),
            ]),
        model(
            "kling-v2.1-i2v", [image(.firstFrame), image(.lastFrame, 0...1)],
            [
                seconds(.oneOf([5, 10]), default: 5),
                OptionCapability("mode", .oneOf(["standard", "professional"]), default: "standard"),
                OptionCapability("guidance_scale", .decimal(minimum: 0, maximum: 1), default: .number(0.5)),
            ],
            implications: [
                only(
                    "last_frame_mode", when: [.given(.lastFrame)], .option("mode", is: "professional"),
                    "A last frame needs the professional mode.")
            ]),
        model(
            "kling-v1.6-i2v", [image(.firstFrame), image(.lastFrame, 0...1)], [seconds(.oneOf([5, 10]), default: 5)]),
        model(
            "kling-v3.0-pro-t2v", [],
            [
                seconds(.range(minimum: 3, maximum: 15), default: 5), ratio("16:9", "9:16", "1:1", default: "16:9"),
                OptionCapability(.audio, .flag, default: false),
            ]),
        model(
            "kling-o1-ref2v", [image(.reference, 0...7), media("reference_video", 0...1, "video/mp4")],
            [
                seconds(.range(minimum: 3, maximum: 10), default: 5), ratio("16:9", "9:16", "1:1", default: "16:9"),
                OptionCapability("keep_original_sound", .flag, default: true),
            ]),
        model(
            "minimax-hailuo-2.3-i2v", [image(.firstFrame)],
            [
                seconds(.oneOf([6, 10]), default: 6), resolution("768p", "1080p", default: "768p"),
                OptionCapability("enable_prompt_expansion", .flag, default: true),
            ],
            implications: [
                only(
                    "long_only_768", when: [.option(.duration, is: 10)], .option(.resolution, is: "768p"),
                    "10 seconds come only in 768p.")
            ], prompt: 2000),
        model(
            "seedance-v1-pro-i2v", [image(.firstFrame), image(.lastFrame, 0...1)],
            [
                seconds(.oneOf([5, 10]), default: 5),
                OptionCapability(.resolution, .oneOf(["480p", "720p", "1080p"]), isRequired: true),
                ratio("21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "9:21"), seed(sentinel: -1),
                OptionCapability("camera_fixed", .flag, default: false),
            ]),
        model(
            "seedance-v1.5-pro-i2v", [image(.firstFrame)],
            [
                seconds(.range(minimum: 4, maximum: 12), default: 5), resolution("480p", "720p", default: "720p"),
                ratio("21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "match", default: "match"),
                OptionCapability("fps", .oneOf([24]), default: 24),
                OptionCapability("service_tier", .oneOf(["default", "flex"]), default: "default"),
                OptionCapability("execution_expires_after", .range(minimum: 3600, maximum: 259_200)),
                OptionCapability(.audio, .flag, default: true),
            ]),
        model(
            "seedance-2.0",
            [
                image(.firstFrame, 0...1), image(.lastFrame, 0...1), image(.reference, 0...9),
                media("reference_video", 0...3, "video/mp4"), media("reference_audio", 0...3, "audio/mpeg"),
            ],
            [
                seconds(.range(minimum: 4, maximum: 15, sentinel: -1), default: -1),
                resolution("480p", "720p", default: "720p"), ratio("16:9", "9:16", "1:1", "match", default: "match"),
                OptionCapability("fast", .flag, default: false),
                OptionCapability("return_last_frame", .flag, default: false),
            ],
            implications: [
                only(
                    "last_needs_first", when: [.given(.lastFrame)], .given(.firstFrame),
                    "The last frame is an addition to the first.")
            ]),
        model(
            "vidu-2.0-img2video", [image(.firstFrame)],
            [
                seconds(.oneOf([4, 8]), default: 4), resolution("360p", "720p", "1080p", default: "720p"),
                OptionCapability("bgm", .flag, default: false),
            ],
            implications: [
                only(
                    "long_720", when: [.option(.duration, is: 8)], .option(.resolution, is: "720p"), "8 s only in 720p."
                ),
                only("hd_short", when: [.option(.resolution, is: "1080p")], .option(.duration, is: 4), "1080p: 4 s."),
            ]),
        model(
            "vidu-q3-pro-i2v", [image(.firstFrame)],
            [
                seconds(.range(minimum: 1, maximum: 16), default: 5),
                resolution("540p", "720p", "1080p", default: "720p"),
                ratio("16:9", "9:16", "4:3", "3:4", "1:1", default: "16:9"),
                OptionCapability("off_peak", .flag, default: false),
            ]),
        model(
            "pixverse-v4.5-i2v", [image(.firstFrame)],
            [
                OptionCapability(.resolution, .oneOf(["360p", "540p", "720p", "1080p"]), isRequired: true),
                OptionCapability("fast_mode", .flag, default: false),
                OptionCapability("style", .oneOf(["anime", "clay", "comic"])),
            ],
            implications: [
                only(
                    "fast_small", when: [.option("fast_mode", is: true)],
                    .option(.resolution, is: "360p", "540p", "720p"), "The fast mode makes no 1080p.")
            ], prompt: 2048),
        model(
            "sora-2-text2video", [],
            [
                seconds(.oneOf([4, 8, 12]), default: 4), resolution("720p", "1080p", default: "720p"),
                ratio("16:9", "9:16", default: "16:9"), OptionCapability("professional", .flag, default: false),
            ],
            sizes: [
                VideoSize(1280, 720, "720p", "16:9"), VideoSize(720, 1280, "720p", "9:16"),
                VideoSize(1792, 1024, "1080p", "16:9"), VideoSize(1024, 1792, "1080p", "9:16"),
            ],
            implications: [
                only(
                    "large_professional", when: [.option(.resolution, is: "1080p")], .option("professional", is: true),
                    "The larger sizes need the professional mode.")
            ]),
        model(
            "grok-imagine-video-i2v", [image(.firstFrame)],
            [
                seconds(.range(minimum: 1, maximum: 15), default: 6), resolution("480p", "720p", default: "480p"),
                ratio("16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16"),
            ], prompt: 4096),
        model(
            "hunyuan-video-fast", [],
            [
                ratio("16:9", "9:16", default: "16:9"),
                OptionCapability("steps", .range(minimum: 2, maximum: 30), isRequired: true),
                seed(9_999_999_999, sentinel: -1),
            ]),
    ]

    private static func model(
        _ name: String, _ inputs: [InputCapability], _ options: [OptionCapability], sizes: [VideoSize] = [],
        implications: [Implication] = [],
        prompt: Int? = nil
    ) -> CapabilityDescriptor {
        CapabilityDescriptor(
            model: ModelID(surface: "host", model: name), title: name,
            mode: inputs.first?.isRequired == true ? .firstFrame : .text,
            vendor: "Host", prompt: .text(maximum: prompt), inputs: inputs, options: options, sizes: sizes,
            implications: implications,
            sources: [FactSource("The host's pages", date: "2026-11-22")])
    }

    private static func image(_ role: InputRole, _ count: ClosedRange<Int> = 1...1) -> InputCapability {
        InputCapability(
            role, count: count, kinds: [.url, .base64], mediaTypes: ["image/jpeg", "image/png"],
            limits: PictureLimits(minimumSide: 300, maximumElongation: 2.5))
    }

    private static func media(_ role: InputRole, _ count: ClosedRange<Int>, _ type: String) -> InputCapability {
        InputCapability(role, count: count, kinds: [.url], mediaTypes: [type])
    }

    private static func only(
        _ code: String, when: [Condition], _ then: Condition, _ message: String
    ) -> Implication {
        Implication(code: code, when: when, then: then, message: message)
    }

    private static func seconds(_ domain: OptionDomain, default value: OptionValue) -> OptionCapability {
        OptionCapability(.duration, domain, default: value)
    }

    private static func resolution(_ words: OptionValue..., default value: OptionValue) -> OptionCapability {
        OptionCapability(.resolution, .oneOf(words), default: value)
    }

    private static func ratio(_ words: OptionValue..., default value: OptionValue? = nil) -> OptionCapability {
        OptionCapability(.aspectRatio, .oneOf(words), default: value)
    }

    private static func seed(_ maximum: Int = 4_294_967_295, sentinel: OptionValue? = nil) -> OptionCapability {
        OptionCapability(.seed, .range(minimum: 0, maximum: maximum, sentinel: sentinel))
    }
}
