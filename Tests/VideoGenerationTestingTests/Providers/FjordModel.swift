// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoGenerationTesting

/// A provider as unlike `BeaconModel` as can be: sizes, a nested body, a required option, questions by `POST` with the id in
/// their body, a flag in place of words, numbers for ids, and a model's name that an option changes.
struct FjordModel: HTTPVideoGeneration {
    let surface = Surface(
        name: "fjord", baseURL: WebURL("http://127.0.0.1:9000"), credential: nil)
    let descriptor = CapabilityDescriptor(
        model: ModelID(surface: "fjord", model: "tide"), title: "Tide", mode: .text, vendor: "Fjord",
        prompt: .text(maximum: 12, unit: .bytes),
        inputs: [InputCapability(.reference, count: 0...2, kinds: [.url], mediaTypes: [])],
        options: [
            OptionCapability(.duration, .range(minimum: 4, maximum: 12, step: 4, sentinel: -1), isRequired: true),
            OptionCapability(.resolution, .oneOf(["480p", "720p"]), default: "480p"),
            OptionCapability(.aspectRatio, .oneOf(["16:9", "4:3"]), default: "16:9"),
            OptionCapability("fast", .flag),
            OptionCapability(.negativePrompt, .ignored),
        ],
        sizes: [VideoSize(854, 480, .init(rawValue: "480p"), .landscape), VideoSize(1280, 720, .hd720, .landscape)]
            + [VideoSize(640, 480, .init(rawValue: "480p"), .init(rawValue: "4:3"))],
        implications: [
            Implication(
                code: "short_references", when: [.given(.reference)], then: .option(.duration, is: 8),
                message: "With references, 8 seconds are made.")
        ],
        sources: [FactSource("Fjord, the manual", date: "2026-11-01")])

    func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        var input: [(name: String, value: JSON)] = [("prompt", .string(request.prompt))]
        if let references = request.media[.reference], !references.isEmpty {
            input.append(("references", .array(references.map(JSON.media))))
        }
        var settings: [(name: String, value: JSON)] = []
        if let seconds = request[.duration] { settings.append(("seconds", .string(seconds.description))) }
        if request[.resolution] != nil || request[.aspectRatio] != nil, let size = request.size {
            settings.append(("size", .string("\(size.pixels.width)*\(size.pixels.height)")))
        }
        let fast = request["fast"]
        if let fast { settings.append(("hurry", fast.json)) }
        let model = fast == true ? "tide-fast" : "tide"
        return HTTPCall(
            .post, try surface.url("/run?version=2"),
            json: .object([("model", .string(model)), ("input", .object(input)), ("settings", .object(settings))]))
    }

    func readSubmit(_ reply: HTTPReply) -> SubmitReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        if case .integer(let number)? = json["job"] { return .accepted(remoteID: "\(number)") }
        if let text = json["job"]?.string, let number = Int(text) { return .accepted(remoteID: "\(number)") }
        // Its "no" has a job, too, which is null.
        guard case .object(let members) = json, members.contains(where: { $0.name == "job" }),
            let error = json["error"], let code = error["code"]?.lenientNumber
        else { return .unrecognized }
        return .refused(
            ServiceRefusal(code == 7 ? .outOfFunds : .invalidRequest, "Error \(code).", provesNoWork: code == 7))
    }

    func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.post, try surface.url("/ask"), json: .object([("job", .string(task.remoteID))]))
    }

    func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading {
        guard let json = JSON(parsing: reply.body), json["job"]?.lenientString == task.remoteID else {
            return .unrecognized
        }
        guard case .bool(true)? = json["done"] else { return .report(StatusReport(.running, word: "")) }
        if let reason = json["failure"]?.lenientString {
            return .report(StatusReport(.failed(ServiceRefusal(.contentRefused, reason)), word: "done"))
        }
        let url = json["video"]?.string.flatMap { WebURL($0) }
        let sample = RemoteSample(index: 0, location: url.map { .url($0) } ?? .missing(reason: "It has no address."))
        return .report(StatusReport(.succeeded([sample]), word: "done"))
    }

    static let wire = WireSamples(
        id: "8812", accepted: #"{"job":8812}"#,
        refusals: [
            WireRefusal(
                #"{"job":null,"error":{"code":7,"message":"empty"}}"#, status: 500, .outOfFunds, provesNoWork: true),
            WireRefusal(#"{"job":null,"error":{"code":"8"}}"#, status: 422, .invalidRequest),
        ],
        queued: nil, running: #"{"job":"8812"}"#, word: nil,
        finished: [
            WireFinish(
                #"{"job":8812,"done":true,"video":"http://127.0.0.1:9000/v.mp4"}"#,
                samples: ["http://127.0.0.1:9000/v.mp4"])
        ],
        failed: [WireRefusal(#"{"job":8812,"done":true,"failure":"not nice"}"#, .contentRefused)],
        alwaysSent: ["model"])
}
