// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore
import VideoGenerationTesting

/// A provider for a service that does not exist, with one mistake or none.
struct BeaconModel: HTTPVideoGeneration {
    static let key = "beacon-key-of-the-author"

    let fault: BeaconFault?
    let descriptor: CapabilityDescriptor
    let surface = Surface(
        name: "beacon", baseURL: WebURL("https://api.beacon.example/base"), credential: "BEACON_API_KEY")

    init(_ fault: BeaconFault? = nil) {
        self.fault = fault
        descriptor = Self.descriptor(fault)
    }

    private static func descriptor(_ fault: BeaconFault?) -> CapabilityDescriptor {
        CapabilityDescriptor(
            model: ModelID(surface: fault == .otherSurface ? "lantern" : "beacon", model: "ray-2"), title: "Ray 2",
            mode: .firstFrame, vendor: "Beacon",
            inputs: [
                InputCapability(.firstFrame, kinds: [.dataURI, .url], mediaTypes: ["image/png"]),
                InputCapability(.reference, count: 0...3, kinds: [.base64], mediaTypes: ["image/png"]),
            ],
            options: [
                OptionCapability(
                    .duration, fault == .wholeAsNumber ? .oneOf([.number(4), .number(8)]) : .oneOf([4, 8, 12]),
                    default: fault == .defaultOutside ? 5 : fault == .wholeAsNumber ? .number(4) : 4),
                OptionCapability(.resolution, .oneOf(["720p", "1080p"]), default: "720p"),
                OptionCapability(.samples, .range(minimum: 1, maximum: 4), default: 1),
                OptionCapability(.audio, .flag, default: true),
                OptionCapability(.seed, .range(minimum: 0, maximum: 65_535)),
                OptionCapability(.negativePrompt, .text(maximum: 100)),
                OptionCapability("strength", .decimal(minimum: 0, maximum: 1)),
                OptionCapability("mood", .oneOf(["calm", "wild"])),
            ],
            implications: [
                Implication(
                    code: "long_small", when: [.option(fault == .impliesUndeclared ? "length" : .duration, is: 12)],
                    then: .option(.resolution, is: "720p"), message: "12 seconds are made in 720p only.")
            ],
            sources: [
                FactSource("https://docs.beacon.example", date: fault == .undatedSource ? "last week" : "2026-11-01")
            ])
    }

