// SPDX-License-Identifier: Apache-2.0

/// The video wire of OpenRouter, a dialect of `/v1/videos` with words of its own.
///
/// https://openrouter.ai/docs/api_reference/videos.md, and the official client (openrouter 1.3.84,
/// `video_generation.py` and `components/videogeneration*.py`).
struct OpenRouterWire: Wire {
    static let path = "/api/v1/videos"

    var unknownWord: String { "warming_up" }

    func operation(for head: RequestHead) -> WireOperation? {
        guard head.path == Self.path || head.path.hasPrefix(Self.path + "/") else { return nil }
        let names = head.path.dropFirst(Self.path.count).split(separator: "/")
        let id = names.first.map { OpenRouterReply.taskID(String($0)) } ?? ""
        switch (head.method, names.count, names.last) {
        case ("POST", 0, _): return .submit(model: "")
        // A list, but one of models: it needs the key and changes nothing, as a list of tasks does.
        case ("GET", 1, "models"): return .task(.list)
        case ("GET", 1, _): return .task(.poll, id: id)
        case ("GET", 2, "content"), ("HEAD", 2, "content"):
            return .content(taskID: id, sample: Int(head.queryValue("index") ?? "0") ?? -1)
        default: return .unknownPath
        }
    }

    func credential(in head: RequestHead) -> Credential {
        Credential(authorization: head, scheme: "bearer")
    }

    func submission(for model: String, head: RequestHead, body: [UInt8]) throws(Refusal) -> Submission {
        guard head.mediaType == "application/json" else {
            throw .invalidBody("the Content-Type must be application/json")
        }
        return try OpenRouterBody.submission(body)
    }

    func owns(_ task: TaskReport, asked head: RequestHead) -> Bool {
        task.path == Self.path
    }

    func reply(to answer: WireAnswer, head: RequestHead) -> Reply {
        switch answer {
        case .accepted(let report):
            .json(OpenRouterReply.job(report.asAccepted, videos: [], head: head), status: 202)
        case .report(let report, let videos):
            .json(OpenRouterReply.job(report, videos: videos, head: head))
        case .list:
            .json(["data": .array(OpenRouterModel.all.map(\.json))])
        case .refused(let refusal):
            OpenRouterReply.refused(refusal)
        case .result, .cancelled, .deleted:
            // No path asks for these.
            .pageNotFound
        }
    }
}
