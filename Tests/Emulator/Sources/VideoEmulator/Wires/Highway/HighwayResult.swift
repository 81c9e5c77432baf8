// SPDX-License-Identifier: Apache-2.0

/// The poll reply of the "v3 async" wire.
///
/// Some numbers are strings there (times to live, the seed, the times of `debug_info`, which start empty), as seen on
/// the wire: a client that decodes them as numbers must fail here and not at the vendor's.
enum HighwayResult {
    static func json(_ report: TaskReport, videos: [WireVideo]) -> JSONValue {
        [
            "task": [
                "task_id": .text(report.id), "status": .text(word(report.phase)), "reason": .text(report.reason),
                "task_type": "VEO_3_1_LITE_I2V", "eta": 0, "progress_percent": .number(String(report.progress)),
            ],
            "images": [],
            "videos": .array(videos.map(json)),
            "audios": [],
            "extra": [
                "seed": .text(report.seed),
                "debug_info": [
                    "request_info": "",
                    "submit_time_ms": .text(String(report.submittedAt)),
                    "execute_time_ms": .text(report.startedAt.map(String.init) ?? ""),
                    "complete_time_ms": .text(report.finishedAt.map(String.init) ?? ""),
                ],
            ],
        ]
    }

    private static func json(_ video: WireVideo) -> JSONValue {
        ["video_url": .text(video.url), "video_url_ttl": .text(String(video.secondsToLive)), "video_type": "mp4"]
    }

    private static func word(_ phase: TaskReport.Phase) -> String {
        switch phase {
        case .queued: "TASK_STATUS_QUEUED"
        case .processing: "TASK_STATUS_PROCESSING"
        case .succeeded: "TASK_STATUS_SUCCEED"
        case .failed, .cancelled: "TASK_STATUS_FAILED"
        case .other(let word): word
        }
    }
}
