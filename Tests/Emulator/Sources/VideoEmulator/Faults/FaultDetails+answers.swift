// SPDX-License-Identifier: Apache-2.0

extension FaultDetails {
    /// The answer of the status kinds: a raw body if one is given, else the wire's envelope.
    func statusReply(on wire: any Wire, defaultStatus: Int) -> Reply {
        let status = status ?? defaultStatus
        var reply: Reply
        if let body {
            reply = Reply(status: status, contentType: contentType ?? Self.guessedType(body), body: body)
        } else {
            let refusal = Refusal(
                status: status,
                reason: reason ?? Self.reason(for: status),
                message: message ?? "a fault was ordered"
            )
            reply = wire.reply(to: .refused(refusal))
        }
        if let retryAfter { reply.headers.append(("retry-after", retryAfter)) }
        return reply
    }

    /// The documented reason that goes with a status.
    private static func reason(for status: Int) -> String {
        switch status {
        case 400: "INVALID_REQUEST_BODY"
        case 401: "FAILED_TO_AUTH"
        case 403: "NOT_ENOUGH_BALANCE"
        case 404: "MODEL_NOT_FOUND"
        case 429: "RATE_LIMIT_EXCEEDED"
        default: "SERVICE_NOT_AVAILABLE"
        }
    }

    /// The page a gateway or a captive portal sends in place of an answer.
    func pageReply(defaultStatus: Int = 200, contentType type: String = "text/html; charset=utf-8") -> Reply {
        Reply(status: status ?? defaultStatus, contentType: contentType ?? type, body: body ?? Self.page)
    }

    /// The time the slow kinds wait.
    func pause(default seconds: Double) -> Duration {
        .seconds(delay ?? seconds)
    }

    private static func guessedType(_ body: String) -> String {
        body.hasPrefix("<") ? "text/html; charset=utf-8" : "application/json"
    }

    private static let page =
        "<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"
}
