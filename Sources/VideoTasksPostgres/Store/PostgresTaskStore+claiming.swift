// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore
public import VideoTasks

extension PostgresTaskStore {
    /// Takes over tasks that nobody who lives follows: nobody's, and those of each lost owner, of each the oldest first, the owners in any order. What somebody
    /// else is taking at the moment is passed over, not waited for, and the cost does not grow with the number of tasks that are
    /// followed or have ended.
    ///
    /// Owners whose leases are over are suspected, and after half a lease more declared dead, by each call.
    public func claim(
        upTo count: Int, of models: Set<ModelID>, except exceptions: Set<TaskID>
    ) async throws(VideoGenerationError) -> [VideoTask] {
        // Asynchronous, although it waits for nobody here: else whoever calls it on this type would get every store's.
        let mine = try owner()
        try buryOwners()
        var tried: [TaskID] = []
        return try write { transaction throws(PostgresProblem) in
            if transaction.mayHaveHappened {
                let claimed = try transaction.claimed(tried, by: mine)
                if !claimed.isEmpty { return claimed }
            }
            var tasks: [VideoTask] = []
            // In any order, or those of one would wait as long as another one has some.
            for owner in ([nil] + (try transaction.lostOwners())).shuffled() where tasks.count < count {
                let condition = PostgresClaim(owner: owner, models: models, exceptions: exceptions)
                tasks += try transaction.free(condition, upTo: count - tasks.count)
            }
            tried = tasks.map(\.id)
            return try transaction.take(tasks.map { $0.claimed(by: mine) })
        }
    }

    /// Says when an owner has ended and left tasks: LISTEN and NOTIFY, on a connection of its own. It says nothing where a pooler such
    /// as PgBouncer is in between, and nothing of owners that were declared dead or of tasks that were given back. It goes on until
    /// nobody iterates, also where this value is closed.
    public nonisolated func claimHints() -> AsyncStream<Void> {
        ClaimListener.hints(address, setup)
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
    let owner: String?
    let models: Set<ModelID>
    var exceptions: Set<TaskID>
}

extension PostgresTransaction {
    /// Those who have unfinished tasks and are not alive any more.
    ///
    /// It goes from name to name through an index: there are as many steps as owners, not as tasks.
    ///
    /// What follows in the transaction goes through an index as well: a server that has not counted a table's rows yet takes them for
    /// so few that it would read all that are free, and sort them.
    fileprivate func lostOwners() throws(PostgresProblem) -> [String] {
        let unfinished = PostgresSchema.unfinished
        return try run(
            """
            SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off;
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

    /// Unfinished tasks of an owner, or of nobody, the oldest first, that nobody else is taking at the moment. One that cannot
    /// be read is passed over.
    fileprivate func free(_ claim: PostgresClaim, upTo count: Int) throws(PostgresProblem) -> [VideoTask] {
        var claim = claim
        var tasks: [VideoTask] = []
        while tasks.count < count {
            let rows = try freeRows(claim, upTo: count - tasks.count)
            var unreadable = 0
            for row in rows {
                switch TaskEntry(row) {
                case .readable(let task): tasks.append(task)
                case .unreadable: unreadable += 1
                }
            }
            guard unreadable > 0 else { break }
            claim.exceptions.formUnion(rows.map { TaskID(rawValue: $0[0] ?? "") })
        }
        return tasks
    }

    private func freeRows(_ claim: PostgresClaim, upTo count: Int) throws(PostgresProblem) -> [[String?]] {
        // In an order that one index has and no other: else a whole one is walked through, past all that has ended.
        try run(
            """
            SELECT id, document FROM task
            WHERE \(PostgresSchema.unfinished) AND \(claim.owner == nil ? "owner IS NULL" : "owner = $4")
                AND model = ANY ($1::text[]) AND id <> ALL ($2::text[])
            ORDER BY owner, created, number LIMIT $3 FOR UPDATE SKIP LOCKED
            """,
            [
                .texts(claim.models.map(\.description)), .texts(claim.exceptions.map(\.rawValue)),
                PostgresValue(count),
            ] + (claim.owner.map { [.text($0)] } ?? [])
        ).rows
    }

    /// Those of these tasks that `owner` has, once nobody is changing them any more.
    fileprivate func claimed(_ ids: [TaskID], by owner: StoreOwner) throws(PostgresProblem) -> [VideoTask] {
        let values = [PostgresValue.texts(ids.map(\.rawValue)), .text(owner.rawValue)]
        try run("SELECT 1 FROM task WHERE id = ANY ($1::text[]) ORDER BY number FOR UPDATE", [values[0]])
        return try rows("id = ANY ($1::text[]) AND owner = $2 AND \(PostgresSchema.unfinished)", values)
            .compactMap { if case .readable(let task) = TaskEntry($0) { task } else { nil } }
    }

    /// Writes who has these tasks now; they are locked, and nothing else of them is changed.
    fileprivate func take(_ tasks: [VideoTask]) throws(PostgresProblem) -> [VideoTask] {
        guard let owner = tasks.first?.owner else { return [] }
        var documents: [String] = []
        for task in tasks { documents.append(try Self.document(of: task)) }
        try run(
            """
            UPDATE task SET owner = $1, revision = revision + 1, document = claimed.document
            FROM unnest($2::text[], $3::text[]) AS claimed (id, document) WHERE task.id = claimed.id
            """,
            [.text(owner.rawValue), .texts(tasks.map(\.id.rawValue)), .texts(documents)])
        return tasks
    }
}
