// SPDX-License-Identifier: Apache-2.0

/// Veo 3.1 Lite on Vertex AI, and as much of Cloud Storage as its videos need.
///
/// https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/veo-video-generation: a job is a long-running
/// operation of its model, asked about by a POST whose body names it. Its videos come within that answer, or lie where
/// the submission wanted them.
struct VertexWire: Wire {
    private static let models = ["veo-3.1-lite-generate-001"]

    /// There is no status word on this wire; the fault's stands in the metadata of an operation that goes on.
    var unknownWord: String { "WARMING_UP" }

    func operation(for head: RequestHead) -> WireOperation? {
        if StorageObject.isAsked(by: head) {
            guard head.method == "GET", head.queryValue("alt") == "media",
                let video = StorageObject(path: head.path)?.video
            else { return .unknownPath }
            return .content(taskID: video.taskID, sample: video.sample)
        }
        guard VertexModel.isAsked(by: head) else { return nil }
        guard head.method == "POST", let model = VertexModel(path: head.path), Self.models.contains(model.name) else {
            return .unknownPath
        }
        switch model.verb {
        case "predictLongRunning": return .submit(model: model.name)
        case "fetchPredictOperation": return .task(.poll)
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
        return try VertexBody.submission(for: model, body: body)
    }

    func taskID(_ named: String, head: RequestHead, body: [UInt8]) throws(Refusal) -> String {
        let fields = try BodyFields(body, known: ["operationName"])
        let name = try fields.requiredText("operationName")
        let start = (VertexModel(path: head.path)?.resource ?? "") + "/operations/"
        guard name.hasPrefix(start) else {
            throw fields.problem(.badValue, "operationName", "must be an operation of the model that is asked")
        }
        return String(name.dropFirst(start.count))
    }

    func owns(_ task: TaskReport, asked head: RequestHead) -> Bool {
        guard let model = VertexModel(path: task.path) else { return false }
        if let object = StorageObject(path: head.path), let video = object.video {
            return StorageObject(of: task, sample: video.sample) == object
        }
        return model.resource == VertexModel(path: head.path)?.resource
    }

    func reply(to answer: WireAnswer, head: RequestHead) -> Reply {
        switch answer {
        case .accepted(let report): .json(["name": .text(VertexOperation.name(of: report))])
        case .report(let report, let videos): .json(VertexOperation.json(report, videos: videos))
        case .refused(let refusal): VertexRefusal.reply(to: refusal, head: head)
        // No path asks for anything else.
        case .result, .cancelled, .deleted, .list: .pageNotFound
        }
    }
}
