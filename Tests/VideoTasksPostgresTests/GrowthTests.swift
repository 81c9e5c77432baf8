// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks
@testable import VideoTasksPostgres

@Suite("A large ledger", .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
struct GrowthTests {
    @Test("no call looks through a whole table, however much is recorded", .timeLimit(.minutes(5)))
    func scans() async throws {
        let place = try PostgresPlace()
        let store = try place.store()
        let price = PriceEstimate(
            lowest: Money(micros: 1), highest: Money(micros: 1), currency: "USD", basis: "an example")
        _ = try await store.insert(try ExampleTasks.new("first", key: "first", price: price))
        try place.sql(
            """
            INSERT INTO @.task (id, request_id, model, state, owner, revision, created, updated, document)
            SELECT 'n' || n, 'k' || n, model, 'delivered', owner, 9, created, updated,
                CASE WHEN n % 2 = 0 THEN replace(document, '"stage":{', '"stage":{"handle":{"remote_id":"r' || n || '"},')
                    ELSE document END
            FROM @.task, generate_series(1, 20000) AS n
            """)
        // A living owner's, which nobody else may claim.
        let neighbour = try place.store()
        let neighbourName = try await neighbour.owner().rawValue
        try place.sql(
            """
            INSERT INTO @.task (id, model, state, owner, revision, created, updated, document)
            SELECT 'f' || n, model, 'queued', '\(neighbourName)', 9, created, updated, document
            FROM @.task, generate_series(1, 5000) AS n WHERE id = 'first'
            """)
        try place.sql("INSERT INTO @.charge SELECT 'n' || n, 0, n / 10, 1 FROM generate_series(1, 20000) AS n")
        try place.sql("INSERT INTO @.spending SELECT n, 10 FROM generate_series(1, 2000) AS n")
        try place.sql(
            "INSERT INTO @.running_time (model, seconds, attoseconds) SELECT 'm' || n % 999, 1, 0 FROM generate_series(1, 20000) AS n"
        )
        try place.sql("INSERT INTO @.resubmission SELECT n, 1, 1 FROM generate_series(1, 2000) AS n")
        for table in ["task", "charge", "spending", "running_time", "resubmission"] {
            try place.sql("ANALYZE @.\(table)")
        }
        let counts = """
            SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname = '@' AND relname NOT IN ('owner', 'pace', 'release')
            ORDER BY relname
            """
        await store.close()
        try waitForServers(of: place, but: 1)
        let before = try place.sql(counts)

        let budget = Budget(perDay: Money(micros: 1_000_000))
        let other = try place.store()
        let owner = try await other.owner()
        var task = try ExampleTasks.new("a", key: "new", price: price, owner: owner)
        #expect(try await other.insert(task) == nil)
        #expect(try await other.insert(try ExampleTasks.new("b", key: "k77")) != nil)
        task = task.example(in: .submitting, at: 86_400 * 777)
        #expect(try await other.update(task, within: budget))
        task = task.example(in: .queued, remoteID: "r", at: 86_400 * 777)
        #expect(try await other.update(task, within: budget))
        #expect(try await other.task(task.id) != nil)
        #expect(try await other.task(requestID: "k19999") != nil)
        let query = TaskQuery(remoteIDs: Set((0..<100).map { "r\($0 * 3)" } + ["r"]))
        #expect(try await other.tasks(matching: query, after: nil, upTo: 100).tasks.map(\.id) == [task.id])
        #expect(try await other.tasks(in: [.queued, .running, .submitting]).count == 5_001)
        #expect(try await other.claim(upTo: 5, of: [ExampleTasks.model], except: []).map(\.id.rawValue) == ["first"])
        #expect(try await other.remove(task))
        try await other.record(runningTime: .seconds(1), of: ExampleTasks.model)
        #expect(try await other.runningTimes(of: ExampleTasks.model).count == 1)
        let allowance = ResubmissionAllowance(perDay: 9, amountPerDay: Money(micros: 9), assumedCost: .zero)
        #expect(try await other.takeResubmission(costing: .zero, from: allowance, day: 1_000))
        #expect(try await other.isAlive(owner))
        await other.close()
        await neighbour.close()
        try waitForServers(of: place)
        #expect(try place.sql(counts) == before)
    }

    @Test(
        "a claim reads no more than it takes, however much has ended, is followed, or is free", .timeLimit(.minutes(5)),
        arguments: [true, false])
    func claims(isCounted: Bool) async throws {
        let place = try PostgresPlace()
        let store = try place.store()
        let neighbour = try place.store()
        let living = try await neighbour.owner().rawValue
        _ = try await store.insert(try ExampleTasks.new("first"))
        try place.sql("ALTER TABLE @.task SET (autovacuum_enabled = off)")
        for (letter, state, owner, count) in [
            ("n", "delivered", "NULL", 20_000), ("f", "queued", "'\(living)'", 5_000), ("g", "queued", "NULL", 5_000),
            ("h", "running", "'w-gone'", 5_000),
        ] {
            try place.sql(
                """
                INSERT INTO @.task (id, model, state, owner, revision, created, updated, document)
                SELECT '\(letter)' || n, model, '\(state)', \(owner), 9, n, updated, document
                FROM @.task, generate_series(1, \(count)) AS n WHERE id = 'first'
                """)
        }
        // A server knows how many rows there are once it has looked, a minute after the first of them.
        if isCounted { try place.sql("ANALYZE @.task") }
        await store.close()
        try waitForServers(of: place, but: 1)
        let counts =
            "SELECT idx_tup_fetch + seq_tup_read FROM pg_stat_user_tables WHERE schemaname = '@' AND relname = 'task'"
        func read() throws -> Int { Int(try place.sql(counts).first?.first.flatMap(\.self) ?? "") ?? 0 }
        let before = try read()
        let other = try place.store()
        for _ in 0..<10 {
            #expect(try await other.claim(upTo: 20, of: [ExampleTasks.model], except: []).count == 20)
        }
        await other.close()
        try waitForServers(of: place, but: 1)
        let how = try place.sql(
            """
            SELECT string_agg(indexrelname || ' ' || idx_scan || ' ' || idx_tup_fetch, ', ') FROM pg_stat_user_indexes
            WHERE schemaname = '@' AND relname = 'task'
            """)
        // Each of 200 tasks is found, and found again to be changed; what was claimed before is passed over.
        #expect(try read() - before < 3_000, "\(before) before; scans and rows of each index: \(how)")
        await neighbour.close()
    }

    /// A server process tells what it has counted when it ends.
    private func waitForServers(of place: PostgresPlace, but count: Int = 0) throws {
        try place.sql(
            """
            DO $$ BEGIN
                FOR look IN 1..1200 LOOP
                    IF (SELECT count(*) FROM pg_stat_activity WHERE application_name = '@') = \(count) THEN RETURN; END IF;
                    PERFORM pg_sleep(0.05), pg_stat_clear_snapshot();
                END LOOP;
                RAISE 'a server process does not end';
            END $$
            """)
    }
}
