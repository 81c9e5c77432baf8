// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VideoTracker {
    /// Records the task as it is now.
    func save(_ task: TrackedTask) async throws(VideoGenerationError) {
        var next = task.record
        next.revision += 1
        next.updated = loop.wallClock
        do {
            try await store.update(next)
        } catch {
            // A store can fail after it has done what it was asked for, such as when the answer to a commit is lost.
            guard let recorded = try? await store.task(next.id), recorded == next else { throw error }
        }
        task.record = next
        task.isUnrecorded = false
    }

    /// Records what cannot be taken back. A store that fails does not stop the task: its waiters are told, with the
    /// handle, and every later poll tries to record it again.
    func saveOrTell(_ task: TrackedTask) async {
        for attempt in 1...3 {
            do {
                return try await save(task)
            } catch {
                guard !task.isUnrecorded else { return }
                guard attempt == 3 else {
                    await pause(.milliseconds(100 << attempt))
                    continue
                }
                task.isUnrecorded = true
                task.tell(error)
            }
        }
    }

    /// Ends the task without a file.
    func fail(_ task: TrackedTask, _ error: VideoGenerationError) async {
        let error = error.about(task.record.handle)
        task.record.failure = TaskFailure(error)
        await end(task, as: error.code == .cancelled ? .cancelled : .failed, .failed(error))
    }

    /// Records the end of the task and tells it.
    func end(_ task: TrackedTask, as state: TaskState, _ event: TaskEvent) async {
        task.record.state = state
        task.request = nil
        await saveOrTell(task)
        task.hub.send(event)
        rest(task)
    }

    /// Keeps a task that is not followed any more for those who ask about it soon; later its record answers. So the
    /// tracker's memory does not grow with the tasks of a long-lived app. What the store does not hold is kept.
    func rest(_ task: TrackedTask) {
        guard !task.isUnrecorded else { return }
        resting.append(task.id)
        guard resting.count > configuration.rememberedTasks else { return }
        tracked[resting.removeFirst()] = nil
    }
}

extension VideoTask {
    /// What the record can tell to somebody who asks after the task is not followed any more.
    var summary: [TaskEvent] {
        [handle.map(TaskEvent.submitted), ending].compactMap { $0 }
    }

    private var ending: TaskEvent {
        switch state {
        case .delivered:
            if let delivery { return .delivered(delivery) }
        case .submissionUnknown:
            if let evidence { return .submissionUnknown(id, evidence) }
        default: break
        }
        if let failure { return .failed(failure.error.about(handle)) }
        return .attention(
            VideoGenerationError(
                .timedOut, "The task \(id.rawValue) is recorded as \(state.rawValue), and is not followed here.",
                task: handle))
    }
}
