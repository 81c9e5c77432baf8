// SPDX-License-Identifier: Apache-2.0
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Turns a prompt and an image into a video, whoever renders it.
///
/// ```swift
/// let client = try VideoClient.fromEnvironment()
/// let delivery = try await client.generate(VideoRequest("The ship sets sail", image: .file("ship.png")))
/// print(delivery.paths)
/// await client.shutdown()
/// ```
///
/// The three steps of ``generate(_:from:policy:to:)`` can be taken one by one: ``plan(_:from:policy:)``, which sends
/// nothing and needs no key, ``submit(_:to:)``, and the ``Generation`` that it gives.
public struct VideoClient: Sendable {
    /// The models to choose from, in order of preference.
    public let models: [any VideoGeneration]
    private let tracker: VideoTracker
    private let credentials: any CredentialSource
    private let end: @Sendable () async -> Void

    /// A client of parts that the app chose.
    ///
    /// - Parameters:
    ///   - models: The models to choose from, in order of preference.
    ///   - transport: What sends; it is not shut down with the client.
    ///   - store: Where tasks are kept.
    ///   - credentials: Where keys are from.
    ///   - configuration: The tracker's settings.
    public init(
        models: [any VideoGeneration], transport: any LoopTransport, store: any TaskStore,
        credentials: any CredentialSource, configuration: VideoTracker.Configuration = .init()
    ) {
        self.init(models, transport, store, credentials, configuration, end: {})
    }

    private init(
        _ models: [any VideoGeneration], _ transport: any LoopTransport, _ store: any TaskStore,
        _ credentials: any CredentialSource, _ configuration: VideoTracker.Configuration,
        end: @escaping @Sendable () async -> Void
    ) {
        self.models = models
        self.credentials = credentials
        self.end = end
        tracker = VideoTracker(
            loop: transport, store: store, credentials: credentials, configuration: configuration)
    }

    /// The usual client: libcurl, tasks in memory, hosts and keys from environment variables.
    ///
    /// - Parameter environment: The variables; nil for the process's own.
    /// - Throws: Code `configuration`, naming the variable.
    public static func fromEnvironment(
        _ environment: [String: String]? = nil
    ) throws(VideoGenerationError) -> VideoClient {
        let settings = try EnvironmentSettings(environment ?? ProcessInfo.processInfo.environment)
        let transport = CurlTransport(configuration: settings.transport)
        return VideoClient(
            settings.models, transport, .memory, settings.credentials, settings.tracker,
            end: { await transport.shutdown() })
    }

    /// Ends a client that was made by ``fromEnvironment(_:)``: what is in flight is broken off, and tasks are followed
    /// no more. Services go on with theirs. The transport that another client was given is its giver's to end.
    public func shutdown(patience: Duration = .seconds(30)) async {
        await tracker.stop(patience: patience)
        await end()
    }

    /// What each model can do.
    public var capabilities: [CapabilityDescriptor] { models.map(\.descriptor) }

    /// Inspects the inputs and plans: who can do it, how each option is mapped, and who is chosen. Sends nothing.
    ///
    /// - Parameters:
    ///   - request: What is wanted.
    ///   - names: Names of models, best first; none means every model that is not synthetic.
    ///   - policy: What may happen to an option that a model does not support.
    /// - Throws: `unreadable_input` or `invalid_input` for an input that is none, `invalid_request` for an unknown name.
    public func plan(
        _ request: VideoRequest, from names: [String] = [], policy: NegotiationPolicy = .init()
    ) async throws(VideoGenerationError) -> Plan {
        var media: [InputRole: Media] = [:]
        for (role, input) in request.inputs { media[role] = try await inspect(input) }
        var configured: Set<CredentialName> = []
        for name in Set(models.compactMap(\.surface.credential)) {
            if (try? await credentials.credential(named: name)) != nil { configured.insert(name) }
        }
        let inspected = InspectedRequest(prompt: request.prompt, media: media, options: request.options)
        return try Router(models: models).plan(inspected, preferring: names, policy: policy) { surface in
            surface.credential.map(configured.contains) ?? true
        }
    }

