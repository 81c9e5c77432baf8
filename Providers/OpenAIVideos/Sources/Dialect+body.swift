// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension Dialect {
    /// How a request is sent, and the pictures in it.
    public enum Body: Hashable, Sendable {
        /// As a form, a picture as the file in this field.
        case form(file: String)
        /// As JSON, and as a form if there is a picture, which is the file in this field.
        case jsonOrForm(file: String)
        /// As JSON, a picture as `{"image_url": …}` with a URL or a `data:` URI, in this member.
        case json(image: String)
        /// As JSON, pictures as `{"type": "image_url", "image_url": {"url": …}}`: frames in one array, where each tells its
        /// `frame_type`, and references in another.
        case jsonLists(frames: String, references: String)

        /// What videos can be made from.
        var modes: [GenerationMode] {
            switch self {
            case .form, .jsonOrForm, .json: [.text, .firstFrame]
            case .jsonLists: [.text, .firstFrame, .firstAndLastFrame, .references]
            }
        }

        /// The ways in which it takes a picture.
        var kinds: [InputKind] {
            switch self {
            case .form, .jsonOrForm: [.upload]
            case .json, .jsonLists: [.url, .dataURI]
            }
        }
    }

    /// The inputs that a model of `mode` takes. Gateways name no greatest number of references.
    func inputs(for mode: GenerationMode) -> [InputCapability] {
        let roles: [(InputRole, ClosedRange<Int>)] =
            switch mode {
            case .text: []
            case .firstFrame: [(.firstFrame, 1...1)]
            case .firstAndLastFrame: [(.firstFrame, 1...1), (.lastFrame, 1...1)]
            case .references: [(.reference, 1...Int.max)]
            }
        return roles.map { InputCapability($0, count: $1, kinds: body.kinds, mediaTypes: mediaTypes) }
    }
}

extension HTTPCall {
    /// A `POST` of `members` and the pictures of `request`.
    init(_ url: WebURL, _ members: [(name: String, value: JSON)], of request: NegotiatedRequest, in body: Dialect.Body)
    {
        let image = request.input(.firstFrame)
        switch body {
        case .form(let file):
            self.init(.post, url, form: MultipartForm(members, file: file, image))
        case .jsonOrForm(let file) where image != nil:
            self.init(.post, url, form: MultipartForm(members, file: file, image))
        case .jsonOrForm:
            self.init(.post, url, json: .object(members))
        case .json(let field):
            let pictures = image.map { [(name: field, value: JSON.object([("image_url", .dataURI($0))]))] } ?? []
            self.init(.post, url, json: .object(members + pictures))
        case .jsonLists(let frames, let references):
            let pictures = [
                (name: frames, value: Self.entries(request, [.firstFrame, .lastFrame], naming: "frame_type")),
                (name: references, value: Self.entries(request, [.reference], naming: nil)),
            ]
            self.init(.post, url, json: .object(members + pictures.filter { !$0.value.elements.isEmpty }))
        }
    }

    private static func entries(_ request: NegotiatedRequest, _ roles: [InputRole], naming kind: String?) -> JSON {
        .array(
            roles.flatMap { role in
                (request.media[role] ?? []).map { media in
                    var members: [(name: String, value: JSON)] = [
                        ("type", .string("image_url")), ("image_url", .object([("url", .dataURI(media))])),
                    ]
                    // The wire's names of frames are the roles' own.
                    if let kind { members.append((kind, .string(role.rawValue))) }
                    return .object(members)
                }
            })
    }
}

extension MultipartForm {
    /// A form of `members` as texts, and of a picture as a file, whose name is made up: services look at its ending.
    init(_ members: [(name: String, value: JSON)], file field: String, _ image: Media?) {
        self.init(members.map { Field($0.name, $0.value.string ?? $0.value.text) })
        if let image {
            let ending = image.mediaType?.split(separator: "/").last.map { "." + $0 } ?? ""
            fields.append(Field(field, image, fileName: "image" + ending))
        }
    }
}
