// SPDX-License-Identifier: Apache-2.0
import CVideoGenPostgres
import Foundation
import TestServers
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@testable import VideoTasksPostgres

@Suite(
    "Hints that there are tasks to claim", .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"),
    .timeLimit(.minutes(1)))
struct ClaimHintTests {
    let place: PostgresPlace

    init() throws {
        place = try PostgresPlace()
    }

    /// How many connections listen.
    private func listening() throws -> String? {
        try place.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = '@' AND query LIKE 'LISTEN%'"
        ).first?[0]
    }

    /// Owns a task in `state`, and ends.
    private func leave(_ state: TaskState) async throws {
        let store = try place.store()
        let task = try ExampleTasks.new("left-\(state)", owner: try await store.owner())
        _ = try await store.insert(task)
        _ = try await store.update(task.example(in: state, at: 100), within: nil)
        await store.close()
    }

    @Test("an owner that ends and leaves a task is told of")
    func left() async throws {
        let worker = try place.store()
        _ = try await worker.tasks()
        var hints = worker.claimHints().makeAsyncIterator()
        #expect(await hints.next() != nil, "what was left before it listened may be there, too")
        try await leave(.queued)
        #expect(await hints.next() != nil)
        #expect(try await worker.claim(upTo: 9, of: [ExampleTasks.model], except: []).count == 1)
    }

    @Test("an owner that ends and leaves nothing to do is not told of")
    func done() async throws {
        let deadline = videogen_pq_now() + 60_000
        let listener = try place.server.address().connect(until: deadline)
        _ = try listener.run("LISTEN \(place.name)", until: deadline)
        try await leave(.delivered)
        try await leave(.running)
        try await leave(.failed)
        // It comes after all that was told before.
        _ = try listener.run("NOTIFY \(place.name)", until: deadline)
        #expect(listener.takeNotifications() == 2)
    }

    @Test("a connection that is lost is made anew, and a hint is given then")
    func lost() async throws {
        let worker = try place.store()
        var hints = worker.claimHints().makeAsyncIterator()
        #expect(await hints.next() != nil)
        try place.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '@' AND query LIKE 'LISTEN%'"
        )
        #expect(await hints.next() != nil)
        try await leave(.running)
        #expect(await hints.next() != nil)
    }

    @Test("once nobody wants hints, nothing listens")
    func unwanted() async throws {
        let worker = try place.store()
        let listener = Task {
            for await _ in worker.claimHints() { if try listening() == "1" { return } }
        }
        try await listener.value
        try place.sql(
            """
            DO $$ BEGIN
                FOR round IN 1..600 LOOP
                    EXIT WHEN (SELECT count(*) FROM pg_stat_activity WHERE application_name = '@' AND query LIKE 'LISTEN%') = 0;
                    PERFORM pg_sleep(0.05), pg_stat_clear_snapshot();
                END LOOP;
            END $$
            """)
        #expect(try listening() == "0")
    }
}
