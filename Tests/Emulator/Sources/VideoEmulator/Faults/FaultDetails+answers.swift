// SPDX-License-Identifier: Apache-2.0

extension FaultDetails {
    /// The answer of the status kinds: a raw body if one is given, else the wire's envelope.
    func statusReply(on wire: any Wire, head: RequestHead, defaultStatus: Int) -> Reply {
        let status = status ?? defaultStatus
        var reply: Reply
        if let body {
            reply = Reply(status: status, contentType: contentType ?? Self.guessedType(body), body: body)
        } else {
            let refusal = Refusal(
                cause: .ordered(status: status, reason: reason),
                message: message ?? "a fault was ordered"
            )
            reply = wire.reply(to: .refused(refusal), head: head)
        }
        if let retryAfter { reply.headers.append(("retry-after", retryAfter)) }
        return reply
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
