// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

// A task that nobody listens to, and of which the store knows all that counts, sleeps: its row is all of it that is in
// memory, until there is news of it or somebody wants to know about it.
extension VideoTracker {
    /// Lets a task sleep if it may.
    func settle(_ task: TrackedTask) {
        guard let row = task.row, desk.state.table.hasQuestion(row), case .accepted(let stage) = task.record.stage,
            stage.place != .delivering, !task.isBusy, task.next.isEmpty, task.isSleepy,
            task.machine.following.isClean, desk.state.table[row].isSettled, desk.way(of: row).shape != nil,
            tracked[task.id] === task
        else { return }
        otherWords[row] = task.destination == task.record.destination ? nil : task.destination
        desk.state.table[row].isInMemory = false
        tracked[task.id] = nil
    }

    /// Lets the task of a row sleep if it may.
    func settle(_ row: Int) {
        if let task = tracked[desk.state.table.id(of: row)] { settle(task) }
    }

    /// The task, if it is followed here, or remembered; one that sleeps wakes.
    ///
    /// - Throws: `store` if one that sleeps cannot be read.
    func find(_ id: TaskID) async throws(VideoGenerationError) -> TrackedTask? {
        if let task = tracked[id] { return task }
        guard let row = desk.state.table.row(of: id) else { return nil }
        return try await wake(row)
    }

    /// Whether the task is followed here.
    func isFollowed(_ id: TaskID) -> Bool {
        tracked[id].map { !$0.hub.isOver } ?? (desk.state.table.row(of: id) != nil)
    }

    /// The task of a row; nil if it is not followed here any more.
    ///
    /// - Throws: `store` if it cannot be read.
    func wake(_ row: Int) async throws(VideoGenerationError) -> TrackedTask? {
        let id = desk.state.table.id(of: row)
        if let task = tracked[id] {
            task.machine.following.waited = PollRow.duration(desk.state.table[row].waited)
            return task
        }
        let record = try await store.task(id)
        let owner = try await store.owner()
        // Somebody else may have been quicker; or the row is another task's by now.
        guard !isStopping, desk.state.table.row(of: id) == row else { return tracked[id] }
        if let task = tracked[id] { return task }
        guard let record, case .accepted(let stage) = record.stage, record.owner == owner,
            stage.handle.remoteID == desk.state.table.remoteID(of: row)
        else {
            // It is somebody else's by now, or gone.
            observe(row, .left(record?.state ?? .running))
            forget(row)
            return nil
        }
        let task = TrackedTask(
            TaskMachine(task: record, rules: rules), number: nextNumber(), models: [desk.way(of: row).model],
            destination: otherWords[row], life: Int(desk.state.table[row].life))
        task.row = row
        desk.state.table[row].isInMemory = true
        task.age = PollRow.duration(desk.state.table[row].age)
        task.isObserved = !configuration.observers.isEmpty
        task.machine.following.since = PollRow.time(desk.state.table[row].since)
        task.machine.following.waited = PollRow.duration(desk.state.table[row].waited)
        task.machine.following.status = desk.state.standings[desk.state.table[row].standing]?.status(of: id)
        task.hub.send(.submitted(stage.handle))
        if let status = task.machine.following.status { task.hub.send(.status(status)) }
        tracked[id] = task
        return task
    }

    /// How a task that sleeps is found at its service, if its row tells; one with links is in the store.
    func sleepingHandle(of row: Int) -> TaskHandle? {
        guard desk.state.table[row].samples > 0 else { return nil }
        let model = desk.way(of: row).model
        return TaskHandle(
            id: desk.state.table.id(of: row), model: model.descriptor.model, mode: model.descriptor.mode,
            origin: model.surface.handleOrigin, credential: model.surface.credential,
            remoteID: desk.state.table.remoteID(of: row), samples: Int(desk.state.table[row].samples))
    }
}

extension TaskMachine.Following {
    /// Whether all is as it should be.
    var isClean: Bool {
        failures == 0 && accountTroubles == 0 && unknowns == 0 && !isTroubled && !isUnrecorded
    }
}

extension TrackedTask {
    /// Whether nothing about it is of interest to anybody here.
    fileprivate var isSleepy: Bool {
        hub.listenerCount == 0 && holds == 0 && !hub.isOver && !isLost && !isSubmitting && !isUnwanted && slot == nil
            && sent.isEmpty
            && fetches.isEmpty
    }
}
