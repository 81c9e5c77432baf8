// SPDX-License-Identifier: Apache-2.0

/// The `/v1/videos` wire of OpenAI, which gateways still speak after its own service has ended.
///
/// As the official client has it (openai-python 3.57.0, `resources/videos.py` and `types/video*.py`).
struct OpenAIVideosWire: Wire {
    private static let path = "/v1/videos"

    var unknownWord: String { "warming_up" }

    func operation(for head: RequestHead) -> WireOperation? {
        guard head.path == Self.path || head.path.hasPrefix(Self.path + "/") else { return nil }
        let names = head.path.dropFirst(Self.path.count).split(separator: "/")
        let id = names.first.map { OpenAIVideosReply.taskID(String($0)) } ?? ""
        switch (head.method, names.count, names.last) {
        case ("POST", 0, _): return .submit(model: "")
        case ("GET", 0, _): return .task(.list)
        case ("GET", 1, _): return .task(.poll, id: id)
        case ("DELETE", 1, _): return .task(.delete, id: id)
        case ("GET", 2, "content"), ("HEAD", 2, "content"):
            // There are no thumbnails and sprite sheets here.
            return .content(taskID: id, sample: head.queryValue("variant") ?? "video" == "video" ? 0 : -1)
        default: return .unknownPath
        }
    }

    func credential(in head: RequestHead) -> Credential {
        Credential(authorization: head, scheme: "bearer")
    }

    func submission(for model: String, head: RequestHead, body: [UInt8]) throws(Refusal) -> Submission {
        switch head.mediaType {
        case "application/json":
            return try OpenAIVideosBody.submission(json: body)
        case "multipart/form-data":
            guard let form = MultipartForm(body, contentType: head.header("content-type")) else {
                throw .invalidBody("the body is not the form that its Content-Type says")
            }
            return try OpenAIVideosBody.submission(form: form)
        default:
            throw .invalidBody("the Content-Type must be multipart/form-data or application/json")
        }
    }

    func owns(_ task: TaskReport, asked head: RequestHead) -> Bool {
        task.path == Self.path
    }

    func reply(to answer: WireAnswer, head: RequestHead) -> Reply {
        switch answer {
        case .accepted(let report):
            .json(OpenAIVideosReply.video(report.asAccepted))
        case .report(let report, let videos):
            .json(OpenAIVideosReply.video(report, secondsToLive: videos.first?.secondsToLive))
        case .deleted(let report):
            .json(OpenAIVideosReply.deleted(report))
        case .list(let reports):
            .json(OpenAIVideosReply.page(reports, head: head))
        case .refused(let refusal):
            OpenAIVideosRefusal.reply(to: refusal)
        case .result, .cancelled:
            // No path asks for these.
            .pageNotFound
        }
    }
}
