// SPDX-License-Identifier: Apache-2.0
package import HTTPTypes

/// Which fields of a request a transport sends as they are: the rules that do not depend on the HTTP library.
package enum RequestFields {
    /// Fields that frame the message or belong to the connection: the transport's own business.
    private static let reserved: Set<String> = [
        "transfer-encoding", "connection", "keep-alive", "upgrade", "expect", "te", "trailer", "proxy-authorization",
        "proxy-connection",
    ]

    private static let printable = ByteSet(0x20...0x7E)

    /// Whether `field` is to be sent; not if it only repeats what is sent anyway.
    ///
    /// - Throws: Why the exchange cannot be sent: the field is the transport's own, or says something else than is sent.
    package static func isSent(
        _ field: HTTPField, of exchange: HTTPExchange, authority: String
    ) throws(Refusal) -> Bool {
        let name = field.name.canonicalName
        if reserved.contains(name) { throw Refusal(text: "the field \(name) is the transport's own") }
        guard name.utf8.count == 14 || name.utf8.count == 4 else { return true }
        switch name {
        case "content-length" where field.value == String(exchange.body.byteCount): return false
        case "host" where field.value.lowercased() == authority: return false
        case "content-length", "host": throw Refusal(text: "the field \(name) contradicts the request")
        default: return true
        }
    }

    /// Checks what a field is about to say.
    ///
    /// - Throws: Why it cannot be sent: the field, never its value.
    package static func check(_ name: String, _ value: String) throws(Refusal) {
        guard printable.holdsAll(of: value) || value.utf8.allSatisfy({ $0 != 0 && $0 != 0x0A && $0 != 0x0D }) else {
            throw Refusal(text: "the field \(name) holds a line break or a zero byte")
        }
    }
}
