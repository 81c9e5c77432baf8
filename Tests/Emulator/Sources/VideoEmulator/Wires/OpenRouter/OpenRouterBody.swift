// SPDX-License-Identifier: Apache-2.0

/// The submit body of OpenRouter's wire, field by field.
enum OpenRouterBody {
    static func submission(_ body: [UInt8]) throws(Refusal) -> Submission {
        let fields = try BodyFields(body, known: names.union(unsupportedNames))
        let id = try fields.requiredText("model")
        guard let model = OpenRouterModel.all.first(where: { $0.id == id }) else {
            throw fields.problem(.badValue, "model", "\(id) is not served here")
        }
        _ = try fields.requiredText("prompt")
        if let name = unsupportedNames.sorted().first(where: { fields[$0] != nil }) {
            throw fields.problem(.badValue, name, "is not supported by \(id)")
        }
        try checkCallback(fields)
        let frames = try frames(fields, of: model)
        let seed = try fields.integer("seed", within: 0...4_294_967_295)
        return Submission(
            model: id,
            body: fields.json(without: ["frame_images"]),
            image: frames["first_frame"] ?? .none,
            lastFrame: frames["last_frame"] ?? .none,
            seed: seed.map(String.init),
            clip: try clip(fields, of: model)
        )
    }

    private static func clip(_ fields: BodyFields, of model: OpenRouterModel) throws(Refusal) -> ClipOptions {
        let resolution = try fields.text("resolution", allowed: model.resolutions) ?? "720p"
        let aspectRatio = try fields.text("aspect_ratio", allowed: model.aspectRatios) ?? "16:9"
        let size = try fields.text("size", allowed: model.sizes)
        let sides = size.map { $0.split(separator: "x").compactMap { Int($0) } }
        let (width, height) =
            sides.map { ($0[0], $0[1]) } ?? model.size(resolution: resolution, aspectRatio: aspectRatio)
        return ClipOptions(
            width: width,
            height: height,
            seconds: try fields.integer("duration", allowed: model.durations) ?? 8,
            hasAudio: try fields.boolean("generate_audio") ?? true,
            samples: 1
        )
    }

    private static func frames(
        _ fields: BodyFields,
        of model: OpenRouterModel
    ) throws(Refusal) -> [String: SubmittedImage] {
        guard let value = fields["frame_images"] else { return [:] }
        guard case .array(let items) = value else {
            throw fields.problem(.wrongType, "frame_images", "must be an array, not \(value.kindName)")
        }
        var frames: [String: SubmittedImage] = [:]
        for (index, item) in items.enumerated() {
            guard case .object(let members) = item else {
                throw fields.problem(.wrongType, "frame_images", "must hold objects, not \(item.kindName)")
            }
            let frame = try BodyFields(members, at: ["frame_images", String(index)], known: frameNames)
            _ = try frame.text("type", allowed: ["image_url"])
            let place = try frame.requiredText("frame_type")
            guard model.frames.contains(place), frames[place] == nil else {
                throw frame.problem(.badValue, "frame_type", "must be first_frame or last_frame, and each once")
            }
            frames[place] = try image(frame)
        }
        return frames
    }

    private static func image(_ frame: BodyFields) throws(Refusal) -> SubmittedImage {
        guard frame["type"] != nil else { throw frame.problem(.missing, "type", "is required") }
        guard let address = try frame.object("image_url", known: ["url"]) else {
            throw frame.problem(.missing, "image_url", "is required")
        }
        return try ImageField(name: "image_url.url", inline: .dataURI, maximumBytes: 20 << 20)
            .image(try address.requiredText("url"))
    }

    private static func checkCallback(_ fields: BodyFields) throws(Refusal) {
        guard let address = try fields.text("callback_url") else { return }
        guard address.lowercased().hasPrefix("https://") else {
            throw fields.problem(.badValue, "callback_url", "must be an https URL")
        }
    }

    private static let frameNames: Set<String> = ["type", "image_url", "frame_type"]

    private static let names: Set<String> = [
        "model", "prompt", "duration", "resolution", "aspect_ratio", "size", "frame_images", "generate_audio", "seed",
        "callback_url", "provider", "session_id", "trace", "user",
    ]

    /// What the document knows, and none of the models here can do.
    private static let unsupportedNames: Set<String> = [
        "input_references", "previous_job_id", "creativity", "upscale_factor",
    ]
}
