// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Makes URLSession's form of a request, and refuses what URLSession would send differently.
enum SessionRequest {
    /// The request without its body.
    ///
    /// - Throws: Why it cannot be sent as it is.
    static func make(
        _ exchange: HTTPExchange, at destination: ExchangeDestination, _ target: String, userAgent: String
    ) throws(Refusal) -> URLRequest {
        let method = exchange.request.method.rawValue
        let text = destination.root.dropLast() + target
        guard !hasDotSegment(target),
            let url = URL(string: String(text), encodingInvalidCharacters: false), url.absoluteString == text
        else {
            throw Refusal(text: "URLSession would change the path, or not send it")
        }
        // Long enough never to be reached: the loop has clocks of its own.
        var request = URLRequest(
            url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: SessionPool.noTimeout)
        request.httpMethod = method
        guard request.httpMethod == method else { throw Refusal(text: "URLSession would change the method") }
        guard method != "GET" || exchange.body.byteCount == 0 else {
            throw Refusal(text: "URLSession sends no body with GET")
        }
        try add(fieldsOf: exchange, destination, to: &request)
        // What URLSession would say by itself, without what it would tell about this device.
        let defaults = [
            ("Accept", "*/*"), ("Accept-Language", "*"), ("Accept-Encoding", "identity"), ("User-Agent", userAgent),
        ]
        for (name, value) in defaults where request.value(forHTTPHeaderField: name) == nil {
            request.setValue(value, forHTTPHeaderField: name)
        }
        if let credential = exchange.authorization {
            let name = credential.field.rawName
            let value = credential.prefix + credential.secret.reveal()
            try RequestFields.check(name, value)
            request.setValue(value, forHTTPHeaderField: name)
        }
        return request
    }

    private static func add(
        fieldsOf exchange: HTTPExchange, _ destination: ExchangeDestination, to request: inout URLRequest
    ) throws(Refusal) {
        for field in exchange.request.headerFields
        where try RequestFields.isSent(field, of: exchange, authority: destination.authority) {
            try RequestFields.check(field.name.rawName, field.value)
            request.addValue(field.value, forHTTPHeaderField: field.name.rawName)
        }
    }

    /// Whether a segment of the path is `.` or `..`, also when written as `%2e`: URL parsers remove those.
    static func hasDotSegment(_ target: String) -> Bool {
        let path = target.prefix { $0 != "?" }.lowercased().replacing("%2e", with: ".")
        return path.split(separator: "/").contains { $0 == "." || $0 == ".." }
    }
}
