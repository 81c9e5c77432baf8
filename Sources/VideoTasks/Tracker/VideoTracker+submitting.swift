// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VideoTracker {
    /// Submits until the outcome is final: accepted, refused for good, or not known.
    ///
    /// Each attempt is recorded as `submitting` before a byte leaves, and the id is recorded before anything is asked.
    func submitUntilKnown(_ id: TaskID) async {
        guard let task = tracked[id], let request = task.request else { return }
        task.isSubmitting = true
        defer { task.isSubmitting = false }
        let attempts = max(1, configuration.submitAttempts)
        for attempt in 1...attempts {
            guard !isOver(task) else { return await giveUp(task) }
            task.record.state = .submitting
            do {
                try await save(task)
            } catch {
                return await fail(task, error)
            }
            // A store may take its time.
            guard !isOver(task) else { return await giveUp(task) }
            let outcome = await task.model.submit(Submission(request, by: connection(to: task.model)))
            let error: VideoGenerationError
            switch outcome {
            case .accepted(let remoteID):
                return await accept(task, remoteID: remoteID)
            case .unknown(let evidence):
                task.record.attempts.append(SubmitAttempt(.unknown, evidence.message))
                task.record.evidence = evidence
                return await end(task, as: .submissionUnknown, .submissionUnknown(task.id, evidence))
            case .notSent(let reason):
                error = reason
                task.record.attempts.append(SubmitAttempt(.notSent, reason.message))
            case .rejected(let reason):
                error = reason
                task.record.attempts.append(SubmitAttempt(.rejected, reason.message))
            }
            guard error.isRetryable, attempt < attempts else { return await fail(task, error) }
            guard !isOver(task) else { return await giveUp(task) }
            task.record.state = .prepared
            await saveOrTell(task)
            await pause(max(error.retryAfter ?? .seconds(1 << min(attempt, 6)), .seconds(1)), for: id)
        }
    }

    /// Whether nothing may be submitted for the task any more.
    private func isOver(_ task: TrackedTask) -> Bool { task.isWithdrawn || isStopping }

    private func giveUp(_ task: TrackedTask) async {
        await fail(task, VideoGenerationError(.cancelled, "It was withdrawn before the service took it."))
    }

    private func accept(_ task: TrackedTask, remoteID: String) async {
        let surface = task.model.surface
        let handle = TaskHandle(
            id: task.id, model: task.record.model, mode: task.model.descriptor.mode,
            origin: surface.baseURL?.origin ?? surface.name, credential: surface.credential ?? "", remoteID: remoteID,
            samples: task.samples)
        task.request = nil
        task.record.handle = handle
        task.record.attempts.append(SubmitAttempt(.accepted))
        task.record.state = .queued
        task.acceptedAt = loop.now
        await saveOrTell(task)
        task.hub.send(.submitted(handle))
        askAgain(task)
    }
}
