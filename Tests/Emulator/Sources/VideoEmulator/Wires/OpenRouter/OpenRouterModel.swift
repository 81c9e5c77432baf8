// SPDX-License-Identifier: Apache-2.0

/// The models on OpenRouter's wire, and what each takes: a value outside is refused.
struct OpenRouterModel {
    let id: String
    let name: String
    let durations: [Int]
    let resolutions: [String]
    let sizes: [String]

    let aspectRatios = ["16:9", "9:16"]
    let frames = ["first_frame", "last_frame"]

    static let all = [
        OpenRouterModel(
            id: "google/veo-3.1-lite",
            name: "Google: Veo 3.1 Lite",
            durations: [4, 6, 8],
            resolutions: ["720p", "1080p"],
            sizes: ["1280x720", "720x1280", "1920x1080", "1080x1920"]
        ),
        OpenRouterModel(
            id: "openai/sora-2",
            name: "OpenAI: Sora 2",
            durations: [4, 8, 12],
            resolutions: ["720p"],
            sizes: ["1280x720", "720x1280"]
        ),
    ]

    /// The sides of a video, in pixels.
    func size(resolution: String, aspectRatio: String) -> (width: Int, height: Int) {
        let (long, short) = resolution == "1080p" ? (1920, 1080) : (1280, 720)
        return aspectRatio == "16:9" ? (long, short) : (short, long)
    }

    /// What `GET /api/v1/videos/models` tells of it.
    var json: JSONValue {
        [
            "id": .text(id), "canonical_slug": .text(id), "name": .text(name), "created": 1_760_000_000,
            "supported_durations": .array(durations.map { .number(String($0)) }),
            "supported_resolutions": Self.texts(resolutions), "supported_aspect_ratios": Self.texts(aspectRatios),
            "supported_sizes": Self.texts(sizes), "supported_frame_images": Self.texts(frames),
            "generate_audio": true, "seed": true, "creativity": .null, "upscale_factor": .null,
            "allowed_passthrough_parameters": [],
        ]
    }

    private static func texts(_ values: [String]) -> JSONValue {
        .array(values.map(JSONValue.text))
    }
}
