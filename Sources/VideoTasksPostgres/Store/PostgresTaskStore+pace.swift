// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore
public import VideoTasks

extension PostgresTaskStore {
    /// Any number that nobody else is likely to lock ("VGpc").
    private static let paceLock = 0x5647_7063

    /// Others ask with the same accounts.
    public nonisolated var sharesPace: Bool { true }

    /// Agrees with all who share the store on the part of an account's pace that is this owner's.
    ///
    /// Who asks for the first time gets what the others have left; they give way when they ask the next time, and what they gave up is
    /// free once they have asked again, so that an answer that is lost makes nobody ask too often. The part of one that asks no
    /// more is free after six seconds.
    public func paceShare(of account: String, weight: Int) async throws(VideoGenerationError) -> PaceShare {
        let name = PostgresValue.text(try owner().rawValue)
        let (key, account, weight) = (account, PostgresValue.text(account), max(1, weight))
        // As long as we have not heard of a smaller part, the larger one is in use.
        let used = PostgresValue.real(shares[key] ?? 0)
        let fraction = try write { transaction throws(PostgresProblem) in
            // One after the other: each sees what those before it have.
            try transaction.run("SELECT pg_advisory_xact_lock(\(Self.paceLock), hashtext($1))", [account])
            let others = try transaction.run(
                """
                SELECT coalesce(sum(weight), 0), coalesce(sum(greatest(fraction, used)), 0) FROM pace
                WHERE account = $1 AND owner <> $2 AND expires > clock_timestamp()
                """,
                [account, name]
            ).rows.first
            let otherWeight = others?[0].flatMap { Double($0) } ?? 0
            let taken = others?[1].flatMap { Double($0) } ?? 1
            let fair = Double(weight) / (Double(weight) + max(0, otherWeight))
            let free = min(fair, 1 - taken)
            let fraction = free < 1e-6 ? 0 : free
            try transaction.run(
                """
                INSERT INTO pace (account, owner, weight, fraction, used, expires)
                VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6::interval)
                ON CONFLICT (account, owner) DO UPDATE SET weight = EXCLUDED.weight, fraction = EXCLUDED.fraction,
                    used = EXCLUDED.used, expires = EXCLUDED.expires
                """,
                [
                    account, name, PostgresValue(weight), .real(fraction), used,
                    .text(setup.shareLife.interval),
                ])
            return fraction
        }
        shares[key] = fraction
        return PaceShare(fraction, for: setup.shareLife)
    }
}
