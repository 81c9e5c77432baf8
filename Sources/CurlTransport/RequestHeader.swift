// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The header lines of a request, the credential last.
enum RequestHeader {
    /// The lines in the form that libcurl takes: `Name: value`, `Name;` for a field without value, `Name:` for a field
    /// that libcurl must not add by itself.
    ///
    /// - Throws: Why the header cannot be sent: the field, never its value.
    static func lines(for exchange: HTTPExchange, authority: String) throws(Refusal) -> [String] {
        var lines: [String] = []
        var hasContentType = false
        for field in exchange.request.headerFields {
            guard try RequestFields.isSent(field, of: exchange, authority: authority) else { continue }
            let name = field.name.canonicalName
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

    private static func line(_ name: String, _ value: String) throws(Refusal) -> String {
        try RequestFields.check(name, value)
        return value.isEmpty ? name + ";" : name + ": " + value
    }
}
