// SPDX-License-Identifier: Apache-2.0

// example: provider
import VideoGenerationCore

/// A made-up service: `POST /videos`, then `GET /videos/<id>`.
struct LanternModel: HTTPVideoGeneration {
    let surface: Surface
    let descriptor: CapabilityDescriptor

    init(baseURL: WebURL? = WebURL("https://api.lantern.example")) {
        surface = Surface(name: "lantern", baseURL: baseURL, credential: "LANTERN_API_KEY")
        descriptor = CapabilityDescriptor(
            model: ModelID(surface: "lantern", model: "flicker-1"),
            title: "Flicker 1, image to video",
            mode: .firstFrame,
            vendor: "Lantern",
            prompt: .text(maximum: 500),
            inputs: [
                InputCapability(
                    .firstFrame, kinds: [.base64], mediaTypes: ["image/png", "image/jpeg"],
                    maximumBytes: 10_000_000)
            ],
            options: Self.options.capabilities,
            resultLifetime: 3600,
            sources: [FactSource("https://docs.lantern.example/videos", date: "2026-11-01")])
    }

    /// The wire's names on the left, what is allowed on the right.
    private static let options = [
        WireOption("seconds", OptionCapability(.duration, .range(minimum: 2, maximum: 10, step: 2), default: 4)),
        WireOption("ratio", OptionCapability(.aspectRatio, .oneOf(["16:9", "1:1", "9:16"]), default: "16:9")),
        WireOption("seed", OptionCapability(.seed, .range(minimum: 0, maximum: 65_535))),
        // It makes one video, and is not asked how many.
        WireOption(nil, OptionCapability(.samples, .oneOf([1]), default: 1)),
        WireOption("glow", OptionCapability("glow", .oneOf(["soft", "hard"]))),  // the vendor's own
    ]

    func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        var members: [(name: String, value: JSON)] = [("text", .string(request.prompt))]
        if let image = request.input(.firstFrame) { members.append(("image_base64", .media(image))) }
        members += Self.options.members(of: request)
        return HTTPCall(.post, try surface.url("/videos"), json: .object(members))
    }

    func readSubmit(_ reply: HTTPReply) -> SubmitReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        if let id = json["id"]?.string { return .accepted(remoteID: id) }
        return refusal(json).map(SubmitReading.refused) ?? .unrecognized
    }

    func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.get, try surface.url("/videos/\(task.remoteID.percentEncoded)"))
    }

    func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        guard let word = json["state"]?.string else {
            return refusal(json).map(StatusReading.refused) ?? .unrecognized
        }
        let phase: StatusReport.Phase =
            switch word {
            case "waiting": .queued
            case "done": .succeeded([sample(json)])
            case "dark": .failed(ServiceRefusal(.generationFailed, json["why"]?.lenientString ?? "No reason given."))
            default: .running  // also a word that nobody has heard of: it must not end a paid task
            }
        return .report(StatusReport(phase, word: word, progress: json["share"]?.lenientNumber))
    }

    private func sample(_ json: JSON) -> RemoteSample {
        if json["filtered"]?.string == "yes" {
            return RemoteSample(index: 0, location: .filtered(reason: "The service held it back."))
        }
        guard let url = json["file"]?.string.flatMap({ WebURL($0) }) else {
            return RemoteSample(index: 0, location: .missing(reason: "The service gave no address for it."))
        }
        return RemoteSample(index: 0, location: .url(url))
    }

    /// `{"error": "WORD", "text": …}`: the service's own envelope, told apart from a gateway's page.
    private func refusal(_ json: JSON) -> ServiceRefusal? {
        guard let word = json["error"]?.string else { return nil }
        let text = "\(word): \(json["text"]?.lenientString ?? "")"
        return switch word {
        case "BAD_KEY": ServiceRefusal(.authentication, text)
        case "NO_CREDIT": ServiceRefusal(.outOfFunds, text)
        case "SLOW_DOWN": ServiceRefusal(.rateLimited, text, isRetryable: true)
        case "NOT_FOUND": ServiceRefusal(.taskNotFound, text)
        case "BAD_PICTURE": ServiceRefusal(.invalidInput, text)
        default: ServiceRefusal(.invalidRequest, text)
        }
    }
}
// end
