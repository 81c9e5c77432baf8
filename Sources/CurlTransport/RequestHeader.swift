// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The header lines of a request, the credential last.
enum RequestHeader {
    /// Fields that frame the message or belong to the connection: the transport's own business.
    private static let reserved: Set<String> = [
        "transfer-encoding", "connection", "keep-alive", "upgrade", "expect", "te", "trailer", "proxy-authorization",
        "proxy-connection",
    ]

    private static let printable = ByteSet(0x20...0x7E)

    /// The lines in the form that libcurl takes: `Name: value`, `Name;` for a field without value, `Name:` for a field
    /// that libcurl must not add by itself.
    ///
    /// - Throws: Why the header cannot be sent: the field, never its value.
    static func lines(for exchange: HTTPExchange, authority: String) throws(Refusal) -> [String] {
        var lines: [String] = []
        var hasContentType = false
        for field in exchange.request.headerFields {
            let name = field.name.canonicalName
            if reserved.contains(name) { throw Refusal(text: "the field \(name) is the transport's own") }
            if name.utf8.count == 14 || name.utf8.count == 4 {
                if try isAsFramed(field, name, exchange, authority) { continue }
            }
            if name.utf8.count == 12, name == "content-type" { hasContentType = true }
            lines.append(try line(field.name.rawName, field.value))
        }
        // libcurl would wait for a 100 before a large body, and call any body a form.
        lines.append("Expect:")
        if !hasContentType, exchange.body.byteCount > 0 || exchange.request.method == .post {
            lines.append("Content-Type:")
        }
        if let credential = exchange.authorization {
            lines.append(try line(credential.field.rawName, credential.prefix + credential.secret.reveal()))
        }
        return lines
    }

    /// Whether the field only repeats what is sent anyway; one that says something else is refused.
    private static func isAsFramed(
        _ field: HTTPField, _ name: String, _ exchange: HTTPExchange, _ authority: String
    ) throws(Refusal) -> Bool {
        switch name {
        case "content-length" where field.value == String(exchange.body.byteCount): return true
        case "host" where field.value.lowercased() == authority: return true
        case "content-length", "host": throw Refusal(text: "the field \(name) contradicts the request")
        default: return false
        }
    }

    private static func line(_ name: String, _ value: String) throws(Refusal) -> String {
        guard printable.holdsAll(of: value) || value.utf8.allSatisfy({ $0 != 0 && $0 != 0x0A && $0 != 0x0D }) else {
            throw Refusal(text: "the field \(name) holds a line break or a zero byte")
        }
        return value.isEmpty ? name + ";" : name + ": " + value
    }
}
