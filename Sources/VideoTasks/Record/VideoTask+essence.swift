// SPDX-License-Identifier: Apache-2.0
package import VideoGenerationCore

extension VideoTask {
    /// What of a record must not be lost where there is no room for all of it: where the task stands, and what changed
    /// last.
    package struct Essence: Codable, Hashable, Sendable {
        /// The task's id.
        package let id: TaskID
        /// The revision that was to be recorded.
        package let revision: Int
        /// Where it stands.
        package let stage: Stage
        /// Who follows it.
        package let owner: StoreOwner?
        /// How many submissions were made.
        let attemptCount: Int
        /// The last of them.
        let attempt: SubmitAttempt?
        /// What happened last.
        let events: [HistoryEntry]
        /// Seconds since 1970 of the last change.
        let updated: Double

        enum CodingKeys: String, CodingKey {
            case id, revision, stage, owner, attempt, events, updated
            case attemptCount = "attempts"
        }

        init(
            id: TaskID, revision: Int, stage: Stage, owner: StoreOwner?, attemptCount: Int, attempt: SubmitAttempt?,
            events: [HistoryEntry], updated: Double
        ) {
            self.id = id
            self.revision = revision
            self.stage = stage
            self.owner = owner
            self.attemptCount = attemptCount
            self.attempt = attempt
            self.events = events
            self.updated = updated
        }

        /// The service's id of the task, if there is one.
        package var handle: TaskHandle? { stage.handle }
    }

    /// What of this record must not be lost.
    package var essence: Essence {
        Essence(
            id: id, revision: revision, stage: stage, owner: owner, attemptCount: attempts.count,
            attempt: attempts.last, events: history.suffix(2), updated: updated)
    }

    /// This record, as it was to be when `essence` was taken of it.
    ///
    /// - Returns: Nil if the record has that, or something newer, already. A record that does not know the service's id
    ///   is never the newer one; where another id is followed by now, or nothing any more, ours is noted.
    package func taking(_ essence: Essence) -> VideoTask? {
        guard id == essence.id else { return nil }
        var lacksHandle = false
        if let missing = essence.handle, !missing.isSameTask(as: handle) {
            switch stage {
            case .prepared, .submitting, .unknown: lacksHandle = true
            case .ended where handle == nil && essence.revision > revision: break
            case .accepted, .ended: return noting(missing, costing: essence.attempt?.cost, at: essence.updated)
            }
        }
        guard essence.revision > revision || lacksHandle else { return nil }
        var task = self
        task.stage = essence.stage
        task.owner = essence.owner
        if essence.attemptCount > attempts.count, let attempt = essence.attempt { task.attempts.append(attempt) }
        task.history += essence.events.filter { !history.contains($0) }
        // Its writer knows its own record by the time, also if the clock was set back.
        task.updated = essence.revision > revision ? essence.updated : max(updated, essence.updated)
        // One that overtook it keeps its turn, so that its writer's next change is refused.
        task.revision = essence.revision > revision ? essence.revision : revision + 1
        return task
    }

    /// The next revision of this record, with a second submission that a service took as well: it may be billed, and is
    /// not followed.
    ///
    /// - Returns: Nil if that is noted already.
    func noting(_ other: TaskHandle, costing cost: Money?, at time: Double) -> VideoTask? {
        let message = other.alsoTaken
        guard !attempts.contains(where: { $0.outcome == .accepted && $0.message == message }) else { return nil }
        var noted = self
        noted.note("accepted", message, at: time)
        noted.attempts.append(
            SubmitAttempt(
                .accepted, by: other.model, for: other.credential, costing: cost ?? price?.highest, message, at: time))
        noted.revision += 1
        return noted
    }
}

extension TaskHandle {
    /// Whether both name one task of one service.
    func isSameTask(as other: TaskHandle?) -> Bool {
        (origin, remoteID) == (other?.origin, other?.remoteID)
    }

    /// What is noted of one that is not followed.
    var alsoTaken: String { "\(origin) also took it as \(remoteID)." }
}
