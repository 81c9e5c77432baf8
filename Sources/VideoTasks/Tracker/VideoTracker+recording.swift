// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VideoTracker {
    /// Records the task as it is now.
    ///
    /// - Returns: False if the task is somebody else's by now; it is not followed here any more then.
    func save(_ task: TrackedTask) async throws(VideoGenerationError) -> Bool {
        // Who else may write is another process that a person uses: twice is rare, eight times is a defect.
        for _ in 1...8 {
            let next = task.next(at: loop.wallClock)
            if try await replace(next) {
                task.machine.task = next
                task.sent = []
                task.machine.following.isUnrecorded = false
                return true
            }
            guard let recorded = try await store.task(next.id) else {
                lose(task, to: nil)
                return false
            }
            if task.sent.contains(.init(recorded))
                || next.handle != nil && recorded.handle == nil
            {
                // Ours, only the store's answer was lost; or somebody took us for dead while the service took the task,
                // and without this its id would be lost.
                task.machine.task.takeNotes(of: recorded)
            } else if next.handle != nil, recorded.handle == next.handle, recorded.owner == next.owner,
                next.stage.isAsFarAs(recorded.stage)
            {
                // Still ours: somebody has only added a note.
                task.machine.task.takeNotes(of: recorded)
            } else if let handle = next.handle, !handle.isSameTask(as: recorded.handle) {
                // Two submissions were accepted: the other one is followed, and ours must not be forgotten.
                try await note(handle, costing: next.price?.highest, in: recorded)
                lose(task, to: recorded)
                return false
            } else {
                lose(task, to: recorded)
                return false
            }
        }
        throw VideoGenerationError(.store, "The task \(task.id.rawValue) is changed again and again by somebody else.")
    }

    /// Puts a record in the place of its predecessor, if that is still the one.
    func replace(_ record: VideoTask) async throws(VideoGenerationError) -> Bool {
        do {
            return try await store.update(record, within: configuration.budget)
        } catch {
            guard await holds(record) else { throw error }
            return true
        }
    }

    /// Whether the store has exactly this: it can fail after it has done what it was asked for, such as when the answer to
    /// a commit is lost.
    func holds(_ record: VideoTask) async -> Bool {
        (try? await store.task(record.id)) == record
    }

    private func note(
        _ handle: TaskHandle, costing cost: Money?, in recorded: VideoTask
    ) async throws(VideoGenerationError) {
        guard let noted = recorded.noting(handle, costing: cost, at: loop.wallClock) else { return }
        guard try await replace(noted) else {
            throw VideoGenerationError(.store, handle.alsoTaken, task: handle)
        }
    }

    /// Somebody else has the task now, or it is gone.
    private func lose(_ task: TrackedTask, to recorded: VideoTask?) {
        task.isLost = true
        task.next = []
        task.machine.following.isUnrecorded = false
        // Listeners were told an end that is not true any more: the record answers from now on.
        if task.hub.isOver { return untrack(task) }
        if let recorded {
            task.machine.task = recorded
            for event in recorded.summary { tell(task, event) }
        }
        task.hub.close()
        rest(task)
    }

    /// Records what cannot be taken back. A store that fails does not stop the task: its waiters are told, with the
    /// handle, and every later question tries to record it again.
    ///
    /// - Returns: False if the task is somebody else's by now.
    func saveOrTell(_ task: TrackedTask) async -> Bool {
        for attempt in 1...3 {
            do {
                return try await save(task)
            } catch {
                guard !task.machine.following.isUnrecorded else { return true }
                guard attempt == 3 else {
                    await pause(.milliseconds(100 << attempt))
                    continue
                }
                task.machine.following.isUnrecorded = true
                var trouble = error
                do {
                    try await store.rescue(task.next(at: loop.wallClock))
                    trouble.message += " The task's id is kept in the store's reserve."
                } catch {
                    trouble.message += task.record.handle.map { " At \($0.origin) its id is \($0.remoteID)." } ?? ""
                }
                tell(task, task.machine.trouble(trouble))
            }
        }
        return true
    }

    /// Records the end of a task that the store did not take when it came.
    func recordLate(_ reference: TrackedTask.Reference) async {
        guard !isStopping, let task = find(reference), task.hub.isOver, !task.isBusy,
            task.machine.following.isUnrecorded
        else { return }
        task.isBusy = true
        _ = await saveOrTell(task)
        task.isBusy = false
        if !task.isLost { rest(task) }
    }

    /// Keeps a task that is not followed any more for those who ask about it soon; later its record answers. So the
    /// tracker's memory does not grow with the tasks of a long-lived app.
    func rest(_ task: TrackedTask) {
        task.forgetRequests()
        forgetRow(of: task)
        // What the store does not hold is kept, and nobody asks about it any more: it is tried again from time to time.
        guard !task.machine.following.isUnrecorded else {
            guard !task.isLateRecordArranged else { return }
            task.isLateRecordArranged = true
            return schedule(.record(task.reference), after: .seconds(60))
        }
        guard !task.isResting else { return }
        task.isResting = true
        observe(task, .left(task.record.state))
        resting.append(task.id)
        forgetRested()
    }

    /// Lets go of the oldest of those that rest, if they are too many.
    func forgetRested() {
        while resting.count > configuration.rememberedTasks, let oldest = resting.first {
            // It comes here again when it is done.
            if tracked[oldest]?.isBusy == true { return }
            resting.removeFirst()
            // It may have been opened again.
            if tracked[oldest]?.hub.isOver == true { tracked[oldest] = nil }
        }
    }
}
