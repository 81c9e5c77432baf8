// SPDX-License-Identifier: Apache-2.0

extension VideoClient {
    /// Submits a task again whose outcome is unknown, or that no service has taken. It may be a second charge.
    ///
    /// The recorded inputs are read again and must be what they were.
    ///
    /// - Throws: `task_not_found`; `unreadable_input` if an input has changed, or was not kept; `unsupported_option` if
    ///   the model does not take the recorded options any more; `invalid_request` for a task in another state or with a
    ///   living owner; `service_unavailable` for a model that is halted; `store`.
    public func resubmit(_ id: TaskID) async throws(VideoGenerationError) -> Generation {
        let task = try await settled(try await task(id))
        let model = try model(of: task)
        let media = try await inspect(try task.request.inputsToInspect())
        try task.request.check(media)
        let request = InspectedRequest(
            prompt: task.request.prompt, media: media, options: VideoOptions(values: task.request.options))
        let negotiation = model.descriptor.negotiate(request, policy: .init())
        guard let negotiated = negotiation.request else {
            let reasons = negotiation.violations.map(\.message).joined(separator: " ")
            throw VideoGenerationError(
                negotiation.violations.first?.code ?? .invalidRequest,
                "\(task.model) does not take this request any more: \(reasons)")
        }
        try await tracker.resubmit(id, negotiated, to: model)
        return Generation(id: id, models: models, tracker: tracker)
    }

    /// Says what a person found out about a task whose outcome is unknown: the service has it under `remoteID`. The service
    /// is asked once whether it knows that.
    ///
    /// - Returns: The task as it is afterwards; it is not followed until somebody asks for its ``Generation``.
    /// - Throws: `task_not_found`; `invalid_request` for a task in another state, and for an id that could not be one, that
    ///   the service does not know, or that another recorded task has; what kept the service from answering, such as
    ///   `authentication` or `service_unavailable`; `configuration`; `store`. Nothing is recorded then.
    @discardableResult
    public func resolve(_ id: TaskID, as remoteID: String) async throws(VideoGenerationError) -> VideoTask {
        let task = try await settled(try await task(id))
        try await tracker.resolve(id, as: remoteID, of: try model(of: task))
        return try await self.task(id)
    }

    /// What the service has that a task of unknown outcome may have become: for a person to choose from, and then for
    /// ``resolve(_:as:)``.
    ///
    /// - Throws: `task_not_found`; `invalid_request` for a task in another state, and for a model whose service does not
    ///   list its tasks; what kept it from answering; `configuration`; `store`.
    public func candidates(for id: TaskID) async throws(VideoGenerationError) -> [RemoteTask] {
        let task = try await settled(try await task(id))
        return try await tracker.candidates(for: id, of: try model(of: task))
    }

    /// Says what a person found out about a task whose outcome is unknown: the service does not have it.
    ///
    /// - Returns: The task as it is afterwards.
    /// - Throws: `task_not_found`, `invalid_request` for a task in another state, `store`.
    @discardableResult
    public func resolveAsNotSubmitted(_ id: TaskID) async throws(VideoGenerationError) -> VideoTask {
        _ = try await settled(try await task(id))
        try await tracker.resolveAsNotSubmitted(id)
        return try await self.task(id)
    }

    /// Gives a task up: `cancelled` if no service has taken it, or if its model stops it, else `abandoned`, because it may go
    /// on there and be billed.
    ///
    /// - Returns: The task as it is afterwards.
    /// - Throws: `task_not_found`, `invalid_request` if it has ended, or another process submits it; what kept the model from
    ///   stopping it, and then it goes on; `store`. One that is being submitted here is `submitting` afterwards: if it is
    ///   accepted, it is stopped if its model can do that, and else goes on.
    @discardableResult
    public func cancel(_ id: TaskID) async throws(VideoGenerationError) -> VideoTask {
        let task = try await task(id)
        // Settled only where that gives nothing up: an orphan that was not submitted can still be cancelled.
        if task.state == .submitting, try await !isFollowed(task) { _ = try await settled(task) }
        return try await tracker.cancel(id, with: models)
    }

    /// Fetches the videos of a task once more that the service has finished.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - output: Where they go; nil for where they were to go.
    /// - Throws: `task_not_found`, `output_unwritable`, `invalid_request` if the service never had it or a living process
    ///   follows it, `store`.
    public func download(
        _ id: TaskID, to output: VideoOutput? = nil
    ) async throws(VideoGenerationError) -> Generation {
        let task = try await task(id)
        let model = try model(of: task)
        var destination = task.destination
        if let output {
            try output.check(samples: task.sampleCount)
            destination = try output.destination(samples: task.sampleCount)
        } else if case .files(let plan) = destination {
            try plan.check()
        }
        try await tracker.download(id, of: model, to: destination)
        return Generation(id: id, models: models, tracker: tracker)
    }

    /// Removes an ended task from the store. Files, and what the service keeps, are not touched.
    ///
    /// - Throws: `task_not_found`, `invalid_request` for a task that has not ended or whose outcome is unknown, `store`.
    public func forget(_ id: TaskID) async throws(VideoGenerationError) {
        _ = try await settled(try await task(id))
        try await tracker.forget(id)
    }
}
