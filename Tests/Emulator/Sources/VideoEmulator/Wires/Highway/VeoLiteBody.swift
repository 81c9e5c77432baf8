// SPDX-License-Identifier: Apache-2.0

/// The submit body of Veo 3.1 Lite image-to-video, field by field.
enum VeoLiteBody {
    static func submission(for model: String, body: [UInt8]) throws(Refusal) -> Submission {
        let fields = try BodyFields(body, known: names)
        let image = try fields.requiredText("image")
        _ = try fields.requiredText("prompt")
        let duration = try fields.integer("duration", allowed: [4, 6, 8]) ?? 8
        let resolution = try fields.text("resolution", allowed: ["720p", "1080p"]) ?? "720p"
        let aspectRatio = try fields.text("aspect_ratio", allowed: ["16:9", "9:16"]) ?? "16:9"
        let samples = try fields.integer("sample_count", within: 1...4) ?? 1
        let hasAudio = try fields.boolean("generate_audio") ?? false
        _ = try fields.text("negative_prompt")
        _ = try fields.text("person_generation", allowed: ["allow_adult", "dont_allow"])
        let seed = try fields.integer("seed", within: 0...4_294_967_295)
        let (long, short) = resolution == "1080p" ? (1920, 1080) : (1280, 720)
        return Submission(
            model: model,
            body: fields.json(without: ["image"]),
            image: try ImageField(name: "image", inline: .base64, maximumBytes: 20 << 20).image(image),
            seed: seed.map(String.init),
            clip: ClipOptions(
                width: aspectRatio == "16:9" ? long : short,
                height: aspectRatio == "16:9" ? short : long,
                seconds: duration,
                hasAudio: hasAudio,
                samples: samples
            )
        )
    }

    private static let names: Set<String> = [
        "image", "prompt", "duration", "resolution", "aspect_ratio", "sample_count", "generate_audio",
        "negative_prompt", "person_generation", "seed",
    ]
}
