// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Chooses a model for a request and can say why: pure, so the same question has the same answer every time.
public struct Router: Sendable {
    /// The models to choose from, in the order in which they are preferred when nobody names one.
    public let models: [any VideoGeneration]

    /// A router over `models`.
    public init(models: [any VideoGeneration]) {
        self.models = models
    }

    /// Plans `request`.
    ///
    /// - Parameters:
    ///   - request: A request whose inputs have been inspected.
    ///   - preferred: Names or aliases of models, best first; none means every model that is not synthetic and whose surface
    ///     is configured, or, if there is none, every one that is not synthetic.
    ///   - policy: What may happen to an option that a model does not support.
    ///   - routing: Which of the models that can is taken.
    ///   - ceiling: The most that it may cost; nil for any amount.
    ///   - isConfigured: Whether a surface has the key it wants.
    /// - Throws: `VideoGenerationError` with code `invalid_request` when no model goes by a preferred name, `configuration` when
    ///   two models at different surfaces have one name.
    public func plan(
        _ request: InspectedRequest, preferring preferred: [String] = [], policy: NegotiationPolicy = .init(),
        by routing: any RoutingPolicy = .order, ceiling: CostCeiling? = nil, isConfigured: (Surface) -> Bool
    ) throws(VideoGenerationError) -> Plan {
        let candidates = try select(preferred, for: request, isConfigured).map { model in
            Plan.Candidate(model, for: request, policy: policy, ceiling: ceiling, isConfigured: isConfigured)
        }
        let scored = candidates.filter { $0.verdict == .capable }.compactMap { candidate in
            routing.score(candidate).map { (candidate: candidate, score: $0) }
        }
        // The standard library's sort is stable: equal ones stay in the order of preference.
        let ranking = scored.sorted { $0.score.value < $1.score.value }
        return Plan(
            candidates: candidates, ranking: ranking.map(\.candidate), reason: ranking.first?.score.reason,
            request: request, preferred: preferred, policy: policy)
    }

    /// The models called `names`, each once; of a model with several modes, the one for the request's mode, or else one that
    /// takes its inputs.
    private func select(
        _ names: [String], for request: InspectedRequest, _ isConfigured: (Surface) -> Bool
    ) throws(VideoGenerationError) -> [any VideoGeneration] {
        var selected: [any VideoGeneration] = []
        var seen: Set<Sibling> = []
        let inputs = request.media.mapValues(\.count)
        func fit(_ descriptor: CapabilityDescriptor) -> Int {
            descriptor.mode == request.mode ? 2 : descriptor.takes(inputs) ? 1 : 0
        }
        func take(_ family: [any VideoGeneration]) {
            var places: [ModelID: Int] = [:]
            var best: [(model: any VideoGeneration, name: Sibling)] = []
            for model in family {
                let descriptor = model.descriptor
                let name = Sibling(model: descriptor.model, mode: descriptor.mode)
                guard let place = places[name.model] else {
                    places[name.model] = best.count
                    best.append((model, name))
                    continue
                }
                if fit(descriptor) > fit(best[place].model.descriptor) { best[place] = (model, name) }
            }
            for (model, name) in best where seen.insert(name).inserted { selected.append(model) }
        }
        try checkNames()
        if names.isEmpty {
            let real = models.filter { !$0.descriptor.synthetic }
            let configured = real.filter { isConfigured($0.surface) }
            take(configured.isEmpty ? real : configured)
        }
        for name in names {
            let family = models.filter { $0.descriptor.isNamed(name) }
            guard !family.isEmpty else { throw .noModel(named: name, among: models.map(\.descriptor)) }
            take(family)
        }
        return selected
    }

    /// Two places under one name: a record could not say which of them has a task. Several accounts at one place may have it.
    private func checkNames() throws(VideoGenerationError) {
        var surfaces: [Sibling: Surface] = [:]
        for model in models {
            let name = Sibling(model: model.descriptor.model, mode: model.descriptor.mode)
            let first = surfaces.updateValue(model.surface, forKey: name) ?? model.surface
            guard first.isSamePlace(as: model.surface) else {
                throw VideoGenerationError(
                    .configuration,
                    "\(name.model) is there twice, at \(first.baseURL?.description ?? "no URL") and at "
                        + "\(model.surface.baseURL?.description ?? "no URL"). Give each surface a name of its own.")
            }
        }
    }

    private struct Sibling: Hashable {
        let model: ModelID
        let mode: GenerationMode
    }
}

extension VideoGenerationError {
    /// That none of these models goes by `name`.
    package static func noModel(named name: String, among known: [CapabilityDescriptor]) -> VideoGenerationError {
        // One that works in several ways has a descriptor for each.
        var names: [String] = []
        for model in known.map(\.model.description) where !names.contains(model) { names.append(model) }
        return VideoGenerationError(
            .invalidRequest,
            "There is no model \"\(name)\". Known: \(names.joined(separator: ", ")). "
                + "Some services are there only once their base URL is set.")
    }
}
