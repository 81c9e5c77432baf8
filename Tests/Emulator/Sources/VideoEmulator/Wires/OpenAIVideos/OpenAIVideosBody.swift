// SPDX-License-Identifier: Apache-2.0

/// The submit body of the `/v1/videos` wire, field by field, as JSON or as a form.
enum OpenAIVideosBody {
    private static let names: Set<String> = ["prompt", "model", "seconds", "size", "input_reference"]
    private static let referenceNames: Set<String> = ["image_url", "file_id"]
    private static let seconds = ["4", "8", "12"]
    private static let sizes = ["720x1280", "1280x720", "1024x1792", "1792x1024", "1920x1080", "1080x1920"]
    /// What gateways serve on this wire, by the beginnings of the names.
    private static let families = ["sora-2", "veo-3.1"]

    static func submission(json body: [UInt8]) throws(Refusal) -> Submission {
        try submission(BodyFields(body, known: names), file: nil)
    }

    /// Reads a form: each field is a text, and only the reference may be a file.
    static func submission(form: MultipartForm) throws(Refusal) -> Submission {
        var members: [JSONValue.Member] = []
        var references: [JSONValue.Member] = []
        var file: [UInt8]?
        for field in form.fields {
            guard field.fileName == nil else {
                guard field.name == "input_reference", file == nil else {
                    throw .invalidBody("\(field.name) must not be a file", field: problem(field.name, .wrongType))
                }
                file = field.content
                continue
            }
            let text = JSONValue.text(String(decoding: field.content, as: UTF8.self))
            if let name = nested(field.name) {
                references.append(.init(name: name, value: text))
            } else {
                members.append(.init(name: field.name, value: text))
            }
        }
        if !references.isEmpty { members.append(.init(name: "input_reference", value: .object(references))) }
        let repeated = Dictionary(grouping: members + references, by: \.name).first { $0.value.count > 1 }
        if let repeated {
            throw .invalidBody("\(repeated.key) is there twice", field: problem(repeated.key, .badValue))
        }
        return try submission(BodyFields(members, at: [], known: names), file: file)
    }

    private static func submission(_ fields: BodyFields, file: [UInt8]?) throws(Refusal) -> Submission {
        _ = try fields.requiredText("prompt")
        let model = try fields.text("model") ?? "sora-2"
        guard families.contains(where: model.hasPrefix) else {
            throw fields.problem(.badValue, "model", "\(model) is not served here")
        }
        let size = try fields.text("size", allowed: sizes) ?? sizes[0]
        let sides = size.split(separator: "x").compactMap { Int($0) }
        return Submission(
            model: model,
            body: fields.json(without: ["input_reference"]),
            image: try reference(fields, file: file),
            clip: ClipOptions(
                width: sides[0], height: sides[1], seconds: try duration(fields), hasAudio: true, samples: 1)
        )
    }

    /// The document wants a string. Gateways disagree, and some clients send a number.
    private static func duration(_ fields: BodyFields) throws(Refusal) -> Int {
        guard let value = fields["seconds"] else { return 4 }
        guard let text = value.textValue ?? value.integerValue.map(String.init) else {
            throw fields.problem(.wrongType, "seconds", "must be a string or an integer, not \(value.kindName)")
        }
        guard seconds.contains(text), let number = Int(text) else {
            throw fields.problem(.badValue, "seconds", "must be one of \(seconds.joined(separator: ", "))")
        }
        return number
    }

    private static func reference(_ fields: BodyFields, file: [UInt8]?) throws(Refusal) -> SubmittedImage {
        if let file {
            guard fields["input_reference"] == nil else {
                throw fields.problem(.badValue, "input_reference", "is there twice")
            }
            guard let image = ImageFile(file) else {
                throw Refusal(
                    cause: .invalidImage,
                    message: "input_reference must be a JPEG or a PNG",
                    field: problem("input_reference", .badValue)
                )
            }
            return .inline(image)
        }
        guard let reference = try fields.object("input_reference", known: referenceNames) else { return .none }
        guard let address = try reference.text("image_url"), reference["file_id"] == nil else {
            throw fields.problem(.badValue, "input_reference", "must be an image_url: no files are kept here")
        }
        return try ImageField(name: "input_reference.image_url", inline: .dataURI, maximumBytes: 20 << 20)
            .image(address)
    }

    /// The inner name of `input_reference[NAME]`, as the official client puts an object into a form.
    private static func nested(_ name: String) -> String? {
        guard name.hasPrefix("input_reference["), name.hasSuffix("]") else { return nil }
        return String(name.dropFirst("input_reference[".count).dropLast())
    }

    private static func problem(_ name: String, _ problem: Refusal.Field.Problem) -> Refusal.Field {
        .init(path: [name], problem: problem)
    }
}
