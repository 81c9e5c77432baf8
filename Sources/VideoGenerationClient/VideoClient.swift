// SPDX-License-Identifier: Apache-2.0

/// Turns a prompt and an image into a video, whoever renders it.
///
/// ```swift
/// let client = try VideoClient.fromEnvironment()
/// let delivery = try await client.generate(VideoRequest("The ship sets sail", image: .file("ship.png")))
/// print(delivery.paths)
/// await client.shutdown()
/// ```
///
/// The three steps of ``generate(_:from:policy:by:ceiling:to:requestID:metadata:)`` can be taken one by one:
/// ``plan(_:from:policy:by:ceiling:)``, which sends nothing and needs no key,
/// ``submit(_:to:requestID:metadata:)``, and the ``Generation`` that it gives. What was submitted stays in the store: ``task(_:)``, ``generation(_:)`` and
/// ``resume()`` find it again, also in another process.
public struct VideoClient: Sendable {
    /// The models to choose from, in order of preference; one that several accounts use is there for each of them.
    public let models: [any VideoGeneration]
    let turns = AccountTurns()
    let tracker: VideoTracker
    let store: any TaskStore
    let credentials: any CredentialSource
    private let end: @Sendable () async -> Void

    /// A client of parts that the app chose.
    ///
    /// - Parameters:
    ///   - models: The models to choose from, in order of preference. One that is there several times, at surfaces that differ in
    ///     nothing but the credential, is asked for these accounts in turn, and for another one where one cannot.
    ///   - transport: What sends; it is not shut down with the client.
    ///   - store: Where tasks are kept; it is not closed with the client.
    ///   - credentials: Where keys are from.
    ///   - configuration: The tracker's settings.
    public init(
        models: [any VideoGeneration], transport: any LoopTransport, store: any TaskStore,
        credentials: any CredentialSource, configuration: VideoTracker.Configuration = .init()
    ) {
        self.init(
            models: models, transport: transport, store: store, credentials: credentials, configuration: configuration,
            end: {})
    }

    /// A client with parts of its own, which `end` ends with it.
    package init(
        models: [any VideoGeneration], transport: any LoopTransport, store: any TaskStore,
        credentials: any CredentialSource, configuration: VideoTracker.Configuration,
        end: @escaping @Sendable () async -> Void
    ) {
        self.models = models
        self.store = store
        self.credentials = credentials
        self.end = end
        tracker = VideoTracker(
            loop: transport, store: store, credentials: credentials, configuration: configuration)
    }

    /// Ends the client: what is in flight is broken off, and tasks are followed no more. Services go on with theirs, and
    /// other processes may take them over. A transport and a store that it was given are their giver's to end.
    public func shutdown(patience: Duration = .seconds(30)) async {
        await tracker.stop(patience: patience)
        await end()
    }

    /// What each model can do.
    public var capabilities: [CapabilityDescriptor] {
        var seen: Set<[String]> = []
        return models.map(\.descriptor).filter { descriptor in
            seen.insert([descriptor.model.description, descriptor.mode.rawValue]).inserted
        }
    }

    /// Inspects the inputs and plans: who can do it, how each option is mapped, and who is chosen. Sends nothing.
    ///
    /// - Parameters:
    ///   - request: What is wanted.
    ///   - names: Names of models, best first; none means every model that is not synthetic and has its key, or, if there is
    ///     none, every one that is not synthetic.
    ///   - policy: What may happen to an option that a model does not support.
    ///   - routing: Which of the models that can is taken.
    ///   - ceiling: The most that it may cost; nil for any amount.
    /// - Throws: `unreadable_input` or `invalid_input` for an input that is none, `invalid_request` for an unknown name.
    public func plan(
        _ request: VideoRequest, from names: [String] = [], policy: NegotiationPolicy = .init(),
        by routing: any RoutingPolicy = .order, ceiling: CostCeiling? = nil
    ) async throws(VideoGenerationError) -> Plan {
        let media = try await inspect(request.inputs)
        var configured: [Surface] = []
        for surface in Set(models.map(\.surface)) where await isReady(surface) { configured.append(surface) }
        let inspected = InspectedRequest(prompt: request.prompt, media: media, options: request.options)
        return try Router(models: models).plan(
            inspected, preferring: names, policy: policy, by: routing, ceiling: ceiling
        ) { surface in
            // One of several accounts is enough.
            configured.contains { $0.isSamePlace(as: surface) }
        }
    }

    func inspect(
        _ inputs: [InputRole: [MediaInput]]
    ) async throws(VideoGenerationError) -> [InputRole: [Media]] {
        var media: [InputRole: [Media]] = [:]
        for (role, inputs) in inputs {
            for input in inputs { media[role, default: []].append(try await read(input)) }
        }
        return media
    }

    /// How long each model took lately, the middle one of its times; what `RoutingPolicy.fastest` goes by.
    ///
    /// - Throws: `store`, or `configuration` if there can be none.
    public func usualTimes() async throws(VideoGenerationError) -> [ModelID: Duration] {
        var usual: [ModelID: Duration] = [:]
        for model in Set(models.map(\.descriptor.model)) {
            let times = try await store.runningTimes(of: model).sorted()
            if !times.isEmpty { usual[model] = times[times.count / 2] }
        }
        return usual
    }

    /// Plans, submits, follows and delivers.
    ///
    /// - Parameters:
    ///   - request: What is wanted.
    ///   - names: Names of models, best first; none means every model that is not synthetic and has its key, or, if there is
    ///     none, every one that is not synthetic.
    ///   - policy: What may happen to an option that a model does not support.
    ///   - routing: Which of the models that can is taken.
    ///   - ceiling: The most that it may cost; nil for any amount.
    ///   - output: Where the videos go.
    ///   - requestID: The caller's own key for the request; see ``submit(_:to:requestID:metadata:)``.
    ///   - metadata: What is kept with the task, and never sent.
    /// - Throws: What ended it; once the service has the task, the error has its handle.
    public func generate(
        _ request: VideoRequest, from names: [String] = [], policy: NegotiationPolicy = .init(),
        by routing: any RoutingPolicy = .order, ceiling: CostCeiling? = nil, to output: VideoOutput = .currentFolder,
        requestID: String? = nil, metadata: [String: String] = [:]
    ) async throws(VideoGenerationError) -> Delivery {
        let plan = try await plan(request, from: names, policy: policy, by: routing, ceiling: ceiling)
        return try await submit(plan, to: output, requestID: requestID, metadata: metadata).delivery()
    }
}

/// Reads files, which may be slow, away from the caller.
@concurrent
private func read(_ input: MediaInput) async throws(VideoGenerationError) -> Media {
    try InputInspector().inspect(input)
}
