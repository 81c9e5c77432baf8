// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore
public import VideoTasks

extension SQLiteTaskStore {
    private static let keptRunningTimes = 32

    /// Keeps how long a model took.
    public func record(runningTime: Duration, of model: ModelID) throws(VideoGenerationError) {
        let session = try open()
        let (seconds, attoseconds) = runningTime.components
        try session.write { _ throws(VideoGenerationError) in
            try session.run(
                "INSERT INTO running_time (model, seconds, attoseconds) VALUES (?, ?, ?)",
                [.text(model.description), .integer(seconds), .integer(attoseconds)])
            try session.run(
                """
                DELETE FROM running_time WHERE model = ?1 AND number NOT IN
                    (SELECT number FROM running_time WHERE model = ?1 ORDER BY number DESC LIMIT ?2)
                """,
                [.text(model.description), SQLValue(Self.keptRunningTimes)])
        }
    }

    /// How long a model took lately, the latest last.
    public func runningTimes(of model: ModelID) throws(VideoGenerationError) -> [Duration] {
        try open().run(
            "SELECT seconds, attoseconds FROM running_time WHERE model = ? ORDER BY number", [.text(model.description)]
        ).compactMap { row in
            // Nothing that took less than no time, or centuries: sums of such would overflow.
            guard (0...10_000_000_000).contains(row[0].integer),
                (0..<1_000_000_000_000_000_000).contains(row[1].integer)
            else { return nil }
            return Duration(secondsComponent: row[0].integer, attosecondsComponent: row[1].integer)
        }
    }

    /// Takes one resubmission out of a day's allowance, for all processes that use the file.
    public func takeResubmission(
        costing cost: Money, from allowance: ResubmissionAllowance, day: Int
    ) throws(VideoGenerationError) -> Bool {
        let session = try open()
        return try session.write { _ throws(VideoGenerationError) in
            let taken = try session.run("SELECT count, micros FROM resubmission WHERE day = ?", [SQLValue(day)]).first
            // Whatever the file says, nothing overflows, and less than nothing was never taken.
            let count = Int(clamping: min(max(0, taken?[0].integer ?? 0), .max - 1) + 1)
            let amount = Money(micros: max(0, taken?[1].integer ?? 0)) + cost
            guard allowance.allows(count: count, amount: amount) else { return false }
            try session.run(
                "INSERT OR REPLACE INTO resubmission (day, count, micros) VALUES (?, ?, ?)",
                [SQLValue(day), SQLValue(count), .integer(amount.micros)])
            return true
        }
    }
}
