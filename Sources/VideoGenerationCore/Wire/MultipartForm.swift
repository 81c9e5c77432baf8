// SPDX-License-Identifier: Apache-2.0

/// A request body of named fields, some of them files: `multipart/form-data` (RFC 7578), for services that take an upload
/// with the request. Files are streamed when it is sent.
public struct MultipartForm: Sendable {
    /// The fields, in order.
    public var fields: [Field]

    /// A form of these fields.
    public init(_ fields: [Field]) {
        self.fields = fields
    }

    /// One field.
    public struct Field: Sendable {
        /// The field's name on the wire.
        public var name: String
        /// What it says.
        public var value: Value

        /// The field `name` with the text `text`.
        public init(_ name: String, _ text: String) {
            self.name = name
            value = .text(text)
        }

        /// The field `name` with the bytes of `media` as a file called `fileName`; a URL is sent as text.
        public init(_ name: String, _ media: Media, fileName: String) {
            self.name = name
            value = .file(media, name: fileName)
        }
    }

    /// What a field says.
    public enum Value: Sendable {
        /// Text in UTF-8.
        case text(String)
        /// A file.
        case file(Media, name: String)
    }

    /// The value of the header field `Content-Type`.
    public var contentType: String { "multipart/form-data; boundary=" + boundary }

    /// The body: the same each time.
    public var body: HTTPBody {
        var segments: [HTTPBody.Segment] = []
        let boundary = boundary
        var text = ""
        for field in fields {
            text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.escaped(field.name))\""
            switch field.value {
            case .text(let value): text += "\r\n\r\n\(value)\r\n"
            case .file(let media, let name):
                switch media.location {
                case .remote(let url): text += "\r\n\r\n\(url)\r\n"
                case .local(let source):
                    text += "; filename=\"\(Self.escaped(name))\"\r\nContent-Type: "
                    text += (media.mediaType ?? "application/octet-stream") + "\r\n\r\n"
                    segments += [.bytes(Array(text.utf8)), .raw(source)]
                    text = "\r\n"
                }
            }
        }
        return HTTPBody(segments + [.bytes(Array((text + "--\(boundary)--\r\n").utf8))])
    }

    /// The fields as a plan shows them: media appear as their size and digest.
    public var outline: JSON {
        .object(
            fields.map { field in
                switch field.value {
                case .text(let text): (field.name, .string(text))
                case .file(let media, _): (field.name, .media(media))
                }
            })
    }

    /// What parts the fields. It must stand in none of them, or what a prompt or a picture says would be taken for fields:
    /// no file can hold its own digest, and texts are looked through.
    private var boundary: String {
        var (texts, digests): ([String], [String]) = ([], [])
        for field in fields {
            switch field.value {
            case .text(let text): texts.append(text)
            case .file(let media, _): digests.append(media.sha256 ?? "none")
            }
        }
        // At most 70 characters; all files have a share, so that none of them can hold all of it.
        let mark = "videogen-" + digests.map { $0.prefix(48 / max(1, digests.count)) }.joined(separator: "-")
        var number = 0
        // By bytes: as characters, a mark would hide behind an accent that follows it.
        while texts.contains(where: { $0.utf8.firstRange(of: "\(mark)-\(number)".utf8) != nil }) { number += 1 }
        return "\(mark)-\(number)"
    }

    /// A name within quotation marks, escaped as browsers do it (WHATWG HTML, "Multipart form data").
    private static func escaped(_ name: String) -> String {
        var escaped = ""
        // By scalars: CR LF is one character.
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\"": escaped += "%22"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
