// SPDX-License-Identifier: Apache-2.0

/// The "v3 async" wire of Highway and its relatives, with the Veo 3.1 Lite image-to-video model.
struct HighwayWire: Wire {
    private static let models = ["veo-3.1-lite-i2v"]
    private static let prefix = "/v3/async/"

    func operation(for head: RequestHead) -> WireOperation? {
        guard head.path.hasPrefix(Self.prefix) else { return nil }
        let name = String(head.path.dropFirst(Self.prefix.count))
        if head.method == "GET", name == "task-result" {
            return .poll(taskID: head.queryValue("task_id") ?? "")
        }
        return head.method == "POST" && Self.models.contains(name) ? .submit(model: name) : nil
    }

    func credential(in head: RequestHead) -> Credential {
        guard let header = head.header("authorization") else { return .missing }
        let words = header.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bearer" else { return .malformed }
        return .key(String(words[1]))
    }

    func submission(for model: String, head: RequestHead, body: [UInt8]) throws(Refusal) -> Submission {
        let type = head.header("content-type")?.split(separator: ";").first
        guard type?.lowercased().filter({ $0 != " " }) == "application/json" else {
            throw .invalidBody("the Content-Type must be application/json")
        }
        return try VeoLiteBody.submission(for: model, body: body)
    }

    func reply(to answer: WireAnswer) -> Reply {
        var reply =
            switch answer {
            case .accepted(let taskID): Reply.json(["task_id": .text(taskID)])
            case .report(let report, let videos): Reply.json(HighwayResult.json(report, videos: videos))
            case .refused(let refusal): Reply.json(Self.envelope(refusal), status: refusal.status)
            }
        reply.headers.append(("x-trace-id", Digest.hex(Digest.randomBytes(16))))
        return reply
    }

    private static func envelope(_ refusal: Refusal) -> JSONValue {
        [
            "code": .number(String(refusal.status)), "reason": .text(refusal.reason),
            "message": .text(refusal.message), "metadata": [:],
        ]
    }
}
