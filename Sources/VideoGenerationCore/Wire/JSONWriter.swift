// SPDX-License-Identifier: Apache-2.0

extension JSON {
    /// The value as a request body: text in UTF-8 without spaces, media as base64 that is streamed.
    public var body: HTTPBody {
        var writer = JSONWriter(media: .streamed)
        writer.write(self)
        return HTTPBody(writer.finish())
    }

    /// The value as text for people and scripts: media appear as `{"bytes":…,"sha256":…}`, never as content. What would
    /// control a terminal is escaped.
    public var text: String {
        var writer = JSONWriter(media: .described)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Writes JSON as segments.
private struct JSONWriter {
    enum MediaForm {
        case streamed, described
    }

    let media: MediaForm
    var bytes: [UInt8] = []
    private var segments: [HTTPBody.Segment] = []

    init(media: MediaForm) {
        self.media = media
    }

    mutating func finish() -> [HTTPBody.Segment] {
        cut()
        return segments
    }

    private mutating func cut() {
        if !bytes.isEmpty { segments.append(.bytes(bytes)) }
        bytes = []
    }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .integer(let integer): bytes += String(integer).utf8
        case .number(let number): bytes += number.isFinite ? Array(String(number).utf8) : Array("null".utf8)
        case .string(let string): writeString(string)
        case .media(let media): write(media, prefix: "")
        case .dataURI(let media):
            write(media, prefix: "data:\(media.mediaType ?? "application/octet-stream");base64,")
        case .array(let elements): writeList("[", elements, "]") { writer, element in writer.write(element) }
        case .object(let members):
            writeList("{", members, "}") { writer, member in
                writer.writeString(member.name)
                writer.bytes.append(UInt8(ascii: ":"))
                writer.write(member.value)
            }
        }
    }

    private mutating func writeList<Element>(
        _ open: Unicode.Scalar, _ elements: [Element], _ close: Unicode.Scalar,
        each: (inout JSONWriter, Element) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            each(&self, element)
        }
        bytes.append(UInt8(ascii: close))
    }

    private mutating func write(_ item: Media, prefix: String) {
        switch (item.location, media) {
        case (.remote(let url), _): writeString(url.description)
        case (.local(let source), .streamed):
            bytes += ("\"" + prefix).utf8
            cut()
            segments.append(.base64(source))
            bytes.append(UInt8(ascii: "\""))
        case (.local(let source), .described):
            write(.object([("bytes", .integer(source.byteCount)), ("sha256", item.sha256.map(JSON.string) ?? .null)]))
        }
    }

    private mutating func writeString(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"", "\\": bytes += [UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: scalar.value)]
            case "\n": bytes += "\\n".utf8
            case "\r": bytes += "\\r".utf8
            case "\t": bytes += "\\t".utf8
            case _ where scalar.isTerminalControl:
                let digits = String(scalar.value, radix: 16)
                bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
            default: bytes += UTF8.encode(scalar).map(Array.init) ?? []
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
