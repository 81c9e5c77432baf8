// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// The request line and headers, with the query already taken apart.
struct RequestHead: Sendable {
    let method: String
    let target: String
    let path: String
    let query: [(name: String, value: String)]
    let headers: HTTPHeaders
    let wantsKeepAlive: Bool
    /// What the request came by, for addresses in an answer that lead back the same way.
    let scheme: String

    init(_ head: HTTPRequestHead, scheme: String) {
        self.scheme = scheme
        method = head.method.rawValue
        target = head.uri
        wantsKeepAlive = head.isKeepAlive
        headers = head.headers
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first.map(String.init) ?? "/"
        query = parts.count > 1 ? Self.pairs(parts[1]) : []
    }

    /// The first value of a query field.
    func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// The first value of a header.
    func header(_ name: String) -> String? {
        headers.first(name: name)
    }

    /// The media type of the body in lower case, without parameters.
    var mediaType: String? {
        header("content-type")?.split(separator: ";").first?.lowercased().filter { $0 != " " }
    }

    private static func pairs(_ query: Substring) -> [(name: String, value: String)] {
        query.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(halves[0]), halves.count > 1 ? decoded(halves[1]) : "")
        }
    }

    /// Text with its percent escapes taken apart.
    /// - Parameter plusIsSpace: As in a query; in a path a plus is a plus.
    static func decoded(_ text: Substring, plusIsSpace: Bool = true) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest.removeFirst(2)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