    func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        var members: [(name: String, value: JSON)] = [
            ("prompt", .string(fault == .rawPrompt ? request.prompt.replacing("\"", with: "'") : request.prompt))
        ]
        if let image = request.input(.firstFrame), fault != .forgetsImage { members.append(("image", .dataURI(image))) }
        let references = (request.media[.reference] ?? []).prefix(fault == .firstReferenceOnly ? 1 : 3)
        if !references.isEmpty { members.append(("references", .array(references.map(JSON.media)))) }
        if fault == .sendsDefault, request[.duration] == nil { members.append(("seconds", .integer(4))) }
        if fault == .sendsNull, request[.seed] == nil { members.append(("seed", .null)) }
        if fault == .differsEachTime { members.append(("request", .string("\(Int.random(in: 0...Int.max))"))) }
        for (name, value) in request.values where !isForgotten(name, value) {
            guard var field = Self.fields[name] else { continue }
            if fault == .misspellsField, field == "seconds" { field = "duration_seconds" }
            members.append((field, json(of: value, for: name)))
        }
        if fault == .throwsForLong, request[.duration] == 12 {
            throw VideoGenerationError(.unsupportedOption, "12 seconds are too long.")
        }
        let url =
            fault == .otherOrigin
            ? WebURL("https://upload.beacon.example/renders") : try surface.url("/renders" + query)
        guard let url else { throw VideoGenerationError(.configuration, "no URL") }
        var call = HTTPCall(.post, url, json: .object(members))
        if fault == .keyInHeader { call.request.headerFields[.authorization] = "Bearer of something" }
        return call
    }

    private var query: String {
        switch fault {
        case .keyInURL: "?auth=\(Self.key)"
        case .keyByName: "?api_key=none"
        default: ""
        }
    }

    private static let fields: [OptionName: String] = [
        .duration: "seconds", .resolution: "resolution", .samples: "count", .audio: "sound", .seed: "seed",
        .negativePrompt: "without", "strength": "strength", "mood": "mood",
    ]

    private func isForgotten(_ name: OptionName, _ value: OptionValue) -> Bool {
        switch fault {
        case .dropsSeedZero: name == .seed && value == 0
        case .dropsFalse: name == .audio && value == false
        case .dropsEmptyText: value == ""
        case .forgetsMood: name == "mood"
        default: false
        }
    }

    private func json(of value: OptionValue, for name: OptionName) -> JSON {
        fault == .mixesWords && name == "mood" ? .string("calm") : value.json
    }

    func readSubmit(_ reply: HTTPReply) -> SubmitReading {
        if fault == .readsHalfID, let id = String(decoding: reply.body, as: UTF8.self).idInText {
            return .accepted(remoteID: id)
        }
        guard let json = JSON(parsing: reply.body) else {
            return page(reply).map(SubmitReading.refused) ?? .unrecognized
        }
        if let id = json["render"]?["id"]?.string {
            let links = json["ask"]?.string.map { ["ask": $0] } ?? [:]
            return .accepted(remoteID: fault == .wrongID ? "r" : id, links: links)
        }
        if fault == .describesID, let id = json["render"] { return .accepted(remoteID: "r-\(id.text.utf8.count)") }
        return refusal(json).map(SubmitReading.refused) ?? .unrecognized
    }

    func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        switch fault {
        case .unescapedID: HTTPCall(.get, try surface.url("/renders/" + task.remoteID))
        case .forgetsID: HTTPCall(.get, try surface.url("/renders/latest"))
        case .countsQuestions:
            HTTPCall(.get, try surface.url("/renders/\(task.remoteID.percentEncoded)?n=\(Counter.next())"))
        default: HTTPCall(.get, try url(of: task))
        }
    }

    private func url(of task: TaskHandle) throws(VideoGenerationError) -> WebURL {
        if let url = linked(task) { return url }
        return try surface.url("/renders/" + task.remoteID.percentEncoded)
    }

    private func linked(_ task: TaskHandle) -> WebURL? {
        task.links["ask"].flatMap { fault == .followsAnyLink ? WebURL($0) : surface.url(of: $0) }
    }

    func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading {
        if fault == .searchesText, String(decoding: reply.body, as: UTF8.self).contains("\"done\"") {
            return .report(StatusReport(.succeeded([]), word: "done"))
        }
        guard let json = JSON(parsing: reply.body) else {
            return page(reply).map(StatusReading.refused) ?? .unrecognized
        }
        guard let word = json["render"]?["state"]?.string else {
            return refusal(json).map(StatusReading.refused) ?? .unrecognized
        }
        if fault == .readsByPlace, case .object(let members) = json, members.first?.name != "render" {
            return .unrecognized
        }
        if fault == .wantsNull, word == "waiting", !json.text.contains("\"percent\"") { return .unrecognized }
        let share = json["render"]?["percent"].flatMap(number).map { $0 / 100 }
        return .report(StatusReport(phase(word, json, of: task), word: word, progress: share))
    }

    private func number(_ json: JSON) -> Double? {
        if fault == .strictNumbers {
            if case .integer(let integer) = json { Double(integer) } else { nil }
        } else {
            json.lenientNumber
        }
    }

    private func phase(_ word: String, _ json: JSON, of task: TaskHandle) -> StatusReport.Phase {
        let samples = self.samples(json, of: task)
        switch word {
        case "waiting": return fault == .neverQueued ? .running : .queued
        case "drawing": return .running
        case "done": return fault == .staysRunning && !samples.contains { $0.hasURL } ? .running : .succeeded(samples)
        case "broken":
            return .failed(
                ServiceRefusal(
                    fault == .wrongFailure ? .cancelled : .generationFailed, json["why"]?.lenientString ?? "No reason.")
            )
        default:
            switch fault {
            case .wordIsDone: return .succeeded([])
            case .wordIsFailed: return .failed(ServiceRefusal(.generationFailed, word))
            case .guessesWord: return word.hasPrefix("done") ? .succeeded(samples) : .running
            default: return .running
            }
        }
    }

    private func refusal(_ json: JSON) -> ServiceRefusal? {
        if fault == .takesAnyMessage, let message = json["message"]?.string {
            return ServiceRefusal(.invalidRequest, message)
        }
        guard let word = json["refused"]?.string else { return nil }
        let proves = fault == .claimsProof
        return switch word {
        case "KEY": ServiceRefusal(fault == .wrongCode ? .invalidRequest : .authentication, word, provesNoWork: proves)
        case "SLOW": ServiceRefusal(.rateLimited, word, isRetryable: fault != .wrongRetry, provesNoWork: proves)
        case "GONE": ServiceRefusal(.taskNotFound, word)
        default: ServiceRefusal(.invalidRequest, word, provesNoWork: proves)
        }
    }

    private func page(_ reply: HTTPReply) -> ServiceRefusal? {
        fault == .takesPage && reply.status >= 500 ? ServiceRefusal(.serviceUnavailable, "\(reply.status)") : nil
    }
}

/// Numbers that are never the same.
private enum Counter {
    private static let count = Mutex(0)

    static func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

extension String {
    /// What stands after `"id":"`, as somebody would find it who does not read JSON.
    fileprivate var idInText: String? {
        split(separator: "\"id\":\"", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
            .map { String($0.prefix { $0 != "\"" }) }
    }
}
