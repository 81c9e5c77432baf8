// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore
public import VideoTasks

extension SQLiteTaskStore {
    /// Records a new task, unless one with the same request id is recorded.
    ///
    /// - Throws: `store` if it cannot be recorded; if the disk is full, the message says so.
    public func insert(_ task: VideoTask) throws(VideoGenerationError) -> VideoTask? {
        do throws(VideoGenerationError) {
            let session = try open()
            return try session.write { _ throws(VideoGenerationError) in
                if let key = task.requestKey?.id,
                    let existing = try session.recorded("request_id = ?", [.text(key)]).first
                {
                    return existing
                }
                guard try session.recorded("id = ?", [.text(task.id.rawValue)]).isEmpty else {
                    throw VideoGenerationError(.store, "The task \(task.id.rawValue) is recorded already.")
                }
                try session.insert(task)
                return nil
            }
        } catch {
            guard (error.underlying as? SQLiteFailure)?.isDiskFull == true else { throw error }
            throw VideoGenerationError(
                .store,
                "The disk is full: the task could not be recorded in \"\(path)\", and nothing was sent. Free some space "
                    + "and try again.", underlying: error.underlying)
        }
    }

    /// Replaces the recorded task by the next revision of it.
    public func update(_ task: VideoTask, within budget: Budget?) throws(VideoGenerationError) -> Bool {
        let session = try open()
        return try session.write { _ throws(VideoGenerationError) in
            guard try session.replace(task, ifRevision: task.revision - 1) else { return false }
            if let budget { try budget.check(task, spentInDay: try session.spent(on: task.day)) }
            return true
        }
    }

    /// Keeps `task` in the reserve, which needs no room on the disk. Whoever uses the file next, records it.
    ///
    /// - Throws: `store` if the reserve has no room either. The message names the service's id of the task.
    public func rescue(_ task: VideoTask) throws(VideoGenerationError) {
        do throws(VideoGenerationError) {
            try open().rescue(task)
        } catch {
            guard let handle = task.handle else { throw error }
            throw VideoGenerationError(
                .store,
                "The task \(task.id.rawValue) is \(handle.remoteID) at \(handle.model.surface), which could be recorded "
                    + "nowhere. Keep that id. \(error.message)", task: handle, underlying: error)
        }
    }

    /// The task `id`.
    public func task(_ id: TaskID) throws(VideoGenerationError) -> VideoTask? {
        try open().newest("id = ?", [.text(id.rawValue)]).first
    }

    /// The task with the request id.
    public func task(requestID: String) throws(VideoGenerationError) -> VideoTask? {
        try open().newest("request_id = ?", [.text(requestID)]).first
    }

    /// The tasks in one of `states`, oldest first. One that cannot be read is left out, so that it does not hide all the
    /// others; ``findings()`` names it, and ``task(_:)`` throws for it.
    public func tasks(in states: Set<TaskState>) throws(VideoGenerationError) -> [VideoTask] {
        let session = try open()
        // What is not recorded yet may be in another state than its row.
        if try !session.unrecorded().isEmpty {
            return try session.newestReadable("true", []).filter { states.contains($0.state) }
        }
        let words = states.map { SQLValue.text($0.rawValue) }
        let places = words.map { _ in "?" }.joined(separator: ", ")
        return try session.readable("state IN (\(places))", words)
    }

    /// Some of the tasks that a query means, the oldest first. One that cannot be read is left out. So many rows are looked at, at
    /// most, as are wanted, or 200: a page may be short, and another one follow.
    ///
    /// - Throws: Also `invalid_request` for a cursor that is none of this store's.
    public func tasks(
        matching query: TaskQuery, after cursor: TaskCursor?, upTo count: Int
    ) async throws(VideoGenerationError) -> TaskPage {
        guard let start = Int64(cursor?.rawValue ?? "0") else {
            throw VideoGenerationError(.invalidRequest, "The cursor is none of this store's.")
        }
        return try open().page(of: query, after: start, upTo: max(1, count))
    }

    /// Forgets a task at this revision.
    public func remove(_ task: VideoTask) throws(VideoGenerationError) -> Bool {
        let session = try open()
        return try session.write { database throws(VideoGenerationError) in
            try session.run(
                "DELETE FROM task WHERE id = ? AND revision = ?", [.text(task.id.rawValue), SQLValue(task.revision)])
            return database.changes == 1
        }
    }
}
