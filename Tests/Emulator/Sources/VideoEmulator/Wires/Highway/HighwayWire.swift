// SPDX-License-Identifier: Apache-2.0

/// The "v3 async" wire of Highway and its relatives, with the Veo 3.1 Lite image-to-video model.
struct HighwayWire: Wire {
    private static let models = ["veo-3.1-lite-i2v"]
    private static let prefix = "/v3/async/"

    var unknownWord: String { "TASK_STATUS_WARMING_UP" }

    func operation(for head: RequestHead) -> WireOperation? {
        guard head.path.hasPrefix(Self.prefix) else { return nil }
        let name = String(head.path.dropFirst(Self.prefix.count))
        if head.method == "GET", name == "task-result" {
            return .task(.poll, id: head.queryValue("task_id") ?? "")
        }
        return head.method == "POST" && Self.models.contains(name) ? .submit(model: name) : nil
    }

    func credential(in head: RequestHead) -> Credential {
        Credential(authorization: head, scheme: "bearer")
    }

    func submission(for model: String, head: RequestHead, body: [UInt8]) throws(Refusal) -> Submission {
        guard head.mediaType == "application/json" else {
            throw .invalidBody("the Content-Type must be application/json")
        }
        return try VeoLiteBody.submission(for: model, body: body)
    }

    func owns(_ task: TaskReport, asked head: RequestHead) -> Bool {
        task.path.hasPrefix(Self.prefix)
    }

    func reply(to answer: WireAnswer, head: RequestHead) -> Reply {
        var reply =
            switch answer {
            case .accepted(let report): Reply.json(["task_id": .text(report.id)])
            case .report(let report, let videos): Reply.json(HighwayResult.json(report, videos: videos))
            case .refused(let refusal): HighwayRefusal.reply(to: refusal)
            // No path asks for anything else.
            case .result, .cancelled, .deleted, .list: Reply.pageNotFound
            }
        reply.headers.append(("x-trace-id", Digest.hex(Digest.randomBytes(16))))
        return reply
    }
}
