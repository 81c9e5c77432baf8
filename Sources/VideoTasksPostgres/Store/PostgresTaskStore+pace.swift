// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore
public import VideoTasks

extension PostgresTaskStore {
    /// How long a part of a pace may be used: three times as long as it takes until it is asked for again.
    private static let shareLife = Duration.seconds(6)
    /// Any number that nobody else is likely to lock ("VGpc").
    private static let paceLock = 0x5647_7063

    /// Others ask with the same accounts.
    public nonisolated var sharesPace: Bool { true }

    /// Agrees with all who share the store on the part of an account's pace that is this owner's.
    ///
    /// Who asks for the first time gets what the others have left; they give way when they ask the next time. The part of one
    /// that asks no more is free after six seconds.
    public func paceShare(of account: String, weight: Int) async throws(VideoGenerationError) -> PaceShare {
        let name = PostgresValue.text(try owner().rawValue)
        let (account, weight) = (PostgresValue.text(account), max(1, weight))
        let fraction = try write { transaction throws(PostgresProblem) in
            // One after the other: each sees what those before it have.
            try transaction.run("SELECT pg_advisory_xact_lock(\(Self.paceLock), hashtext($1))", [account])
            let others = try transaction.run(
                """
                SELECT coalesce(sum(weight), 0), coalesce(sum(fraction), 0) FROM pace
                WHERE account = $1 AND owner <> $2 AND expires > clock_timestamp()
                """,
                [account, name]
            ).rows.first
            let otherWeight = others?[0].flatMap { Double($0) } ?? 0
            let taken = others?[1].flatMap { Double($0) } ?? 1
            let fair = Double(weight) / (Double(weight) + max(0, otherWeight))
            let fraction = max(0, min(fair, 1 - taken))
            try transaction.run(
                """
                INSERT INTO pace (account, owner, weight, fraction, expires)
                VALUES ($1, $2, $3, $4, clock_timestamp() + $5::interval)
                ON CONFLICT (account, owner) DO UPDATE
                SET weight = EXCLUDED.weight, fraction = EXCLUDED.fraction, expires = EXCLUDED.expires
                """,
                [
                    account, name, PostgresValue(weight), .real(fraction),
                    .text("\(Self.shareLife.components.seconds) seconds"),
                ])
            return fraction
        }
        return PaceShare(fraction, for: Self.shareLife)
    }
}
