// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// One model on fal's queue: what it can do, its path, and the wire's names of its options and inputs.
public struct FalModel: HTTPCancellableVideoGeneration {
    /// What the model can do.
    public private(set) var descriptor: CapabilityDescriptor
    /// Host and key.
    public let surface: Surface
    private let path: String
    private let inputs: [(role: InputRole, field: String)]
    private let options: [WireOption]
    private let webhook: WebURL?

    /// A model with its options on the wire, which become the descriptor's.
    ///
    /// - Parameters:
    ///   - descriptor: What it can do, but for its options.
    ///   - surface: Host and key.
    ///   - endpoint: Its id at fal, such as `fal-ai/veo3.1/lite`.
    ///   - inputs: The members of the body that carry inputs.
    ///   - options: Its options.
    ///   - webhook: Where fal tells of a task's end; nil for nowhere.
    init(
        descriptor: CapabilityDescriptor, surface: Surface, endpoint: String,
        inputs: [(role: InputRole, field: String)] = [], options: [WireOption], webhook: WebURL?
    ) {
        self.descriptor = descriptor
        self.descriptor.options = options.capabilities
        self.surface = surface
        path = "/" + endpoint
        self.inputs = inputs
        self.options = options
        self.webhook = webhook
    }

    /// `POST /<model>` with a flat JSON body; options that are not set are absent. Pictures are sent as `data:` URIs.
    public func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        var members: [(name: String, value: JSON)] = [("prompt", .string(request.prompt))]
        for (role, field) in inputs {
            if let media = request.input(role) { members.append((field, .dataURI(media))) }
        }
        let query = webhook.map { "?fal_webhook=" + $0.description.percentEncoded } ?? ""
        return HTTPCall(
            .post, try surface.url(path + query), json: .object(members + options.members(of: request)))
    }

    /// `{"request_id": …, "status_url": …, "response_url": …, "cancel_url": …}`, or an error.
    public func readSubmit(_ reply: HTTPReply) -> SubmitReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        if let id = json["request_id"]?.string, !id.isEmpty {
            var links: [String: String] = [:]
            for link in Link.allCases { links[link.rawValue] = json[link.rawValue]?.string }
            return .accepted(remoteID: id, links: links)
        }
        // So plain an envelope may be anybody's on the way, and then nothing is proved by it.
        guard reply.status < 500 else { return .unrecognized }
        return ServiceRefusal(detailOf: json, in: reply, notFound: .modelRetired)
            .map(SubmitReading.refused) ?? .unrecognized
    }

    /// `GET` of the URL that the submission's reply named.
    public func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.get, try url(.status, of: task))
    }

    /// The task's state. fal says `COMPLETED` of what has failed as well, and tells which by `error`, or by the reply to a
    /// second call.
    public func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        guard let word = json["status"]?.string else {
            // A service in trouble does not know what it has.
            guard reply.status < 500 else { return .unrecognized }
            return ServiceRefusal(detailOf: json, in: reply, notFound: .taskNotFound)
                .map(StatusReading.refused) ?? .unrecognized
        }
        switch word {
        case "IN_QUEUE": return .report(StatusReport(.queued, word: word))
        case "COMPLETED":
            if let text = json["error"]?.lenientString, !text.isEmpty {
                let refusal = ServiceRefusal(errorType: json["error_type"]?.string, text)
                return .report(StatusReport(.failed(refusal), word: word))
            }
            guard let url = try? url(.response, of: task) else { return .unrecognized }
            return .further(HTTPCall(.get, url)) { Self.readResult($0, word) }
        // IN_PROGRESS, and every word that the documents do not list.
        default: return .report(StatusReport(.running, word: word))
        }
    }

    private static func readResult(_ reply: HTTPReply, _ word: String) -> StatusReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        if reply.isSuccess { return .report(StatusReport(.succeeded(samples(in: json)), word: word)) }
        guard let refusal = ServiceRefusal(detailOf: json, in: reply, notFound: .taskNotFound) else {
            return .unrecognized
        }
        switch (reply.status, ServiceRefusal.errorType(in: json, reply)) {
        // Not about the task, but about the account or the address.
        case (401...404, _), (429, _): return .refused(refusal)
        // How a task has failed has a type, also where it is told with 503 or 504; what its input has done, a status.
        case (_, _?), (422, _), (499, _):
            let told: [VideoGenerationError.Code] = [.contentRefused, .invalidInput, .cancelled, .noVideo]
            let code = told.contains(refusal.code) ? refusal.code : .generationFailed
            return .report(StatusReport(.failed(ServiceRefusal(code, refusal.message)), word: word))
        // Its machines do not agree yet: "Request is still in progress".
        case (400, nil): return .report(StatusReport(.running, word: word))
        default: return .unrecognized
        }
    }

    private static func samples(in json: JSON) -> [RemoteSample] {
        guard let video = json["video"] else { return [] }
        guard let url = video["url"]?.string.flatMap({ WebURL($0) }) else {
            let reason = "The service gave no address for it that can be fetched."
            return [RemoteSample(index: 0, location: .missing(reason: reason))]
        }
        return [RemoteSample(index: 0, location: .url(url))]
    }

    /// `PUT` of the URL that the submission's reply named.
    public func cancelCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.put, try url(.cancel, of: task))
    }

    /// `{"status": …}`: what waits is removed, what is being rendered gets a signal, and may be finished all the same.
    public func readCancel(_ reply: HTTPReply, of task: TaskHandle) -> CancelReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        switch json["status"]?.string {
        case "OK": return .cancelled
        case "CANCELLATION_REQUESTED": return .requested
        case "ALREADY_COMPLETED": return .refused(ServiceRefusal(.invalidRequest, "The task is over already."))
        case "NOT_FOUND": return .refused(ServiceRefusal(.taskNotFound, "The service has no such task."))
        default:
            guard reply.status < 500 else { return .unrecognized }
            return ServiceRefusal(detailOf: json, in: reply, notFound: .taskNotFound)
                .map(CancelReading.refused) ?? .unrecognized
        }
    }

    /// The URLs that a submission's reply names.
    private enum Link: String, CaseIterable {
        case status = "status_url"
        case response = "response_url"
        case cancel = "cancel_url"
    }

    /// Where something about a task is asked: at the URL that fal gave. For a task whose reply was lost it follows from the
    /// id, and from the first two parts of the model's.
    private func url(_ link: Link, of task: TaskHandle) throws(VideoGenerationError) -> WebURL {
        if let url = task.links[link.rawValue].flatMap(surface.url(of:)) { return url }
        let app = path.split(separator: "/").prefix(2).joined(separator: "/")
        let base = "/\(app)/requests/\(task.remoteID.percentEncoded)"
        return switch link {
        case .status: try surface.url(base + "/status")
        case .response: try surface.url(base)
        case .cancel: try surface.url(base + "/cancel")
        }
    }
}

extension FalModel: WebhookVideoGeneration {
    /// The task that fal tells of, by `request_id`. fal sends to the address that the submission named.
    public func readWebhook(_ delivery: WebhookDelivery) -> WebhookNotice? {
        guard let id = JSON(parsing: delivery.body)?["request_id"]?.string, !id.isEmpty else { return nil }
        return WebhookNotice(remoteID: id)
    }
}
