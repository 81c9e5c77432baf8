// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// One model on the `/v3/async` wire: what it can do, its path, and the wire's names of its options.
public struct HighwayModel: HTTPVideoGeneration {
    /// What the model can do.
    public private(set) var descriptor: CapabilityDescriptor
    /// Host and key.
    public let surface: Surface
    private let path: String
    private let options: [WireOption]

    /// A model with its options on the wire, which become the descriptor's.
    init(descriptor: CapabilityDescriptor, surface: Surface, path: String, options: [WireOption]) {
        self.descriptor = descriptor
        self.descriptor.options = options.capabilities
        self.surface = surface
        self.path = path
        self.options = options
    }

    /// `POST /v3/async/<model>` with a flat JSON body; options that are not set are absent.
    public func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        var members: [(name: String, value: JSON)] = []
        if let image = request.input(.firstFrame) { members.append(("image", .media(image))) }
        members.append(("prompt", .string(request.prompt)))
        return HTTPCall(.post, try surface.url(path), json: .object(members + options.members(of: request)))
    }

    /// `{"task_id": …}`, or the error envelope.
    public func readSubmit(_ reply: HTTPReply) -> SubmitReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        if let id = json["task_id"]?.string, !id.isEmpty { return .accepted(remoteID: id) }
        return ServiceRefusal(envelope: json, status: reply.status, notFound: .modelRetired)
            .map(SubmitReading.refused) ?? .unrecognized
    }

    /// `GET /v3/async/task-result?task_id=…`
    public func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.get, try surface.url("/v3/async/task-result?task_id=\(task.remoteID.percentEncoded)"))
    }

    /// The task's state, or the error envelope, which some gateways send with status 200.
    public func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        guard let state = json["task"], let word = state["status"]?.string else {
            return ServiceRefusal(envelope: json, status: reply.status, notFound: .taskNotFound)
                .map(StatusReading.refused) ?? .unrecognized
        }
        if let id = state["task_id"]?.string, id != task.remoteID { return .unrecognized }
        // Both are 0 for "not known" as often as for "nothing yet".
        let percent = state["progress_percent"]?.lenientNumber.flatMap { $0 > 0 ? $0 / 100 : nil }
        let eta = state["eta"]?.lenientNumber.flatMap { $0 > 0 && $0 < 86_400 ? Duration.seconds($0) : nil }
        return .report(
            StatusReport(phase(word, state: state, reply: json), word: word, progress: percent, eta: eta))
    }

    private func phase(_ word: String, state: JSON, reply: JSON) -> StatusReport.Phase {
        switch word {
        case "TASK_STATUS_QUEUED": .queued
        case "TASK_STATUS_SUCCEED": .succeeded(reply["videos"]?.elements.enumerated().map(sample) ?? [])
        case "TASK_STATUS_FAILED":
            .failed(
                ServiceRefusal(
                    .generationFailed,
                    state["reason"]?.lenientString.flatMap { $0.isEmpty ? nil : $0 } ?? "The service gave no reason."))
        // TASK_STATUS_PROCESSING, and every word that the documents do not list.
        default: .running
        }
    }

    private func sample(index: Int, video: JSON) -> RemoteSample {
        guard let text = video["video_url"]?.string, !text.isEmpty else {
            return RemoteSample(index: index, location: .missing(reason: "The service gave no address for it."))
        }
        guard let url = WebURL(text) else {
            let reason = "The service gave an address for it that cannot be fetched."
            return RemoteSample(index: index, location: .missing(reason: reason))
        }
        return RemoteSample(index: index, location: .url(url))
    }
}
