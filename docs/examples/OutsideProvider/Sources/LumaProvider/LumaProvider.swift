// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// A model of Luma's Dream Machine: `POST /generations/video`, then `GET /generations/<id>`.
///
/// What stands here is from the vendor's SDK of 2025-10; the live service has not been reached.
public struct LumaModel: HTTPVideoGeneration, WebhookVideoGeneration {
    /// Where the API lives, with the key `LUMAAI_API_KEY`, as the vendor's SDK calls it.
    public let surface: Surface
    /// What the model takes.
    public let descriptor: CapabilityDescriptor

    /// Ray 2 and Ray Flash 2.
    public static func models(
        baseURL: WebURL? = WebURL("https://api.lumalabs.ai/dream-machine/v1")
    ) -> [LumaModel] {
        [
            LumaModel("ray-2", title: "Ray 2", baseURL: baseURL),
            LumaModel("ray-flash-2", title: "Ray Flash 2", baseURL: baseURL),
        ]
    }

    private init(_ name: String, title: String, baseURL: WebURL?) {
        surface = Surface(name: "luma", baseURL: baseURL, credential: "LUMAAI_API_KEY")
        descriptor = CapabilityDescriptor(
            model: ModelID(surface: "luma", model: name),
            title: title,
            // Both frames may be left out, so one descriptor is for all that can be asked of the model.
            mode: .text,
            vendor: "Luma AI",
            inputs: [
                // Only as URLs, and no document says of which types.
                InputCapability(.firstFrame, count: 0...1, kinds: [.url], mediaTypes: []),
                InputCapability(.lastFrame, count: 0...1, kinds: [.url], mediaTypes: []),
            ],
            options: Self.options.capabilities,
            sources: [
                FactSource(
                    "https://github.com/lumalabs/lumaai-python/tree/c00ac171f550645ce511e91712387c8be22f78fa",
                    date: "2026-11-26")
            ])
    }

    private static let options = [
        WireOption(
            "aspect_ratio",
            OptionCapability(.aspectRatio, .oneOf(["1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21"]))),
        WireOption("duration", OptionCapability(.duration, .oneOf([5, 9]))) { .string("\($0)s") },
        WireOption("resolution", OptionCapability(.resolution, .oneOf(["540p", "720p", "1080p", "4k"]))),
        WireOption(nil, OptionCapability(.samples, .oneOf([1]), default: 1)),  // a generation has one video
        WireOption("loop", OptionCapability("loop", .flag)),
        // The wire has a list of them, and an option one value.
        WireOption("concepts", OptionCapability("concept", .text(), meaning: "The key of a concept of Luma's.")) {
            .array([.object([("key", $0.json)])])
        },
        WireOption(
            "callback_url",
            OptionCapability("callback_url", .text(), meaning: "Where Luma posts the generation when it changes.")),
    ]

    /// The call that asks for the video.
    public func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        var members: [(name: String, value: JSON)] = [
            ("model", .string(descriptor.model.model)), ("prompt", .string(request.prompt)),
        ]
        members += Self.options.members(of: request)
        var frames: [(name: String, value: JSON)] = []
        if let first = request.input(.firstFrame) { frames.append(("frame0", image(first))) }
        if let last = request.input(.lastFrame) { frames.append(("frame1", image(last))) }
        if !frames.isEmpty { members.append(("keyframes", .object(frames))) }
        return HTTPCall(.post, try surface.url("/generations/video"), json: .object(members))
    }

    /// What the reply to a submission says.
    public func readSubmit(_ reply: HTTPReply) -> SubmitReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        // The SDK lets every field be absent; without an id nobody could ask for the task.
        if let id = json["id"]?.string { return .accepted(remoteID: id) }
        // So thin an envelope may be anybody's on the way, and then a 503 proves nothing.
        guard reply.status < 500 else { return .unrecognized }
        return refusal(json, reply.status, missing: .invalidRequest).map(SubmitReading.refused) ?? .unrecognized
    }

    /// The call that asks for a generation's state.
    public func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.get, try surface.url("/generations/\(task.remoteID.percentEncoded)"))
    }

    /// What the reply about a generation says.
    public func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        guard let word = json["state"]?.string else {
            return refusal(json, reply.status, missing: .taskNotFound).map(StatusReading.refused) ?? .unrecognized
        }
        let phase: StatusReport.Phase =
            switch word {
            case "queued": .queued
            case "completed": .succeeded([sample(json)])
            case "failed":
                // The reason is a text for people; the SDK has no list of such texts that would tell them apart.
                .failed(ServiceRefusal(.generationFailed, json["failure_reason"]?.lenientString ?? "No reason given."))
            default: .running  // "dreaming", and a word that came after this was written
            }
        return .report(StatusReport(phase, word: word))
    }

    /// Which generation a callback is about: its body is the generation. Luma signs nothing.
    public func readWebhook(_ delivery: WebhookDelivery) -> WebhookNotice? {
        JSON(parsing: delivery.body)?["id"]?.string.map { WebhookNotice(remoteID: $0) }
    }

    private func image(_ input: Media) -> JSON {
        .object([("type", .string("image")), ("url", .media(input))])
    }

    private func sample(_ json: JSON) -> RemoteSample {
        guard let url = json["assets"]?["video"]?.string.flatMap({ WebURL($0) }) else {
            return RemoteSample(index: 0, location: .missing(reason: "Luma gave no address for the video."))
        }
        return RemoteSample(index: 0, location: .url(url))
    }

    /// `{"detail": …}`: in no document, but seen in what users of the SDK report. It has no word that says which "no" it
    /// is, so the status does, by the SDK's list. With the other members of RFC 9457 it is anybody's.
    private func refusal(_ json: JSON, _ status: Int, missing: VideoGenerationError.Code) -> ServiceRefusal? {
        guard status >= 400, json["title"] == nil, json["type"] == nil, let detail = json["detail"] else { return nil }
        let text = detail.lenientString ?? detail.text
        return switch status {
        case 401, 403: ServiceRefusal(.authentication, text)
        case 404: ServiceRefusal(missing, text)
        case 429: ServiceRefusal(.rateLimited, text, isRetryable: true)
        case 500...: ServiceRefusal(.serviceUnavailable, text, isRetryable: true)
        default: ServiceRefusal(.invalidRequest, text)
        }
    }
}
