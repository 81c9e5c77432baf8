// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoTasks

@testable import VideoTasksPostgres

@Suite("A pace that workers share", .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
struct PaceTests {
    @Test("those that are gone leave nothing behind", .timeLimit(.minutes(5)))
    func gone() async throws {
        let place = try PostgresPlace()
        let store = try place.store()
        _ = try await store.paceShare(of: "a", weight: 1)
        try place.sql(
            """
            INSERT INTO @.pace (account, owner, weight, fraction, used, expires)
            SELECT account, 'gone-' || n, 1, 0.01, 0.01, clock_timestamp() - n * interval '40 seconds'
            FROM (VALUES ('a'), ('b')) AS v (account), generate_series(1, 20) AS n
            """)
        #expect(try await store.paceShare(of: "a", weight: 1).fraction == 1)
        let rows = try place.sql("SELECT account, count(*) FROM @.pace GROUP BY account ORDER BY account")
        // What ran out a moment ago may be its owner's yet, who asks again.
        #expect(rows == [["a", "2"], ["b", "20"]])
        await store.close()
    }
}