    /// Submits what a plan chose, once. The task is recorded and on its way when this returns.
    ///
    /// - Parameters:
    ///   - plan: A plan with a chosen model.
    ///   - output: A file, or a folder; nil for the current folder. It is tried before anything is sent.
    /// - Throws: The plan's refusal, `authentication` if a key cannot be read, `output_unwritable`, `store`.
    public func submit(_ plan: Plan, to output: String? = nil) async throws(VideoGenerationError) -> Generation {
        try await submit(plan, destination: nil, output: output)
    }

    /// Submits what a plan chose, once, and asks for links instead of files.
    ///
    /// - Throws: As ``submit(_:to:)``.
    public func submitForLinks(_ plan: Plan) async throws(VideoGenerationError) -> Generation {
        try await submit(plan, destination: .links, output: nil)
    }

    private func submit(
        _ plan: Plan, destination: Destination?, output: String?
    ) async throws(VideoGenerationError) -> Generation {
        guard let chosen = plan.chosen, let request = chosen.negotiation.request else {
            try await explainMissingKeys(of: plan)
            throw plan.refusal ?? VideoGenerationError(.internalFailure, "A plan without a choice has no refusal.")
        }
        var place = destination
        if place == nil {
            let files = try OutputPlan(output: output, samples: request.samples)
            try files.check()
            place = .files(files)
        }
        let id = try await tracker.submit(request, to: chosen.model, destination: place ?? .links)
        return Generation(id: id, model: request.model, tracker: tracker)
    }

    /// A key that is there and cannot be used deserves its own words.
    private func explainMissingKeys(of plan: Plan) async throws(VideoGenerationError) {
        for candidate in plan.candidates where candidate.verdict == .notConfigured {
            guard let name = candidate.model.surface.credential else { continue }
            do {
                _ = try await credentials.credential(named: name)
            } catch {
                throw VideoGenerationError(wrapping: error)
            }
        }
    }

    /// Plans, submits, follows and delivers.
    ///
    /// - Parameters:
    ///   - request: What is wanted.
    ///   - names: Names of models, best first; none means every model that is not synthetic.
    ///   - policy: What may happen to an option that a model does not support.
    ///   - output: A file, or a folder; nil for the current folder.
    /// - Throws: What ended it; once the service has the task, the error has its handle.
    public func generate(
        _ request: VideoRequest, from names: [String] = [], policy: NegotiationPolicy = .init(),
        to output: String? = nil
    ) async throws(VideoGenerationError) -> Delivery {
        try await submit(try await plan(request, from: names, policy: policy), to: output).delivery()
    }
}

/// A submitted task, to be watched or waited for. Dropping it, or cancelling a wait, does not touch the task.
public struct Generation: Sendable {
    /// Our own id of the task.
    public let id: TaskID
    /// The model that renders it.
    public let model: ModelID
    private let tracker: VideoTracker

    init(id: TaskID, model: ModelID, tracker: VideoTracker) {
        self.id = id
        self.model = model
        self.tracker = tracker
    }

    /// What happens to it, from its beginning.
    public func events() async -> TaskEvents {
        await tracker.events(of: id)
    }

    /// Makes no further attempt to submit it, if no service has taken it yet: it then ends as `cancelled`.
    public func withdraw() async {
        await tracker.withdraw(id)
    }

    /// Waits for its end.
    ///
    /// - Parameter patience: How long to wait; nil for as long as it takes.
    /// - Throws: What ended it; `timed_out` or `cancelled` when the wait ended before it, and the task goes on;
    ///   `submission_unknown` when it may be billed and nothing may be sent again.
    public func delivery(within patience: Duration? = nil) async throws(VideoGenerationError) -> Delivery {
        try await tracker.delivery(of: id, within: patience)
    }
}

/// Reads files, which may be slow, away from the caller.
@concurrent
private func inspect(_ input: MediaInput) async throws(VideoGenerationError) -> Media {
    try InputInspector().inspect(input)
}
