// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

// What a person found out at the service.
extension VideoTracker {
    /// Says what a person found out about a task whose outcome is unknown: the service has it, under this id.
    ///
    /// The service is asked once, so that a slip of the hand is not recorded for ever. Then it is recorded, and not
    /// followed: call ``resume(_:with:to:)``.
    ///
    /// - Throws: `task_not_found`, `invalid_request` for a task in another state, an id that cannot be one, that another
    ///   recorded task has, or that the service does not know; what kept the service from answering, such as
    ///   `authentication` or `service_unavailable`; `configuration` for another model; `store` also if it was changed
    ///   meanwhile. Nothing is recorded then.
    public func resolve(
        _ id: TaskID, as remoteID: String, of model: any VideoGeneration
    ) async throws(VideoGenerationError) {
        let record = try await settled(id, "resolved")
        guard case .unknown = record.stage else { throw refusal(of: record, "resolved") }
        guard SubmitOutcome.isTaskID(remoteID) else {
            throw VideoGenerationError(
                .invalidRequest,
                "\"\(remoteID)\" is no task id: one word of printable ASCII is allowed, up to 512 characters.")
        }
        try check(model, renders: record)
        let handle = model.surface.handle(of: record, remoteID: remoteID)
        try await confirm(handle, of: model)
        try await change(record, by: .resolved(handle))
    }

    /// What the service has that a task of unknown outcome may have become: taken at about the time of its submission or
    /// since, and no other recorded task's; those with its very prompt come first. One of them, or none, is for a person to
    /// find, and then for ``resolve(_:as:of:)``. A service lists its latest tasks only, so that none here proves nothing.
    ///
    /// - Throws: `task_not_found`, `invalid_request` for a task in another state, and for a model whose service does not
    ///   list its tasks; what kept it from answering; `configuration` for another model; `store`.
    public func candidates(
        for id: TaskID, of model: any VideoGeneration
    ) async throws(VideoGenerationError) -> [RemoteTask] {
        let record = try await settled(id, "looked up")
        guard case .unknown = record.stage else { throw refusal(of: record, "looked up") }
        try check(model, renders: record)
        guard let lister = model as? any ListableVideoGeneration else {
            throw VideoGenerationError(
                .invalidRequest,
                "The service of \(record.model) lists no tasks by its interface: look there by hand, in its console.")
        }
        let listed = try await lister.latestTasks(by: connection(to: model))
        // Clocks differ; a service's may be minutes before ours.
        let earliest = record.created - 600
        let origin = model.surface.handle(of: record, remoteID: "").origin
        let known = Set(
            try await handles(of: Set(listed.map(\.remoteID)), at: origin).map(\.remoteID))
        let open = listed.filter { task in
            SubmitOutcome.isTaskID(task.remoteID) && !known.contains(task.remoteID)
                && task.createdAt.map { $0 >= earliest } ?? true
        }
        // Some services write a prompt anew, so another one rules nothing out.
        let isSame = { (task: RemoteTask) in task.prompt == record.request.prompt }
        return open.filter(isSame) + open.filter { !isSame($0) }
    }

    /// Makes sure that the service has a task under the id that a person has found, and that it is no other task's.
    private func confirm(_ handle: TaskHandle, of model: any VideoGeneration) async throws(VideoGenerationError) {
        // An answer that the task failed is one of a service that knows it.
        if case .trouble(let trouble) = await answerInTurn(about: handle, of: model),
            trouble.error.code != .generationFailed
        {
            var error = trouble.error
            if error.code == .taskNotFound {
                error.code = .invalidRequest
                error.isRetryable = false
                error.message =
                    "\(handle.origin) does not know a task \"\(handle.remoteID)\" of this account: \(error.message)"
            }
            error.message += " Nothing was recorded."
            throw error
        }
        // Last, so that little time is left in which another could get the id.
        guard
            let other = try await handles(of: [handle.remoteID], at: handle.origin).first(where: { $0.id != handle.id })
        else { return }
        throw VideoGenerationError(
            .invalidRequest,
            "\"\(handle.remoteID)\" is what the service calls the task \(other.id.rawValue). Nothing was recorded.")
    }

    /// What is recorded under a service's ids.
    private func handles(
        of remoteIDs: Set<String>, at origin: String
    ) async throws(VideoGenerationError) -> [TaskHandle] {
        var handles: [TaskHandle] = []
        try await store.forEachTask(matching: TaskQuery(remoteIDs: remoteIDs)) { task in
            if let handle = task.handle, handle.origin == origin { handles.append(handle) }
        }
        return handles
    }

    /// Says what a person found out about a task whose outcome is unknown: the service does not have it.
    ///
    /// - Throws: `task_not_found`, `invalid_request` for a task in another state, `store` also if it was changed meanwhile.
    public func resolveAsNotSubmitted(_ id: TaskID) async throws(VideoGenerationError) {
        let record = try await settled(id, "resolved")
        guard case .unknown = record.stage else { throw refusal(of: record, "resolved") }
        try await change(record, by: .resolvedAsNotSubmitted)
    }
}
