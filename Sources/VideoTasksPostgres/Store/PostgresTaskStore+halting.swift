// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore
public import VideoTasks

extension PostgresTaskStore {
    /// What is not to be used at the moment.
    public func halts() async throws(VideoGenerationError) -> [Halt] {
        try read { transaction throws(PostgresProblem) in
            try transaction.run("SELECT target, extent, reason, since FROM halt ORDER BY target").rows
        }.map { row in
            // What a later release means by a word that is new goes as far as anything.
            Halt(
                of: row[0] ?? "", row[1].flatMap(Halt.Extent.init) ?? .pause, because: row[2],
                since: row[3].flatMap { Double($0) } ?? 0)
        }
    }

    /// Keeps a halt, in place of the one with its target, for all who share the store.
    public func record(_ halt: Halt) async throws(VideoGenerationError) {
        _ = try write { transaction throws(PostgresProblem) in
            try transaction.run(
                """
                INSERT INTO halt (target, extent, reason, since) VALUES ($1, $2, $3, $4)
                ON CONFLICT (target) DO UPDATE SET extent = EXCLUDED.extent, reason = EXCLUDED.reason,
                    since = EXCLUDED.since
                """,
                [.text(halt.target), .text(halt.extent.rawValue), PostgresValue(halt.reason), .real(halt.since)])
        }
    }

    /// Removes the halt of a target.
    public func removeHalt(of target: String) async throws(VideoGenerationError) -> Bool {
        try write { transaction throws(PostgresProblem) in
            let rows = try transaction.run("DELETE FROM halt WHERE target = $1 RETURNING target", [.text(target)]).rows
            // It may have been done before the connection was lost.
            return !rows.isEmpty || transaction.mayHaveHappened
        }
    }
}
