// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore
public import VideoTasks

extension PostgresTaskStore {
    /// Takes over tasks that nobody who lives follows, the oldest first. What somebody else is taking at the moment is passed
    /// over, not waited for, and the cost does not grow with the number of tasks that are followed or have ended.
    ///
    /// Owners whose leases are over are suspected, and after half a lease more declared dead, by each call.
    public func claim(
        upTo count: Int, of models: Set<ModelID>, except exceptions: Set<TaskID>
    ) async throws(VideoGenerationError) -> [VideoTask] {
        // Asynchronous, although it waits for nobody here: else whoever calls it on this type would get every store's.
        let mine = try owner()
        try buryOwners()
        let condition = PostgresClaim(models: models, exceptions: exceptions)
        var last: [VideoTask] = []
        return try write { transaction throws(PostgresProblem) in
            if transaction.mayHaveHappened {
                let found = try transaction.entries("id = ANY ($1::text[])", [.texts(last.map(\.id.rawValue))])
                let recorded = found.compactMap { if case .readable(let task) = $0 { task } else { nil } }
                // All of it happened, or nothing.
                if !last.isEmpty, recorded == last { return last }
            }
            last = []
            for owner in [nil] + (try transaction.lostOwners()) where last.count < count {
                for task in try transaction.free(of: owner, condition, upTo: count - last.count) {
                    last.append(task.claimed(by: mine))
                }
            }
            try transaction.take(last)
            return last
        }
    }

    /// Suspects all owners whose leases are over, and declares those dead that were suspected for long enough.
    private func buryOwners() throws(VideoGenerationError) {
        let isNeeded = try read { transaction throws(PostgresProblem) in
            try transaction.run("SELECT 1 FROM owner WHERE expires < clock_timestamp() LIMIT 1").first != nil
        }
        guard isNeeded else { return }
        try session().transaction(.write(as: nil)) { transaction throws(PostgresProblem) in
            try OwnerLease.bury(by: transaction)
        }
    }
}

/// Which tasks are wanted.
private struct PostgresClaim {
    let models: PostgresValue
    let exceptions: PostgresValue

    init(models: Set<ModelID>, exceptions: Set<TaskID>) {
        self.models = .texts(models.map(\.description))
        self.exceptions = .texts(exceptions.map(\.rawValue))
    }
}

extension PostgresTransaction {
    /// Those who have unfinished tasks and are not alive any more.
    ///
    /// It goes from name to name through an index: there are as many steps as owners, not as tasks.
    fileprivate func lostOwners() throws(PostgresProblem) -> [String] {
        let unfinished = PostgresSchema.unfinished
        return try run(
            """
            WITH RECURSIVE named (owner) AS (
                (SELECT owner FROM task WHERE \(unfinished) AND owner IS NOT NULL ORDER BY owner LIMIT 1)
                UNION ALL
                SELECT (SELECT owner FROM task WHERE \(unfinished) AND owner > named.owner ORDER BY owner LIMIT 1)
                FROM named WHERE owner IS NOT NULL
            )
            SELECT owner FROM named
            WHERE owner IS NOT NULL AND NOT EXISTS (SELECT 1 FROM owner AS alive WHERE alive.name = named.owner)
            """
        ).rows.compactMap { $0[0] }
    }

    /// Unfinished tasks of an owner, or of nobody, that nobody else is taking at the moment. One that cannot be read is left.
    fileprivate func free(
        of owner: String?, _ claim: PostgresClaim, upTo count: Int
    ) throws(PostgresProblem) -> [VideoTask] {
        let whose = owner == nil ? "owner IS NULL AND $4::text IS NULL" : "owner = $4"
        let rows = try run(
            """
            SELECT id, document FROM task
            WHERE \(PostgresSchema.unfinished) AND \(whose) AND model = ANY ($1::text[]) AND id <> ALL ($2::text[])
            ORDER BY number LIMIT $3 FOR UPDATE SKIP LOCKED
            """,
            [claim.models, claim.exceptions, PostgresValue(count), PostgresValue(owner)]
        ).rows
        return rows.compactMap { row in
            if case .readable(let task) = TaskEntry(id: row[0] ?? "", document: row[1] ?? "") { task } else { nil }
        }
    }

    /// Writes who has these tasks now; they are locked, and nothing else of them is changed.
    fileprivate func take(_ tasks: [VideoTask]) throws(PostgresProblem) {
        guard let owner = tasks.first?.owner else { return }
        var documents: [String] = []
        for task in tasks { documents.append(try Self.document(of: task)) }
        try run(
            """
            UPDATE task SET owner = $1, revision = revision + 1, document = claimed.document
            FROM unnest($2::text[], $3::text[]) AS claimed (id, document) WHERE task.id = claimed.id
            """,
            [.text(owner.rawValue), .texts(tasks.map(\.id.rawValue)), .texts(documents)])
    }
}
