// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoTasks

@testable import VideoTasksSQLite

@Suite("Indexes")
struct IndexTests {
    @Test("a task is found by its service's id without a look at the others", arguments: [1, 200], [false, true])
    func remoteIDs(count: Int, isAnalyzed: Bool) throws {
        let folder = try StoreFolder()
        let session = try StoreSession(folder.file, StoreSetup())
        try session.run(
            """
            WITH RECURSIVE row (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < 5000)
            INSERT INTO task (id, model, state, revision, created, updated, document)
            SELECT n, 'a/b', 'queued', 0, 0, 0, '{"handle":{"remote_id":"r' || n || '"}}' FROM row
            """)
        if isAnalyzed { try session.run("ANALYZE") }
        let query = TaskQuery(remoteIDs: Set((1...count).map { "r\($0)" }))
        let (rows, values) = (StoreSession.rows(of: query), StoreSession.values(of: query, after: 0, upTo: 500))
        #expect(try session.run(rows, values).map(\.[0].integer) == (1...count).map(Int64.init))
        let plan = try session.run("EXPLAIN QUERY PLAN " + rows, values).compactMap(\.[3].text)
        #expect(plan.contains { $0.contains("USING INDEX task_remote (") }, "\(plan)")
    }
}
