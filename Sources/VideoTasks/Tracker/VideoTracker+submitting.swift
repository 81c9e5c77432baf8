// SPDX-License-Identifier: Apache-2.0
import LocalFiles
public import VideoGenerationCore

extension VideoTracker {
    /// Records a task for `request` and begins to submit it; what follows is told by ``events(of:)``.
    ///
    /// If `model` is proved not to have it, for a reason that says nothing about the request, the first of `others` that is
    /// within the budget is asked: not after an unknown outcome, and not after a refusal of what is asked for.
    ///
    /// With a `key` that the store has seen, the task of that time is returned: nothing is submitted, unless it ended
    /// before any service had it, for a reason that may have passed.
    ///
    /// - Parameters:
    ///   - request: What negotiation with `model` gave.
    ///   - model: The model.
    ///   - others: What else may be asked for it, best first.
    ///   - destination: Where its videos go.
    ///   - key: The caller's own key for the request.
    ///   - metadata: What the caller wants to find again with the task; never sent.
    /// - Throws: Code `store` if it cannot be recorded, `request_id_conflict` if the key was used for another request,
    ///   `over_budget` if it alone may cost more than the budget allows,
    ///   `invalid_request` if a request is another model's or asks for more samples than the output is planned for,
    ///   `configuration` if there is no such sink, `cancelled` if the tracker was stopped; nothing is sent then.
    public func submit(
        _ request: NegotiatedRequest, to model: any VideoGeneration, orElse others: [Offer] = [],
        destination: Destination, key: RequestKey? = nil, metadata: [String: String] = [:]
    ) async throws(VideoGenerationError) -> TaskID {
        guard !isStopping else {
            throw VideoGenerationError(.cancelled, "The tracker was stopped; nothing was sent.")
        }
        if case .sink(let name) = destination { _ = try configuration.sink(named: name) }
        let chain = try assignments([Offer(request, of: model)] + others, destination)
        let offers = chain.map(\.offer)
        for offer in offers { await expect(offer.request.model) }
        // Here, so that what is begun later is not begun sooner.
        try await refreshHaltsAtFirst()
        let record = VideoTask(
            id: TaskID.random(using: &generator), request: request, account: model.surface.credential,
            price: chain.first?.assignment.price,
            destination: destination.recorded, key: key, metadata: metadata, owner: try await store.owner(),
            at: loop.wallClock)
        let task = TrackedTask(
            TaskMachine(task: record, orElse: chain.dropFirst().map(\.assignment), rules: rules), number: nextNumber(),
            models: offers.map(\.model), requests: offers.map(\.request), destination: destination)
        // Before it is recorded, so that no second request with the key takes it for nobody's; busy, so that nothing
        // happens to it before it is.
        task.isBusy = true
        tracked[record.id] = task
        let recorded: VideoTask?
        do {
            recorded = try await store.insert(record)
        } catch {
            guard await holds(record) else {
                untrack(task)
                throw error
            }
            recorded = nil
        }
        task.isBusy = false
        if let existing = recorded {
            untrack(task)
            guard existing.requestKey == key else {
                throw VideoGenerationError(
                    .requestIDConflict,
                    "The request id \"\(key?.id ?? "")\" belongs to another request, the task \(existing.id.rawValue). "
                        + "Nothing was sent. Use a new id for a new request.")
            }
            return try await take(existing, asking: chain, destination)
        }
        observe(task, .began(isTakenOver: false))
        begin(record.id, .begun)
        return record.id
    }

    /// What a task is to ask, model by model; those after the first that alone may cost more than the budget allows are
    /// left out.
    private func assignments(
        _ offers: [Offer], _ destination: Destination
    ) throws(VideoGenerationError) -> [(offer: Offer, assignment: Assignment)] {
        var chain: [(offer: Offer, assignment: Assignment)] = []
        var seen: Set<[String?]> = []
        for offer in offers {
            let (request, descriptor) = (offer.request, offer.model.descriptor)
            guard request.model == descriptor.model, request.mode == descriptor.mode else {
                throw VideoGenerationError(
                    .invalidRequest, "The request was negotiated with \(request.model), not \(descriptor.model).")
            }
            if case .files(let plan) = destination, plan.samples < request.samples {
                throw VideoGenerationError(
                    .invalidRequest,
                    "The output is planned for \(plan.samples) videos, the request asks for \(request.samples).")
            }
            var price = descriptor.price(of: request)
            if let budget = configuration.budget {
                do {
                    price = try budget.price(price)
                } catch  where !chain.isEmpty {
                    continue
                }
            }
            let account = offer.model.surface.credential
            let name = [descriptor.model.description, descriptor.mode.rawValue, account?.rawValue]
            if seen.insert(name).inserted { chain.append((offer, Assignment(request, for: account, price: price))) }
        }
        return chain
    }

    /// What bounds the life of each task.
    var rules: TaskMachine.Rules {
        var rules = TaskMachine.Rules()
        rules.submissions = min(max(1, configuration.submitAttempts), 1_000_000)
        rules.patience = configuration.polling.patience
        return rules
    }

    /// Lets something happen to a task without waiting for what follows from it.
    func begin(_ id: TaskID, _ event: TaskMachine.Event) {
        Task(executorPreference: loop) { await self.run(id, event) }
    }
}
