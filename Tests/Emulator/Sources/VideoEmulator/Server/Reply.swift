// SPDX-License-Identifier: Apache-2.0

/// A whole answer held in memory. Media files are streamed instead.
struct Reply: Sendable {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    init(status: Int, contentType: String, body: String, headers: [(name: String, value: String)] = []) {
        self.status = status
        self.headers = [("content-type", contentType)] + headers
        self.body = Array(body.utf8)
    }

    /// A JSON answer.
    static func json(_ value: JSONValue, status: Int = 200) -> Reply {
        Reply(status: status, contentType: "application/json", body: value.serialized)
    }

    /// What a path that does not exist answers: plain text, so that clients meet an error that is not JSON.
    static var pageNotFound: Reply {
        Reply(status: 404, contentType: "text/plain; charset=utf-8", body: "page not found")
    }
}

/// The status line and headers of an answer, as the bytes that go out.
///
/// They are written by hand, because many faults are answers that a well-behaved encoder refuses to produce.
struct ReplyHead: Sendable {
    var status: Int
    var headers: [(name: String, value: String)]

    var bytes: [UInt8] {
        var text = "HTTP/1.1 \(status) \(Self.phrase(status))\r\n"
        for header in headers {
            text += "\(header.name): \(header.value)\r\n"
        }
        return Array((text + "\r\n").utf8)
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 202: "Accepted"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 416: "Range Not Satisfiable"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Status"
        }
    }
}
