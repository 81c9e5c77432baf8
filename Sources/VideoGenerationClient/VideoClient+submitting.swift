// SPDX-License-Identifier: Apache-2.0

extension VideoClient {
    /// Submits what a plan chose, once. The task is recorded and on its way when this returns.
    ///
    /// If the chosen model is proved not to have it, for a reason that says nothing about the request, the next one of the
    /// plan's ranking is asked; `TaskEvent.failover` tells. A plan of one model has no next one, unless several accounts use
    /// it.
    ///
    /// With a `requestID` that the store has seen, the task of that time is returned, and nothing is sent: a message that
    /// arrives twice, or an app that starts again, makes one task and one bill. Only a task that ended before any service
    /// had it, for a reason that may have passed, is submitted again.
    ///
    /// - Parameters:
    ///   - plan: A plan with a chosen model; for a request id that is known, any plan of the same request.
    ///   - output: Where the videos go. It is tried before anything is sent.
    ///   - requestID: The caller's own key for the request, 1 to 255 characters; unique in the store.
    ///   - metadata: What is kept with the task, and never sent.
    /// - Throws: The plan's refusal, `authentication` if a key cannot be read, `output_unwritable`, `store`,
    ///   `request_id_conflict` if the request id belongs to another request.
    public func submit(
        _ plan: Plan, to output: VideoOutput = .currentFolder, requestID: String? = nil,
        metadata: [String: String] = [:]
    ) async throws(VideoGenerationError) -> Generation {
        // Before keys and the choice: a redelivery needs neither.
        if let requestID, let known = try await generation(of: plan, requestID: requestID) { return known }
        var offers: [Offer] = []
        for candidate in plan.ranking { offers += await self.offers(of: candidate) }
        guard let chosen = offers.first else {
            try await explainMissingKeys(of: plan)
            throw plan.refusal ?? VideoGenerationError(.internalFailure, "A plan without a choice has no refusal.")
        }
        let samples = chosen.request.samples
        try output.check(samples: samples)
        let destination = try output.destination(samples: samples)
        // One that makes more videos than there are names for is no replacement.
        let others = offers.dropFirst().filter { $0.request.samples <= samples }
        let key = try requestID.map { id throws(VideoGenerationError) in
            try RequestKey(id: id, digest: try plan.requestDigest())
        }
        let id = try await tracker.submit(
            chosen.request, to: chosen.model, orElse: Array(others), destination: destination, key: key,
            metadata: metadata)
        return Generation(id: id, models: models, tracker: tracker)
    }

    /// The task that a request id belongs to; nil if ``submit(_:to:requestID:metadata:)`` would submit one.
    ///
    /// - Parameters:
    ///   - plan: A plan of the same request.
    ///   - requestID: The caller's own key for the request.
    /// - Throws: `request_id_conflict` if it belongs to another request, `invalid_request` if it could be none, `store`.
    public func generation(
        of plan: Plan, requestID: String
    ) async throws(VideoGenerationError) -> Generation? {
        let key = try RequestKey(id: requestID, digest: try plan.requestDigest())
        guard var task = try await store.task(requestID: requestID) else { return nil }
        guard task.requestKey == key else {
            throw VideoGenerationError(
                .requestIDConflict,
                "The request id \"\(requestID)\" belongs to another request, the task \(task.id.rawValue). "
                    + "Nothing was sent. Use a new id for a new request.")
        }
        task = try await settled(task)
        return task.canBeSubmittedAnew ? nil : try generation(of: task)
    }

    /// A key that is there and cannot be used deserves its own words.
    private func explainMissingKeys(of plan: Plan) async throws(VideoGenerationError) {
        let unready = plan.candidates.filter { $0.verdict == .notConfigured }.map(\.model.surface)
        for surface in models.map(\.surface) where unready.contains(where: { $0.isSamePlace(as: surface) }) {
            guard let name = surface.credential else { continue }
            do {
                _ = try await credentials.credential(named: name)
            } catch {
                throw VideoGenerationError(wrapping: error)
            }
        }
    }
}
