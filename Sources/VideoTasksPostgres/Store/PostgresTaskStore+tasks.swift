// SPDX-License-Identifier: Apache-2.0
import TaskDatabases
public import VideoGenerationCore
public import VideoTasks

extension PostgresTaskStore {
    /// Records a new task, unless one with the same request id is recorded.
    public func insert(_ task: VideoTask) throws(VideoGenerationError) -> VideoTask? {
        let id = [PostgresValue.text(task.id.rawValue)]
        return try write { transaction throws(PostgresProblem) in
            if try transaction.insert(task) { return nil }
            if let key = task.requestKey?.id,
                let existing = try transaction.recorded("request_id = $1", [.text(key)]), existing.id != task.id
            {
                return existing
            }
            let recorded = try transaction.recorded("id = $1", id)
            if transaction.mayHaveHappened, recorded == task { return nil }
            throw .refused(VideoGenerationError(.store, "The task \(task.id.rawValue) is recorded already."))
        }
    }

    /// Replaces the recorded task by the next revision of it.
    ///
    /// - Throws: Also `store` if this owner is dead by now and the task is still as it left it; where somebody else has
    ///   changed it, that is false as for everybody.
    public func update(_ task: VideoTask, within budget: Budget?) throws(VideoGenerationError) -> Bool {
        try writeEvenIfDead { transaction throws(PostgresProblem) in
            guard transaction.isOwnerAlive else {
                let recorded = try transaction.recorded("id = $1", [.text(task.id.rawValue)])
                if transaction.mayHaveHappened, recorded == task { return true }
                if recorded?.revision == task.revision - 1 { try transaction.checkOwner() }
                return false
            }
            guard try transaction.replace(task, ifRevision: task.revision - 1) else {
                // It is what this very call has recorded, before its connection was lost.
                guard transaction.mayHaveHappened else { return false }
                return try transaction.recorded("id = $1", [.text(task.id.rawValue)]) == task
            }
            guard let budget else { return true }
            let spent = try transaction.spent(on: task.day)
            do throws(VideoGenerationError) {
                try budget.check(task, spentInDay: spent)
            } catch {
                throw .refused(error)
            }
            return true
        }
    }

    /// Puts what of `task` must not be lost into the record, on a new connection, whoever owns the task by now: an id that a service
    /// gave is worth more than who has it.
    ///
    /// - Throws: `store` if the database cannot be written. The message names the service's id of the task.
    public func rescue(_ task: VideoTask) throws(VideoGenerationError) {
        do throws(VideoGenerationError) {
            try rescuing(task)
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
        try read { transaction throws(PostgresProblem) in
            try transaction.recorded("id = $1", [.text(id.rawValue)])
        }
    }

    /// The task with the request id.
    public func task(requestID: String) throws(VideoGenerationError) -> VideoTask? {
        try read { transaction throws(PostgresProblem) in
            try transaction.recorded("request_id = $1", [.text(requestID)])
        }
    }

    /// The tasks in one of `states`, oldest first. One that cannot be read is left out, so that it does not hide all the
    /// others; ``task(_:)`` throws for it.
    public func tasks(in states: Set<TaskState>) throws(VideoGenerationError) -> [VideoTask] {
        // Read where no transaction is open any more: the server waits for nobody who decodes.
        let rows = try read { transaction throws(PostgresProblem) in
            try transaction.rows("state = ANY ($1::text[])", [.texts(states.map(\.rawValue))])
        }
        return rows.compactMap { if case .readable(let task) = TaskEntry($0) { task } else { nil } }
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
        let (count, limit) = (max(1, count), max(count, 200))
        var conditions = ["number > $1", "state = ANY ($2::text[])"]
        var values: [PostgresValue] = [.integer(start), .texts(query.states.map(\.rawValue)), PostgresValue(limit)]
        func add(_ condition: String, _ value: PostgresValue) {
            values.append(value)
            conditions.append("\(condition) $\(values.count)")
        }
        if let surface = query.surface { add("split_part(model, '/', 1) =", .text(surface)) }
        if let model = query.model { add("model =", .text(model.description)) }
        if let time = query.unchangedSince { add("updated <=", .real(time)) }
        // A sum is in no index, so that those of the service's id are found by theirs and not among all.
        var order = "number"
        if let ids = query.remoteIDs {
            values.append(.texts(ids.map(TaskDocument.remoteKey(of:))))
            conditions.append("\(PostgresSchema.remoteKey) = ANY ($\(values.count)::text[])")
            order = "number + 0"
        }
        let rows = try read { transaction throws(PostgresProblem) in
            try transaction.run(
                """
                SELECT id, document, number FROM task WHERE \(conditions.joined(separator: " AND "))
                ORDER BY \(order) LIMIT $3
                """, values
            ).rows
        }
        var tasks: [VideoTask] = []
        for row in rows {
            guard case .readable(let task) = TaskEntry(row), query.matches(task)
            else { continue }
            tasks.append(task)
            if tasks.count == count { return TaskPage(tasks, next: row[2].map(TaskCursor.init(rawValue:))) }
        }
        let isLast = rows.count < limit
        return TaskPage(tasks, next: isLast ? nil : rows.last?[2].map(TaskCursor.init(rawValue:)))
    }

    /// Forgets a task at this revision.
    public func remove(_ task: VideoTask) throws(VideoGenerationError) -> Bool {
        try write { transaction throws(PostgresProblem) in
            let removed = try transaction.run(
                "DELETE FROM task WHERE id = $1 AND revision = $2",
                [.text(task.id.rawValue), PostgresValue(task.revision)]
            ).changed
            guard removed == 0, transaction.mayHaveHappened else { return removed == 1 }
            return try transaction.run("SELECT 1 FROM task WHERE id = $1", [.text(task.id.rawValue)]).first == nil
        }
    }
}
