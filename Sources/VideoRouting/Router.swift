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
    ///   - preferred: Names or aliases of models, best first; none means every model that is not synthetic.
    ///   - policy: What may happen to an option that a model does not support.
    ///   - routing: Which of the models that can is taken.
    ///   - ceiling: The most that it may cost; nil for any amount.
    ///   - isConfigured: Whether a surface has the key it wants.
    /// - Throws: `VideoGenerationError` with code `invalid_request` when no model goes by a preferred name.
    public func plan(
        _ request: InspectedRequest, preferring preferred: [String] = [], policy: NegotiationPolicy = .init(),
        by routing: any RoutingPolicy = .order, ceiling: CostCeiling? = nil, isConfigured: (Surface) -> Bool
    ) throws(VideoGenerationError) -> Plan {
        var candidates: [Plan.Candidate] = []
        for model in try select(preferred, mode: request.mode) {
            candidates.append(
                candidate(model, for: request, policy: policy, ceiling: ceiling, isConfigured: isConfigured))
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

    /// The models called `names`, each once; of a model with several modes, the one for `mode`.
    private func select(_ names: [String], mode: GenerationMode) throws(VideoGenerationError) -> [any VideoGeneration] {
        var selected: [any VideoGeneration] = []
        var seen: Set<Sibling> = []
        func take(_ family: [any VideoGeneration]) {
            var met: Set<ModelID> = []
            for model in family where met.insert(model.descriptor.model).inserted {
                let siblings = family.filter { $0.descriptor.model == model.descriptor.model }
                let best = siblings.first { $0.descriptor.mode == mode } ?? model
                let isNew = seen.insert(Sibling(model: best.descriptor.model, mode: best.descriptor.mode)).inserted
                if isNew { selected.append(best) }
            }
        }
        if names.isEmpty { take(models.filter { !$0.descriptor.synthetic }) }
        for name in names {
            let family = models.filter { $0.descriptor.isNamed(name) }
            guard !family.isEmpty else {
                let known = models.map(\.descriptor.model.description).joined(separator: ", ")
                throw VideoGenerationError(.invalidRequest, "There is no model \"\(name)\". Known: \(known).")
            }
            take(family)
        }
        return selected
    }

    private struct Sibling: Hashable {
        let model: ModelID
        let mode: GenerationMode
    }

    private func candidate(
        _ model: any VideoGeneration, for request: InspectedRequest, policy: NegotiationPolicy, ceiling: CostCeiling?,
        isConfigured: (Surface) -> Bool
    ) -> Plan.Candidate {
        let negotiation = model.descriptor.negotiate(request, policy: policy)
        var call: HTTPCall?
        var problem: VideoGenerationError?
        if let negotiated = negotiation.request, let http = model as? any HTTPVideoGeneration {
            do {
                call = try http.submitCall(for: negotiated)
            } catch {
                problem = error
            }
        }
        var violations = negotiation.violations
        if let negotiated = negotiation.request, let ceiling {
            violations += ceiling.violation(of: model.descriptor.price(of: negotiated)).map { [$0] } ?? []
        }
        let verdict: Plan.Verdict =
            if !violations.isEmpty {
                .incapable
            } else {
                problem == nil && isConfigured(model.surface) ? .capable : .notConfigured
            }
        return Plan.Candidate(
            model: model, verdict: verdict, negotiation: negotiation, call: call, violations: violations,
            problem: problem)
    }
}
