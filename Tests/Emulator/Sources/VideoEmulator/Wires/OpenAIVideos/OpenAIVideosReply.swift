// SPDX-License-Identifier: Apache-2.0

/// The objects of the `/v1/videos` wire. Lengths and sizes are strings there, times are seconds since 1970.
enum OpenAIVideosReply {
    private static let idPrefix = "video_"

    /// The task that a video's id stands for.
    static func taskID(_ id: String) -> String {
        id.hasPrefix(idPrefix) ? String(id.dropFirst(idPrefix.count)) : ""
    }

    static func video(_ report: TaskReport, secondsToLive: Int? = nil) -> JSONValue {
        let clip = report.submission.clip
        let completedAt = report.phase == .succeeded ? report.finishedAt.map { $0 / 1000 } : nil
        let expiresAt = completedAt.flatMap { completed in secondsToLive.map { completed + $0 } }
        return [
            "id": .text(idPrefix + report.id), "object": "video", "model": .text(report.submission.model),
            "status": .text(word(report.phase)), "progress": .number(String(report.progress)),
            "created_at": .number(String(report.submittedAt / 1000)), "completed_at": number(completedAt),
            "expires_at": number(expiresAt), "seconds": .text(String(clip.seconds)),
            "size": .text("\(clip.width)x\(clip.height)"), "prompt": report.submission.body["prompt"] ?? .null,
            "remixed_from_video_id": .null, "error": error(report),
        ]
    }

    static func deleted(_ report: TaskReport) -> JSONValue {
        ["id": .text(idPrefix + report.id), "object": "video.deleted", "deleted": true]
    }

    /// One page of a list, the newest video first unless the request says otherwise.
    static func page(_ reports: [TaskReport], head: RequestHead) -> JSONValue {
        let sorted = head.queryValue("order") == "asc" ? reports : reports.reversed()
        let after = taskID(head.queryValue("after") ?? "")
        let rest = sorted.firstIndex { $0.id == after }.map { sorted[($0 + 1)...] } ?? sorted[...]
        let limit = head.queryValue("limit").flatMap { Int($0) }.map { min(max(1, $0), 100) } ?? 20
        let page = rest.prefix(limit).map { video($0) }
        return [
            "object": "list", "data": .array(page), "first_id": page.first?["id"] ?? .null,
            "last_id": page.last?["id"] ?? .null, "has_more": .bool(rest.count > limit),
        ]
    }

    /// A reason that is one word stands as the code, too: codes such as `moderation_blocked` are not all known.
    private static func error(_ report: TaskReport) -> JSONValue {
        guard report.phase == .failed || report.phase == .cancelled else { return .null }
        let isCode = report.reason.allSatisfy { $0.isASCII && $0.isLowercase || $0 == "_" } && !report.reason.isEmpty
        return ["code": isCode ? .text(report.reason) : "video_generation_failed", "message": .text(report.reason)]
    }

    private static func number(_ value: Int?) -> JSONValue {
        value.map { .number(String($0)) } ?? .null
    }

    private static func word(_ phase: TaskReport.Phase) -> String {
        switch phase {
        case .queued: "queued"
        case .processing: "in_progress"
        case .succeeded: "completed"
        case .failed, .cancelled: "failed"
        case .other(let word): word
        }
    }
}

extension TaskReport {
    /// A task as it is told to who submitted it: at its beginning, however short the queue.
    var asAccepted: TaskReport {
        var report = self
        report.phase = .queued
        report.progress = 0
        return report
    }
}
