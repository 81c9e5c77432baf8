// SPDX-License-Identifier: Apache-2.0

/// The answers of OpenRouter's wire.
enum OpenRouterReply {
    private static let idPrefix = "gen-vid-"

    /// The task that a job's id stands for: what follows the prefix and a time.
    static func taskID(_ id: String) -> String {
        guard id.hasPrefix(idPrefix) else { return "" }
        return id.dropFirst(idPrefix.count).split(separator: "-", maxSplits: 1).last.map(String.init) ?? ""
    }

    /// A job; what is not known yet is left out.
    static func job(_ report: TaskReport, videos: [WireVideo], head: RequestHead) -> JSONValue {
        let id = "\(idPrefix)\(report.submittedAt / 1000)-\(report.id)"
        let path = "\(OpenRouterWire.path)/\(id)"
        var members: [JSONValue.Member] = [
            .init(name: "id", value: .text(id)),
            // Without an origin, as the service has it: a client has to add the one it asked.
            .init(name: "polling_url", value: .text(path)),
            .init(name: "status", value: .text(word(report.phase))),
        ]
        if report.phase == .failed { members.append(.init(name: "error", value: .text(report.reason))) }
        if report.phase == .succeeded { members += results(videos, path: path, head: head) }
        return .object(members)
    }

    /// A refusal: `error` is an object here, and a string in a job.
    static func refused(_ refusal: Refusal) -> Reply {
        let status = status(of: refusal.cause)
        let error: JSONValue = ["code": .number(String(status)), "message": .text(refusal.message)]
        return .json(["error": error], status: status)
    }

    /// The addresses in `urls` are signed and want no key, those in `unsigned_urls` want one.
    private static func results(_ videos: [WireVideo], path: String, head: RequestHead) -> [JSONValue.Member] {
        let origin = "\(head.scheme)://\(head.header("host") ?? "127.0.0.1")"
        let own = videos.indices.map { JSONValue.text("\(origin)\(path)/content?index=\($0)") }
        var members: [JSONValue.Member] = [
            .init(name: "unsigned_urls", value: .array(own)),
            .init(name: "urls", value: .array(videos.map { .text($0.url) })),
        ]
        if let video = videos.first {
            let end = Stamp.unixSeconds() + video.secondsToLive
            members.append(.init(name: "expires_at", value: .number(String(end))))
        }
        return members
    }

    private static func status(of cause: Refusal.Cause) -> Int {
        switch cause {
        case .missingKey, .malformedKey, .unknownKey: 401
        case .unknownPath, .taskNotFound: 404
        case .bodyTooLarge: 413
        case .invalidBody, .invalidImage, .imageTooLarge: 400
        case .taskEnded, .contentNotFound: 409
        case .ordered(let status, _): status
        }
    }

    private static func word(_ phase: TaskReport.Phase) -> String {
        switch phase {
        case .queued: "pending"
        case .processing: "in_progress"
        case .succeeded: "completed"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .other(let word): word
        }
    }
}
