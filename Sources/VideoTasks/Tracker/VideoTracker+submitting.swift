// SPDX-License-Identifier: Apache-2.0
import LocalFiles
public import VideoGenerationCore

extension VideoTracker {
    /// Records a task for `request` and begins to submit it; what follows is told by ``events(of:)``.
    ///
    /// With a `key` that the store has seen, the task of that time is returned: nothing is submitted, unless it ended
    /// before any service had it, for a reason that may have passed.
    ///
    /// - Parameters:
    ///   - request: What negotiation with `model` gave.
    ///   - model: The model.
    ///   - destination: Where its videos go.
    ///   - key: The caller's own key for the request.
    ///   - metadata: What the caller wants to find again with the task; never sent.
    /// - Throws: Code `store` if it cannot be recorded, `request_id_conflict` if the key was used for another request,
    ///   `over_budget` if it alone may cost more than the budget allows,
    ///   `invalid_request` if `request` is another model's or asks for more samples than the output is planned for,
    ///   `cancelled` if the tracker was stopped; nothing is sent then.
    public func submit(
        _ request: NegotiatedRequest, to model: any VideoGeneration, destination: Destination, key: RequestKey? = nil,
        metadata: [String: String] = [:]
    ) async throws(VideoGenerationError) -> TaskID {
        guard !isStopping else {
            throw VideoGenerationError(.cancelled, "The tracker was stopped; nothing was sent.")
        }
        guard request.model == model.descriptor.model, request.mode == model.descriptor.mode else {
            throw VideoGenerationError(
                .invalidRequest, "The request was negotiated with \(request.model), not \(model.descriptor.model).")
        }
        if case .files(let plan) = destination, plan.samples < request.samples {
            throw VideoGenerationError(
                .invalidRequest,
                "The output is planned for \(plan.samples) videos, the request asks for \(request.samples).")
        }
        var price = model.descriptor.price(of: request)
        if let budget = configuration.budget { price = try budget.price(price) }
        await expect(request.model)
        let record = VideoTask(
            id: TaskID.random(using: &generator), request: request, price: price, destination: destination.recorded,
            key: key, metadata: metadata, owner: try await store.owner(), at: loop.wallClock)
        let task = TrackedTask(
            record, number: nextNumber(), model: model, request: request, destination: destination, rules: rules)
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
            return try await take(existing, asking: request, of: model, destination)
        }
        begin(record.id, .begun)
        return record.id
    }

    /// What bounds the life of each task.
    var rules: TaskMachine.Rules {
        var rules = TaskMachine.Rules()
        rules.submissions = max(1, configuration.submitAttempts)
        rules.patience = configuration.polling.patience
        return rules
    }

    /// Lets something happen to a task without waiting for what follows from it.
    func begin(_ id: TaskID, _ event: TaskMachine.Event) {
        Task(executorPreference: loop) { await self.run(id, event) }
    }
}
