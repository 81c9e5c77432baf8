// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension VideoTracker {
    /// Follows a recorded task that nobody follows: one that another process left, or that was given up here.
    ///
    /// Nothing is submitted for that. What was about to be submitted ends as failed, and may be submitted anew; what was
    /// being submitted ends as `submission_unknown`. A task that has ended stays as it is.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - models: The models, of which it is one's.
    ///   - destination: Where its videos go from now on; nil for where its record says.
    /// - Returns: False if a living process follows it; it is left alone then.
    /// - Throws: `task_not_found`, `configuration` if no model is the one that it was submitted to, where it was submitted;
    ///   `store`.
    @discardableResult
    public func resume(
        _ id: TaskID, with models: [any VideoGeneration], to destination: Destination? = nil
    ) async throws(VideoGenerationError) -> Bool {
        if isFollowed(id) { return true }
        let (record, isFree) = try await free(id)
        guard isFree else { return false }
        guard !record.state.isTerminal else { return true }
        let model = try model(of: record, among: models)
        await expect(record.model)
        let owner = try await store.owner()
        guard let task = track(record, [model], to: destination) else { return true }
        task.age = age(of: record)
        await run(task, .adopted(owner))
        if task.isLost { return false }
        // The revision alone says too little: it may be what somebody else has added.
        guard task.record.revision > record.revision, task.sent.isEmpty else {
            untrack(task)
            throw VideoGenerationError(.store, "The task \(id.rawValue) cannot be taken over: the store refuses it.")
        }
        return true
    }

    /// Takes a recorded task up; nil if it is followed here already: two who follow one task would submit it twice.
    func track(
        _ record: VideoTask, _ models: [any VideoGeneration], asking requests: [NegotiatedRequest] = [],
        orElse others: [Assignment] = [], to destination: Destination? = nil
    ) -> TrackedTask? {
        guard !isStopping else { return nil }
        drop(olderThan: record)
        // One that sleeps is followed, too.
        guard tracked[record.id] != nil || desk.state.table.row(of: record.id) == nil else { return nil }
        if let task = tracked[record.id] {
            // A record that was read before somebody else here had the task to its end is old.
            guard task.hub.isOver, !task.isBusy, task.record.revision <= record.revision else { return nil }
            // One that knows an end, or an id, that the store does not hold knows more than the store.
            guard !task.machine.following.isUnrecorded else { return nil }
        }
        let task = TrackedTask(
            TaskMachine(task: record, orElse: others, rules: rules), number: nextNumber(), models: models,
            requests: requests, destination: destination)
        if let destination { task.machine.task.destination = destination.recorded }
        tracked[record.id] = task
        observe(task, .began(isTakenOver: true))
        return task
    }

    /// Forgets what was remembered of a task when somebody here changed its record; not who has taken it up since.
    func drop(_ remembered: TrackedTask?) {
        guard let task = remembered, tracked[task.id] === task, task.hub.isOver, !task.isBusy else { return }
        tracked[task.id] = nil
    }

    /// Forgets what is remembered of a task that another process has changed since.
    private func drop(olderThan record: VideoTask) {
        guard let task = tracked[record.id], task.hub.isOver, !task.isBusy || task.machine.following.isUnrecorded
        else { return }
        // Unless it knows an end that the store does not.
        guard task.record.handle == nil || !task.machine.following.isUnrecorded else { return }
        if task.record.revision < record.revision { tracked[record.id] = nil }
    }

    /// Lets go of a task that could not be taken up.
    func untrack(_ task: TrackedTask) {
        if tracked[task.id] === task { tracked[task.id] = nil }
        forgetRow(of: task)
        observe(task, .left(task.record.state))
        // Somebody may have begun to wait for it meanwhile, and holds it.
        task.hub.close()
    }

    /// The recorded task, and whether no other living process follows it. One whose outcome is unknown is nobody's, even
    /// if a process means to submit it again: whoever changes the record first has it.
    ///
    /// - Throws: `task_not_found`, `store`; `cancelled` if the tracker was stopped.
    func free(_ id: TaskID) async throws(VideoGenerationError) -> (VideoTask, isFree: Bool) {
        guard !isStopping else { throw VideoGenerationError(.cancelled, "The tracker was stopped.") }
        // The store may be well again by now.
        if let task = tracked[id] { await recordLate(task.reference) }
        guard let record = try await store.task(id) else {
            throw notFound(id)
        }
        drop(olderThan: record)
        let mine = try await store.owner()
        guard let owner = record.owner, owner != mine, !record.state.isTerminal else { return (record, true) }
        return (record, try await !store.isAlive(owner))
    }

    /// The model that a task was submitted to.
    ///
    /// - Throws: `configuration` if it is not among `models`, or somewhere else.
    private func model(
        of record: VideoTask, among models: [any VideoGeneration]
    ) throws(VideoGenerationError) -> any VideoGeneration {
        guard let model = record.model(among: models) else {
            let known = models.map(\.descriptor.model.description).joined(separator: ", ")
            throw VideoGenerationError(
                .configuration,
                "The task \(record.id.rawValue) was made for \(record.model) (\(record.mode.rawValue)), which is not among "
                    + "the models here: \(known). Use the version or the app that made it.", task: record.handle)
        }
        try check(model, renders: record)
        return model
    }

    /// An id means nothing on another host, and nothing to another account's key.
    ///
    /// - Throws: `configuration`.
    func check(_ model: any VideoGeneration, renders record: VideoTask) throws(VideoGenerationError) {
        guard record.assignment.isFor(model.descriptor) else {
            throw VideoGenerationError(
                .configuration,
                "The task \(record.id.rawValue) is one of \(record.model), not \(model.descriptor.model).")
        }
        guard let handle = record.handle else { return try checkAccount(of: record, at: model) }
        let here = model.surface.handle(of: record, remoteID: handle.remoteID)
        guard here.credential == handle.credential else {
            throw VideoGenerationError(
                .configuration,
                "The task \(record.id.rawValue) was submitted with the credential "
                    + "\(handle.credential?.rawValue ?? "of nobody"); this configuration has "
                    + "\(here.credential?.rawValue ?? "none"), which may be another account's.", task: handle)
        }
        guard here.origin == handle.origin else {
            throw VideoGenerationError(
                .configuration,
                "The task \(record.id.rawValue) was submitted to \(handle.origin); this configuration says "
                    + "\(here.origin). Set the surface's base URL to where it was submitted.",
                task: handle)
        }
    }

    /// A submission that may have been taken is looked for, and made again, in its own account alone.
    private func checkAccount(of record: VideoTask, at model: any VideoGeneration) throws(VideoGenerationError) {
        guard case .unknown = record.stage, let account = record.account, account != model.surface.credential else {
            return
        }
        throw VideoGenerationError(
            .configuration,
            "The task \(record.id.rawValue) was submitted for the account of \(account.rawValue), and may be there; this "
                + "configuration has \(model.surface.credential?.rawValue ?? "no key"). Set \(account.rawValue).")
    }

    /// How long the service has had a task, by the wall clock, which may have jumped.
    private func age(of record: VideoTask) -> Duration {
        guard let accepted = record.attempts.last(where: { $0.outcome == .accepted }) else { return .zero }
        return .seconds(min(max(loop.wallClock - accepted.at, 0), 86_400))
    }

    /// What becomes of a request whose key the store has seen, and compared.
    func take(
        _ existing: VideoTask, asking chain: [(offer: Offer, assignment: Assignment)], _ destination: Destination
    ) async throws(VideoGenerationError) -> TaskID {
        let owner = try await store.owner()
        if let task = tracked[existing.id] { await recordLate(task.reference) }
        guard var existing = try await store.task(existing.id) else { return existing.id }
        drop(olderThan: existing)
        guard case .ended(let stage) = existing.stage, stage.prepareAgain() != nil, let first = chain.first else {
            return existing.id
        }
        // No service has it: it may go to another model than the last time.
        existing.assignment = first.assignment
        guard
            let task = track(
                existing, chain.map(\.offer.model), asking: chain.map(\.offer.request),
                orElse: chain.dropFirst().map(\.assignment), to: destination)
        else { return existing.id }
        // If it ended for good, or somebody else was quicker, it is not followed from here.
        if try await reopen(task, .requestedAgain(owner)) { begin(task.id, .begun) }
        return existing.id
    }
}
