// SPDX-License-Identifier: Apache-2.0

/// The submit body of Veo 3.1 Lite on Vertex AI, field by field.
///
/// The names are those that python-genai sends (`_GenerateVideosConfig_to_vertex` and what it calls), without what the
/// Lite model does not take: reference images, masks and videos to go on from.
enum VertexBody {
    static func submission(for model: String, body: [UInt8]) throws(Refusal) -> Submission {
        let fields = try BodyFields(body, known: ["instances", "parameters", "labels"])
        let instance = try onlyInstance(fields)
        let parameters = try fields.object("parameters", known: parameterNames) ?? BodyFields.none
        let image = try frame("image", of: instance)
        let lastFrame = try frame("lastFrame", of: instance)
        if case .none = image {
            _ = try instance.requiredText("prompt")
            guard case .none = lastFrame else {
                throw instance.problem(.missing, "image", "is required beside lastFrame")
            }
        } else {
            _ = try instance.text("prompt")
        }
        let clip = try clipOptions(parameters)
        try checkOthers(parameters)
        let seed = try parameters.integer("seed", within: 0...4_294_967_295)
        return Submission(
            model: model,
            body: fields.json(replacing: "instances", by: [instance.json(without: ["image", "lastFrame"])]),
            image: image,
            lastFrame: lastFrame,
            seed: seed.map(String.init),
            clip: clip
        )
    }

    private static func onlyInstance(_ fields: BodyFields) throws(Refusal) -> BodyFields {
        guard case .array(let items)? = fields["instances"], items.count == 1, case .object(let members) = items[0]
        else {
            throw fields.problem(.badValue, "instances", "must be an array of one object")
        }
        return try BodyFields(members, at: ["instances[0]"], known: ["prompt", "image", "lastFrame"])
    }

    private static func frame(_ name: String, of instance: BodyFields) throws(Refusal) -> SubmittedImage {
        guard let fields = try instance.object(name, known: ["bytesBase64Encoded", "gcsUri", "mimeType"]) else {
            return .none
        }
        let type = try fields.text("mimeType", allowed: ["image/jpeg", "image/png"])
        guard let type else { throw fields.problem(.missing, "mimeType", "is required") }
        let base64 = try fields.text("bytesBase64Encoded")
        let uri = try fields.text("gcsUri")
        switch (base64, uri) {
        case (let base64?, nil):
            let reader = ImageField(name: "\(name).bytesBase64Encoded", inline: .base64, maximumBytes: 20 << 20)
            guard let file = try reader.file(base64) else {
                throw fields.problem(.badValue, "bytesBase64Encoded", "is not Base64")
            }
            guard type == "image/\(file.format.rawValue)" else {
                throw fields.problem(.badValue, "mimeType", "is not that of the image")
            }
            return .inline(file)
        case (nil, let uri?):
            guard StorageObject.folder(uri) != nil else {
                throw fields.problem(.badValue, "gcsUri", "must be a gs:// address")
            }
            return .address(uri)
        default:
            throw fields.problem(.missing, "bytesBase64Encoded", "or gcsUri is required, and not both")
        }
    }

    private static func clipOptions(_ parameters: BodyFields) throws(Refusal) -> ClipOptions {
        let isUpright = try parameters.text("aspectRatio", allowed: ["16:9", "9:16"]) == "9:16"
        let resolution = try parameters.text("resolution", allowed: ["720p", "1080p"])
        let (long, short) = resolution == "1080p" ? (1920, 1080) : (1280, 720)
        return ClipOptions(
            width: isUpright ? short : long,
            height: isUpright ? long : short,
            seconds: try parameters.integer("durationSeconds", allowed: [4, 6, 8]) ?? 8,
            hasAudio: try parameters.boolean("generateAudio") ?? true,
            samples: try parameters.integer("sampleCount", within: 1...4) ?? 1
        )
    }

    /// The parameters that change nothing about a clip of the emulator.
    private static func checkOthers(_ parameters: BodyFields) throws(Refusal) {
        _ = try parameters.text("personGeneration", allowed: ["dont_allow", "allow_adult", "allow_all"])
        _ = try parameters.text("negativePrompt")
        _ = try parameters.boolean("enhancePrompt")
        _ = try parameters.integer("fps", allowed: [24])
        _ = try parameters.text("pubsubTopic")
        _ = try parameters.text("compressionQuality", allowed: ["optimized", "lossless"])
        _ = try parameters.text("resizeMode", allowed: ["pad", "crop"])
        if let place = try parameters.text("storageUri"), StorageObject.folder(place) == nil {
            throw parameters.problem(.badValue, "storageUri", "must be gs://BUCKET/FOLDER")
        }
    }

    private static let parameterNames: Set<String> = [
        "sampleCount", "durationSeconds", "aspectRatio", "resolution", "seed", "personGeneration", "negativePrompt",
        "enhancePrompt", "generateAudio", "storageUri", "fps", "pubsubTopic", "compressionQuality", "resizeMode",
    ]
}
