// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore
public import VideoTasks

extension PostgresTaskStore {
    private static let keptRunningTimes = 32

    /// Keeps how long a model took.
    public func record(runningTime: Duration, of model: ModelID) throws(VideoGenerationError) {
        let (seconds, attoseconds) = runningTime.components
        let name = PostgresValue.text(model.description)
        try write { transaction throws(PostgresProblem) in
            // In doubt it is left out: one time fewer does no harm.
            guard !transaction.mayHaveHappened else { return }
            try transaction.run(
                "INSERT INTO running_time (model, seconds, attoseconds) VALUES ($1, $2, $3)",
                [name, .integer(seconds), .integer(attoseconds)])
            try transaction.run(
                """
                DELETE FROM running_time WHERE model = $1 AND number <= (
                    SELECT number FROM running_time WHERE model = $1 ORDER BY number DESC OFFSET $2 LIMIT 1
                )
                """,
                [name, PostgresValue(Self.keptRunningTimes)])
        }
    }

    /// How long a model took lately, the latest last.
    public func runningTimes(of model: ModelID) throws(VideoGenerationError) -> [Duration] {
        let rows = try read { transaction throws(PostgresProblem) in
            try transaction.run(
                """
                SELECT seconds, attoseconds FROM running_time WHERE model = $1 ORDER BY number DESC LIMIT $2
                """,
                [.text(model.description), PostgresValue(Self.keptRunningTimes)]
            ).rows
        }
        return rows.reversed().compactMap { row in
            // Nothing that took less than no time, or centuries: sums of such would overflow.
            guard let seconds = row[0].flatMap({ Int64($0) }), let attoseconds = row[1].flatMap({ Int64($0) }),
                (0...10_000_000_000).contains(seconds), (0..<1_000_000_000_000_000_000).contains(attoseconds)
            else { return nil }
            return Duration(secondsComponent: seconds, attosecondsComponent: attoseconds)
        }
    }

    /// Takes one resubmission out of a day's allowance, for all who share the store.
    ///
    /// - Throws: `store`. If the connection was lost meanwhile it may have been taken; nothing may be submitted then.
    public func takeResubmission(
        costing cost: Money, from allowance: ResubmissionAllowance, day: Int
    ) throws(VideoGenerationError) -> Bool {
        try write { transaction throws(PostgresProblem) in
            guard !transaction.mayHaveHappened else {
                throw .refused(
                    VideoGenerationError(
                        .store,
                        "The connection was lost while a resubmission was taken out of the day's allowance. It may be gone."
                    ))
            }
            let key = [PostgresValue(day)]
            try transaction.run(
                "INSERT INTO resubmission (day, count, micros) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING", key)
            let taken = try transaction.run(
                "SELECT count, micros FROM resubmission WHERE day = $1 FOR UPDATE", key
            ).rows.first
            // Whatever the table says, nothing overflows, and less than nothing was never taken.
            func number(at column: Int) -> Int64 { max(0, (taken?[column]).flatMap { Int64($0) } ?? 0) }
            let count = Int(clamping: min(number(at: 0), .max - 1) + 1)
            let amount = Money(micros: number(at: 1)) + cost
            guard allowance.allows(count: count, amount: amount) else { return false }
            try transaction.run(
                "UPDATE resubmission SET count = $2, micros = $3 WHERE day = $1",
                [PostgresValue(day), PostgresValue(count), .integer(amount.micros)])
            return true
        }
    }
}
