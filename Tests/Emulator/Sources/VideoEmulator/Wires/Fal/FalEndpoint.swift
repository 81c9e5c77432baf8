// SPDX-License-Identifier: Apache-2.0

/// The endpoints of Veo 3.1 Lite and what each takes.
///
/// https://fal.ai/models/fal-ai/veo3.1/lite/api, …/lite/image-to-video/api, …/lite/first-last-frame-to-video/api.
/// fal queues any body, and its model refuses it later; here a wrong one is refused at once, so that a test sees it.
enum FalEndpoint: String {
    case text = "fal-ai/veo3.1/lite"
    case image = "fal-ai/veo3.1/lite/image-to-video"
    case frames = "fal-ai/veo3.1/lite/first-last-frame-to-video"

    /// Checks an input, field by field.
    func submission(body: [UInt8]) throws(Refusal) -> Submission {
        let fields = try BodyFields(body, known: Self.common.union(imageNames))
        _ = try fields.requiredText("prompt")
        let clip = try clipOptions(fields)
        _ = try fields.text("negative_prompt")
        _ = try fields.boolean("auto_fix")
        _ = try fields.text("safety_tolerance", allowed: (1...6).map(String.init))
        let seed = try fields.integer("seed", within: 0...4_294_967_295)
        return Submission(
            model: rawValue,
            body: fields.json(without: imageNames),
            image: try frame(0, fields),
            lastFrame: try frame(1, fields),
            seed: seed.map(String.init),
            clip: clip
        )
    }

    private func clipOptions(_ fields: BodyFields) throws(Refusal) -> ClipOptions {
        // The picture of a neutral clip has no shape of its own, and "auto" is then 16:9.
        let shapes = self == .text ? ["16:9", "9:16"] : ["auto", "16:9", "9:16"]
        let isUpright = try fields.text("aspect_ratio", allowed: shapes) == "9:16"
        let resolution = try fields.text("resolution", allowed: ["720p", "1080p"]) ?? "720p"
        let duration = try fields.text("duration", allowed: durations) ?? "8s"
        guard resolution == "720p" || duration == "8s" else {
            throw fields.problem(.badValue, "duration", "must be 8s at 1080p")
        }
        let (long, short) = resolution == "1080p" ? (1920, 1080) : (1280, 720)
        return ClipOptions(
            width: isUpright ? short : long,
            height: isUpright ? long : short,
            seconds: Int(duration.dropLast()) ?? 8,
            hasAudio: try fields.boolean("generate_audio") ?? true,
            samples: 1
        )
    }

    private func frame(_ index: Int, _ fields: BodyFields) throws(Refusal) -> SubmittedImage {
        guard imageNames.indices.contains(index) else { return .none }
        let text = try fields.requiredText(imageNames[index])
        return try ImageField(name: imageNames[index], inline: .dataURI, maximumBytes: 8 << 20).image(text)
    }

    private var durations: [String] {
        self == .frames ? ["8s"] : ["4s", "6s", "8s"]
    }

    private var imageNames: [String] {
        switch self {
        case .text: []
        case .image: ["image_url"]
        case .frames: ["first_frame_url", "last_frame_url"]
        }
    }

    private static let common: Set<String> = [
        "prompt", "aspect_ratio", "duration", "resolution", "generate_audio", "negative_prompt", "seed", "auto_fix",
        "safety_tolerance",
    ]
}
