// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// What the pan over a picture can be asked for.
enum PanZoomOptions {
    static let mark: OptionName = "mark"

    static let all = [
        OptionCapability(.duration, .range(minimum: 1, maximum: 60), default: 4),
        OptionCapability(.resolution, .oneOf(resolutions.map { .text($0.name) }), default: "720p"),
        OptionCapability(.aspectRatio, .oneOf(ratios.map { .text($0.name) }), default: "16:9"),
        OptionCapability(.samples, .range(minimum: 1, maximum: 4), default: 1),
        OptionCapability(.audio, .flag, default: false),
        OptionCapability(.seed, .range(minimum: 0, maximum: 4_294_967_295)),
        OptionCapability(.negativePrompt, .ignored),
        OptionCapability(mark, .flag, default: true),
    ]

    /// All pairs of a resolution, which counts the shorter side, and an aspect ratio.
    static let sizes = resolutions.flatMap { resolution in
        ratios.map { ratio in
            let short = resolution.lines
            let long = even(short * max(ratio.width, ratio.height), by: min(ratio.width, ratio.height))
            let isUpright = ratio.width < ratio.height
            return VideoSize(
                isUpright ? short : long, isUpright ? long : short, Resolution(rawValue: resolution.name),
                AspectRatio(rawValue: ratio.name))
        }
    }

    private static let resolutions = [("480p", 480), ("720p", 720), ("1080p", 1080)].map { (name: $0.0, lines: $0.1) }

    private static let ratios = [(16, 9), (9, 16), (1, 1), (4, 3), (3, 4), (3, 2), (2, 3), (21, 9)].map {
        (name: "\($0.0):\($0.1)", width: $0.0, height: $0.1)
    }

    /// The even number that is nearest to `length` divided by `divisor`.
    private static func even(_ length: Int, by divisor: Int) -> Int { (length + divisor) / (2 * divisor) * 2 }
}
