// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// One model behind a gateway that speaks `/v1/videos`, in one mode: submitted and asked for.
///
/// ``OpenAIVideos/model(named:dialect:at:mode:facts:)`` makes one that lists and stops tasks, too, where its gateway does.
public struct OpenAIVideosModel: HTTPVideoGeneration {
    /// What the model can do.
    public let descriptor: CapabilityDescriptor
    /// Host and key.
    public let surface: Surface
    let dialect: Dialect
    private let name: String
    private let options: [WireOption]

    /// A model by its name at the gateway.
    ///
    /// - Parameters:
    ///   - name: The gateway's name of it, such as `google/veo-3.1-lite`.
    ///   - dialect: What the gateway speaks.
    ///   - surface: Where the gateway is.
    ///   - mode: What the video is made from.
    ///   - facts: What the model allows; nil for what the dialect knows of it, see ``Dialect/facts(of:)``.
    public init(
        named name: String, dialect: Dialect, at surface: Surface, mode: GenerationMode, facts: ModelFacts? = nil
    ) {
        let facts = facts ?? dialect.facts(of: name)
        let isAskedForPixels = !facts.sizes.isEmpty
        let known = facts.allOptions.map { option in
            // Both are told by the size, which stands for the two of them.
            isAskedForPixels && (option.name == .resolution || option.name == .aspectRatio)
                ? WireOption(nil, option) : dialect.wireOption(option)
        }
        // No document of these gateways has a number of videos: a request makes one.
        let hasCount = known.contains { $0.capability.name == .samples }
        options = known + (hasCount ? [] : [WireOption(nil, OptionCapability(.samples, .oneOf([1]), default: 1))])
        descriptor = CapabilityDescriptor(
            model: ModelID(surface: surface.name, model: name), title: "\(facts.title ?? name), \(mode.words)",
            mode: mode, vendor: dialect.name, inputs: dialect.inputs(for: mode), options: options.capabilities,
            sizes: facts.sizes, implications: facts.implications, prices: facts.prices,
            sources: dialect.sources + facts.sources)
        self.surface = surface
        self.dialect = dialect
        self.name = name
    }

    /// `POST /videos` with what is set; what is not set is absent.
    ///
    /// - Throws: Also code `configuration` for a model that was made for a mode that the dialect has no fields for.
    public func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        guard dialect.body.modes.contains(descriptor.mode) else {
            throw VideoGenerationError(
                .configuration,
                "\(dialect.name) has no fields for the pictures of \(descriptor.mode.rawValue): make \(descriptor.model) "
                    + "in another mode.")
        }
        var members: [(name: String, value: JSON)] = [("model", .string(name)), ("prompt", .string(request.prompt))]
        members += options.members(of: request)
        // It is there for defaults as well, and those are not sent.
        if let pixels = request.size?.pixels, (request[.resolution] ?? request[.aspectRatio]) != nil {
            members.append((dialect.sizeField, .string("\(pixels.width)x\(pixels.height)")))
        }
        return HTTPCall(try surface.url(dialect.path), members, of: request, in: dialect.body)
    }

    /// The task, or the gateway's own "no".
    public func readSubmit(_ reply: HTTPReply) -> SubmitReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        if let id = json["id"]?.identifier {
            let link = dialect.statusLink.flatMap { json[$0]?.string }
            return .accepted(remoteID: id, links: link.map { [Self.statusLink: $0] } ?? [:])
        }
        // Behind a gateway somebody else works, and may have begun: a 503, of its own or one that it tells of, is no proof,
        // however well it is worded.
        guard reply.status < 500, let refusal = refusal(json, in: reply, notFound: .modelRetired),
            refusal.code != .serviceUnavailable
        else { return .unrecognized }
        return .refused(refusal)
    }

    /// `GET` of the task's address: the one that the submission's reply named, if it leads to the gateway, or
    /// `/videos/<id>`.
    public func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        if let url = task.links[Self.statusLink].flatMap(surface.url(of:)) { return HTTPCall(.get, url) }
        return HTTPCall(.get, try surface.url(path(of: task)))
    }

    /// The task's state, or the gateway's own "no". Its id is not compared: some gateways write it anew in each reply.
    public func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        guard let word = json["status"]?.string else {
            // A gateway in trouble does not know what it has.
            guard reply.status < 500 else { return .unrecognized }
            return refusal(json, in: reply, notFound: .taskNotFound).map(StatusReading.refused) ?? .unrecognized
        }
        let phase: StatusReport.Phase =
            switch dialect.words[word] {
            case .queued: .queued
            case .succeeded: .succeeded(samples(in: json, of: task))
            case .failed: .failed(ServiceRefusal(failureOf: json, word: word))
            case .running, nil: .running
            }
        return .report(StatusReport(phase, word: word, progress: json["progress"]?.share))
    }

    /// The path of a task. Its id may be anything, so it is escaped.
    func path(of task: TaskHandle) -> String { "\(dialect.path)/\(task.remoteID.percentEncoded)" }

    func refusal(_ json: JSON, in reply: HTTPReply, notFound: VideoGenerationError.Code) -> ServiceRefusal? {
        dialect.envelopes.lazy.compactMap {
            ServiceRefusal($0, json, status: reply.status, notFound: notFound)
        }.first
    }

    private static let statusLink = "status"
}

extension GenerationMode {
    fileprivate var words: String {
        switch self {
        case .text: "text to video"
        case .firstFrame: "image to video"
        case .firstAndLastFrame: "first and last frame to video"
        case .references: "references to video"
        }
    }
}

extension JSON {
    /// A share of 1 from a number of percent, or from a text such as `45%`; nil for zero, which is said of what is unknown.
    fileprivate var share: Double? {
        let number = string.map { JSON.string($0.last == "%" ? String($0.dropLast()) : $0) } ?? self
        return number.lenientNumber.flatMap { $0 > 0 ? $0 / 100 : nil }
    }
}

extension JSON {
    /// An id, as text or as a whole number: one that is not whole has been rounded, and is another's.
    var identifier: String? {
        switch self {
        case .string(let text): text.isEmpty ? nil : text
        case .integer(let number): String(number)
        default: nil
        }
    }
}
