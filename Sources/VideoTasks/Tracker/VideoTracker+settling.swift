// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension VideoTracker {
    /// Makes another submission of a task whose outcome is unknown, or that no service has taken. It may be a second charge.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - request: What was asked for, negotiated with `model` again; see ``RecordedRequest``.
    ///   - model: The model.
    /// - Throws: `task_not_found`, `invalid_request` for a task in another state, with a living owner, or with another
    ///   request, `configuration` if `model` is not where it was submitted, `service_unavailable` if it is halted, `store`.
    public func resubmit(
        _ id: TaskID, _ request: NegotiatedRequest, to model: any VideoGeneration
    ) async throws(VideoGenerationError) {
        var record = try await settled(id, "submitted again")
        guard RecordedRequest(request).isSame(as: record.request) else {
            throw VideoGenerationError(.invalidRequest, "That is not what the task \(id.rawValue) asked for.")
        }
        try check(model, renders: record)
        record.account = model.surface.credential
        try await refreshHaltsAtFirst()
        if let halt = halt(of: record.model) { throw halt.refusal }
        let owner = try await store.owner()
        guard let task = track(record, [model], asking: [request]) else { throw refusal(of: record, "submitted again") }
        if case .unknown = record.stage {
            task.machine.task.owner = owner
            return begin(id, .authorised)
        }
        guard try await reopen(task, .requestedAgain(owner)) else { throw refusal(of: record, "submitted again") }
        begin(id, .begun)
    }

    /// Fetches the videos of a task once more that the service has finished.
    ///
    /// - Throws: `task_not_found`, `invalid_request` if the service never had it or it is followed elsewhere,
    ///   `configuration` if `model` is not where it was submitted, `service_unavailable` if it is paused, `store`.
    public func download(
        _ id: TaskID, of model: any VideoGeneration, to destination: Destination
    ) async throws(VideoGenerationError) {
        let record = try await settled(id, "fetched again")
        try check(model, renders: record)
        try await refreshHaltsAtFirst()
        if let halt = halt(of: record.model), halt.extent == .pause { throw halt.refusal }
        let owner = try await store.owner()
        guard let task = track(record, [model], to: destination) else {
            throw refusal(of: record, "fetched again")
        }
        guard try await reopen(task, .wantedAgain(owner)) else { throw refusal(of: record, "fetched again") }
        arrangeQuestion(task, after: .zero)
    }

    /// Removes an ended task from the store. The service's files are not touched.
    ///
    /// - Throws: `task_not_found`, `invalid_request` for a task that has not ended, or whose outcome is unknown, `store`
    ///   also if it was changed meanwhile.
    public func forget(_ id: TaskID) async throws(VideoGenerationError) {
        guard let record = try await store.task(id) else { throw notFound(id) }
        guard case .ended = record.stage else { throw refusal(of: record, "forgotten") }
        let remembered = tracked[id]
        guard try await store.remove(record) else {
            throw VideoGenerationError(.store, "The task \(id.rawValue) was changed meanwhile. Try again.")
        }
        drop(remembered)
    }

    // MARK: Steps

    /// The record of a task that nobody follows.
    func settled(_ id: TaskID, _ deed: String) async throws(VideoGenerationError) -> VideoTask {
        let (record, isFree) = try await free(id)
        guard isFree, !isFollowed(id) else {
            throw VideoGenerationError(
                .invalidRequest,
                "The task \(id.rawValue) is \(record.state.rawValue) and followed by a running process; it cannot be \(deed) now."
            )
        }
        return record
    }

    /// Lets `event` open an ended task, and tells whether that is recorded and the task is ours; else it is let go.
    ///
    /// - Throws: `store` if it could not be recorded.
    func reopen(_ task: TrackedTask, _ event: TaskMachine.Event) async throws(VideoGenerationError) -> Bool {
        let before = task.record
        await run(task, event)
        if !task.isLost, task.record.stage != before.stage, task.record.revision > before.revision { return true }
        untrack(task)
        guard task.isLost || task.record.stage == before.stage else {
            throw VideoGenerationError(.store, "The task \(task.id.rawValue) cannot be taken up: the store refuses it.")
        }
        return false
    }

    /// Changes a task that nobody follows here.
    @discardableResult
    func change(
        _ record: VideoTask, by event: TaskMachine.Event
    ) async throws(VideoGenerationError) -> VideoTask {
        var machine = TaskMachine(task: record, rules: rules)
        _ = machine.take(event, at: moment)
        // Nobody's: whoever follows it next takes it up.
        machine.task.owner = nil
        machine.task.revision += 1
        machine.task.updated = loop.wallClock
        let remembered = tracked[record.id]
        guard try await replace(machine.task) else {
            throw VideoGenerationError(.store, "The task \(record.id.rawValue) was changed meanwhile. Try again.")
        }
        drop(remembered)
        return machine.task
    }

    func notFound(_ id: TaskID) -> VideoGenerationError {
        VideoGenerationError(.taskNotFound, "No task \(id.rawValue) is recorded here.")
    }

    func refusal(of record: VideoTask, _ deed: String) -> VideoGenerationError {
        VideoGenerationError(
            .invalidRequest, "The task \(record.id.rawValue) is \(record.state.rawValue); it cannot be \(deed).",
            task: record.handle)
    }
}
