// SPDX-License-Identifier: Apache-2.0

/// A request's head.
struct Request {
    let method: Substring
    let path: Substring
    /// Header fields by their names in lower case.
    let fields: [String: String]

    /// Reads a whole head; nil if it is none.
    init?(head: ArraySlice<UInt8>) {
        // A CRLF is one character.
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        guard let words = lines.first?.split(separator: " "), words.count == 3 else { return nil }
        method = words[0]
        path = words[1]
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            fields[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        self.fields = fields
    }

    var contentLength: Int { fields["content-length"].flatMap { Int($0) } ?? 0 }

    /// The one range of a `Range` field; nil for none, and for forms that no download uses.
    func range(within byteCount: Int) -> Range<Int>? {
        guard let text = fields["range"], text.hasPrefix("bytes=") else { return nil }
        let parts = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = Int(parts[0]), first < byteCount else { return nil }
        let last = parts[1].isEmpty ? byteCount - 1 : Int(parts[1]) ?? -1
        return first <= last ? first..<min(last + 1, byteCount) : nil
    }

    /// Where the head ends; nil if the end is not there yet.
    static func endOfHead(_ bytes: [UInt8]) -> Int? {
        let end = Array("\r\n\r\n".utf8)
        guard bytes.count >= 4 else { return nil }
        return (0...(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual(end) }.map { $0 + 4 }
    }
}
