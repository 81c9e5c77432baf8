// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension VideoTracker {
    /// Gives a task up.
    ///
    /// One that no service has taken ends as `cancelled`. One that a service has is stopped there and ends as `cancelled` if
    /// its model is a `CancellableVideoGeneration`; else it ends as `abandoned`, because it may go on
    /// there, and be billed. A service that takes the wish and does not say that it will be so is asked as before: the task
    /// ends as its status says. A submission under way here is not broken off, because its outcome would be unknown: no other
    /// follows it, and if it is accepted, the task is stopped if its model can do that, and else goes on.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - models: The models, of which it is one's; needed for one that is not followed here, and can be stopped where it
    ///     is rendered.
    /// - Returns: The task as it is afterwards.
    /// - Throws: `task_not_found`, `invalid_request` if it has ended, its outcome is unknown, or another process submits
    ///   it; what kept the service from stopping it, and then it goes on as before; `store` also if it was changed
    ///   meanwhile.
    @discardableResult
    public func cancel(
        _ id: TaskID, with models: [any VideoGeneration] = []
    ) async throws(VideoGenerationError) -> VideoTask {
        if let task = try await find(id), !task.hub.isOver {
            guard let handle = task.record.handle else {
                if case .unknown = task.record.stage { throw refusal(of: task.record, "cancelled") }
                task.isUnwanted = true
                await withdraw(task, as: .givenUp)
                return task.record
            }
            guard let end = try await stop(task, handle) else { return task.record }
            for fetch in task.fetches { fetch.cancel() }
            await run(task, end)
            // What is being done for it comes to its end first, and soon: its downloads are broken off. In a task of its own:
            // in a caller's that is cancelled, a pause would be none, and the loop would never let go.
            await Task(executorPreference: loop) { await self.quieten(id) }.value
            return task.record
        }
        guard let record = try await store.task(id) else { throw notFound(id) }
        switch record.stage {
        case .prepared:
            // Its owner, if it lives, finds that it is not its own any more.
            return try await change(record, by: .abandoned)
        case .accepted(let stage):
            guard let model = record.model(among: models) else {
                return try await change(record, by: .abandoned)
            }
            try check(model, renders: record)
            guard let end = try await stop(stage.handle, at: model) else { return record }
            return try await keep(end, of: record)
        case .submitting, .unknown, .ended: throw refusal(of: record, "cancelled")
        }
    }

    private func quieten(_ id: TaskID) async {
        while tracked[id]?.isBusy == true, !isStopping { await pause(.milliseconds(20)) }
    }

    /// Stops a task that was given up while its submission was on its way, and was accepted all the same. One that its model
    /// cannot stop goes on.
    func stopUnwanted(_ reference: TrackedTask.Reference) async {
        // Until here it was kept awake by that.
        guard let task = find(reference), task.isUnwanted else { return }
        task.isUnwanted = false
        guard let handle = task.record.handle, !isStopping, task.model is any CancellableVideoGeneration else { return }
        do throws(VideoGenerationError) {
            if let end = try await stop(task, handle) { await run(task, end) }
        } catch {
            tell(task, .attention(error))
        }
    }

    /// Records what came of stopping a task. Once it is stopped, that is so whatever else happens to the record: whoever
    /// follows it may write down its progress meanwhile, or hear of the stop first.
    private func keep(
        _ event: TaskMachine.Event, of known: VideoTask
    ) async throws(VideoGenerationError) -> VideoTask {
        var record = known
        var tries = 0
        while true {
            tries += 1
            do throws(VideoGenerationError) {
                return try await change(record, by: event)
            } catch {
                guard case .stopped = event, tries < 8, let now = try await store.task(known.id),
                    now.revision != record.revision
                else { throw error }
                if case .ended = now.stage { return now }
                record = now
            }
        }
    }

    /// Asks whoever renders a task that is followed here to stop it; it stays awake meanwhile.
    private func stop(
        _ task: TrackedTask, _ handle: TaskHandle
    ) async throws(VideoGenerationError) -> TaskMachine.Event? {
        task.holds += 1
        defer { task.holds -= 1 }
        return try await stop(handle, at: task.model)
    }

    /// Asks whoever renders a task to stop it, if it can.
    ///
    /// - Returns: What happens to the task; nil if its next status tells.
    private func stop(
        _ handle: TaskHandle, at model: any VideoGeneration
    ) async throws(VideoGenerationError) -> TaskMachine.Event? {
        guard let model = model as? any CancellableVideoGeneration else { return .abandoned }
        switch await model.cancel(StatusQuery(handle, by: connection(to: model))) {
        case .cancelled: return .stopped
        case .requested: return nil
        case .refused(let error): throw error.about(handle)
        }
    }
}
