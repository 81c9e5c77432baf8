// SPDX-License-Identifier: Apache-2.0

/// What the result address of fal tells: what the model made, or why there is nothing.
enum FalResult {
    /// The words for a job that its owner ended; status 499 goes with them (fal's own runner, `fal/app.py`).
    static let cancelled = "Request cancelled by the client."

    static func reply(for report: TaskReport, videos: [WireVideo]) -> Reply {
        var reply: Reply
        switch report.phase {
        case .succeeded: reply = .json(output(videos))
        case .failed: reply = .json(["detail": [failure(report)]], status: 422)
        case .cancelled: reply = .json(["detail": .text(cancelled)], status: 499)
        case .queued, .processing, .other: reply = .json(["detail": "Request is still in progress"], status: 400)
        }
        reply.headers.append(("x-fal-request-id", report.id))
        return reply
    }

    private static func output(_ videos: [WireVideo]) -> JSONValue {
        guard let video = videos.first else { return [:] }
        return [
            "video": [
                "url": .text(video.url), "content_type": "video/mp4", "file_name": "output.mp4",
                "file_size": .number(String(video.file.size)),
            ]
        ]
    }

    private static func failure(_ report: TaskReport) -> JSONValue {
        ["loc": ["body"], "msg": .text(report.reason), "type": "generation_error"]
    }
}
