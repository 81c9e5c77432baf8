// SPDX-License-Identifier: Apache-2.0

/// The queue of fal, with the three endpoints of Veo 3.1 Lite.
///
/// https://fal.ai/docs/api-reference/inference-api: a job is asked about under owner and app alone, without the path of
/// its endpoint, at addresses that the answer to the submission gives.
struct FalWire: Wire {
    private static let prefix = "/fal-ai/"

    var unknownWord: String { "WARMING_UP" }

    func operation(for head: RequestHead) -> WireOperation? {
        guard head.path.hasPrefix(Self.prefix) else { return nil }
        if head.method == "POST", let endpoint = FalEndpoint(rawValue: String(head.path.dropFirst())) {
            return .submit(model: endpoint.rawValue)
        }
        let parts = head.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3).map(String.init)
        guard parts.count >= 2, parts[0] == "requests" else { return .unknownPath }
        switch (head.method, Array(parts.dropFirst(2))) {
        case ("GET", []): return .task(.result, id: parts[1])
        case ("GET", ["status"]): return .task(.poll, id: parts[1])
        case ("PUT", ["cancel"]): return .task(.cancel, id: parts[1])
        default: return .unknownPath
        }
    }

    func credential(in head: RequestHead) -> Credential {
        Credential(authorization: head, scheme: "key")
    }

    func submission(for model: String, head: RequestHead, body: [UInt8]) throws(Refusal) -> Submission {
        guard head.mediaType == "application/json" else {
            throw .invalidBody("the Content-Type must be application/json")
        }
        guard let endpoint = FalEndpoint(rawValue: model) else { throw .invalidBody("\(model) is not known") }
        return try endpoint.submission(body: body)
    }

    func owns(_ task: TaskReport, asked head: RequestHead) -> Bool {
        FalAddress.app(of: task.path) == FalAddress.app(of: head.path)
    }

    func reply(to answer: WireAnswer, head: RequestHead) -> Reply {
        switch answer {
        case .accepted(let report):
            var reply = FalStatus.reply(for: report, head: head)
            // A job that was taken is answered with 200; only later does a wait answer with 202.
            reply.status = 200
            return reply
        case .report(let report, _):
            return FalStatus.reply(for: report, head: head)
        case .result(let report, let videos):
            return FalResult.reply(for: report, videos: videos)
        case .cancelled:
            return .json(["status": "CANCELLATION_REQUESTED"], status: 202)
        case .refused(let refusal):
            return FalRefusal.reply(to: refusal, head: head)
        case .deleted, .list:
            // No path asks for either.
            return .pageNotFound
        }
    }
}
