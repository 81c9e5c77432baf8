// SPDX-License-Identifier: Apache-2.0

/// How fal tells how far a job is: in one of three words, of which the last also stands for a failure.
enum FalStatus {
    static func reply(for report: TaskReport, head: RequestHead) -> Reply {
        let address = FalAddress(of: report, head: head)
        var members: [JSONValue.Member] = [
            .init(name: "status", value: .text(word(report.phase))),
            .init(name: "request_id", value: .text(report.id)),
            .init(name: "response_url", value: .text(address.result)),
            .init(name: "status_url", value: .text(address.result + "/status")),
            .init(name: "cancel_url", value: .text(address.result + "/cancel")),
        ]
        members += more(report, wantsLogs: ["1", "true", "True"].contains(head.queryValue("logs") ?? ""))
        var reply = Reply.json(.object(members), status: report.hasEnded ? 200 : 202)
        reply.headers.append(("x-fal-request-id", report.id))
        return reply
    }

    private static func word(_ phase: TaskReport.Phase) -> String {
        switch phase {
        case .queued: "IN_QUEUE"
        case .processing: "IN_PROGRESS"
        case .succeeded, .failed, .cancelled: "COMPLETED"
        case .other(let word): word
        }
    }

    private static func more(_ report: TaskReport, wantsLogs: Bool) -> [JSONValue.Member] {
        guard report.phase != .queued else { return [.init(name: "queue_position", value: 0)] }
        // The clients of fal read this field without asking whether it is there; it is null unless logs are wanted.
        let logs = JSONValue.Member(name: "logs", value: wantsLogs ? .array([log(report)]) : .null)
        guard report.hasEnded else { return [logs] }
        return [logs, .init(name: "metrics", value: metrics(report))] + failure(report)
    }

    private static func log(_ report: TaskReport) -> JSONValue {
        [
            "timestamp": .text(Stamp.text(unixMilliseconds: report.startedAt ?? report.submittedAt)),
            "level": "INFO", "source": "RUNNER", "message": "the model is at work",
        ]
    }

    private static func metrics(_ report: TaskReport) -> JSONValue {
        guard let began = report.startedAt, let ended = report.finishedAt else { return [:] }
        return ["inference_time": .number(String(Double(ended - began) / 1000))]
    }

    private static func failure(_ report: TaskReport) -> [JSONValue.Member] {
        switch report.phase {
        case .failed:
            [.init(name: "error", value: .text(report.reason)), .init(name: "error_type", value: "internal_error")]
        case .cancelled:
            [
                .init(name: "error", value: .text(FalResult.cancelled)),
                .init(name: "error_type", value: "client_cancelled"),
            ]
        default: []
        }
    }
}
