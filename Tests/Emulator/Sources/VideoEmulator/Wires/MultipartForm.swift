// SPDX-License-Identifier: Apache-2.0

import CEmulatorShims

/// A form as a body of the type multipart/form-data (RFC 7578).
struct MultipartForm {
    /// One field: a text, or a file if it has a name.
    struct Field {
        var name: String
        var fileName: String?
        var content: [UInt8]
    }

    let fields: [Field]

    init(fields: [Field]) {
        self.fields = fields
    }

    /// Reads a body; nil when it is not one, or does not end as it should.
    init?(_ body: [UInt8], contentType: String?) {
        guard let boundary = Self.parameter("boundary", in: contentType ?? "") else { return nil }
        // The first boundary may lack the line break before it, so one is put there.
        let mark = Array("\r\n--\(boundary)".utf8)
        let text = Array("\r\n".utf8) + body
        var place = Self.find(mark, in: text, from: 0)
        var fields: [Field] = []
        while place < text.count {
            let start = place + mark.count
            if text[start...].starts(with: Array("--".utf8)) {
                self.init(fields: fields)
                return
            }
            place = Self.find(mark, in: text, from: start)
            guard place < text.count, let field = Self.field(text[start..<place]) else { return nil }
            fields.append(field)
        }
        return nil
    }

    private static func field(_ part: ArraySlice<UInt8>) -> Field? {
        let whole = Array(part)
        let mark = Array("\r\n\r\n".utf8)
        let headEnd = find(mark, in: whole, from: 0)
        guard headEnd < whole.count else { return nil }
        let lines = String(decoding: whole[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        guard let line = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
            let name = parameter("name", in: String(line))
        else { return nil }
        let content = Array(whole[(headEnd + mark.count)...])
        return Field(name: name, fileName: parameter("filename", in: String(line)), content: content)
    }

    /// A parameter of a header's value, its quotes taken off.
    private static func parameter(_ name: String, in header: String) -> String? {
        for piece in header.split(separator: ";").dropFirst() {
            let halves = piece.split(separator: "=", maxSplits: 1)
            guard halves.count == 2, halves[0].lowercased().filter({ $0 != " " }) == name else { continue }
            return halves[1].filter { $0 != "\"" }
        }
        return nil
    }

    private static func find(_ mark: [UInt8], in text: [UInt8], from start: Int) -> Int {
        unsafe text.withUnsafeBytes { text in
            unsafe mark.withUnsafeBytes { mark in
                unsafe emulator_find(text.baseAddress, start, text.count, mark.baseAddress, mark.count)
            }
        }
    }
}
