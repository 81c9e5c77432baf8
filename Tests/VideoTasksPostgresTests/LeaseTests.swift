// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks
@testable import VideoTasksPostgres

@Suite("Leases", .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
struct LeaseTests {
    /// What a process is to others that was stopped for longer than its lease.
    private func forget(_ owner: StoreOwner, in place: PostgresPlace) throws {
        try place.sql(
            "UPDATE @.owner SET lease = '0', expires = '2000-01-01', suspected = '2000-01-01' WHERE name = '\(owner.rawValue)'"
        )
    }

    @Test("a part of a pace is the others' once its time is over, for six seconds unless it is asked for again")
    func overdueShare() async throws {
        let place = try PostgresPlace()
        let (first, second) = (try place.store { $0.shareLife = .seconds(6) }, try place.store())
        #expect(try await first.paceShare(of: "a", weight: 1) == PaceShare(1, for: .seconds(6)))
        let left =
            "SELECT expires BETWEEN clock_timestamp() - interval '1 hour' AND clock_timestamp() + interval '6 s' FROM @.pace"
        #expect(try place.sql(left) == [["t"]])
        // On a slow machine six seconds are over before the next call.
        try place.sql("UPDATE @.pace SET expires = expires + interval '1 hour'")
        #expect(try await second.paceShare(of: "a", weight: 1).fraction == 0)
        try place.sql("UPDATE @.pace SET expires = '2000-01-01' WHERE fraction = 1")
        #expect(try await second.paceShare(of: "a", weight: 3).fraction == 1)
        #expect(PostgresSetup().shareLife == .seconds(6))
    }

    @Test("an owner that was not heard of for the length of its lease is dead, and nothing that it writes is taken")
    func stale() async throws {
        let place = try PostgresPlace()
        let (first, second) = (try place.store(), try place.store())
        let owner = try await first.owner()
        let task = try ExampleTasks.new("a", owner: owner)
        _ = try await first.insert(task)
        #expect(try await second.isAlive(owner))
        try forget(owner, in: place)
        #expect(try await !second.isAlive(owner))
        let next = task.example(in: .submitting, at: 2)
        for call in 0..<3 {
            let error = try await #require(throws: VideoGenerationError.self) {
                switch call {
                case 0: _ = try await first.update(next)
                case 1: _ = try await first.insert(try ExampleTasks.new("b"))
                default: _ = try await first.remove(task)
                }
            }
            #expect(error.code == .store && error.message.contains("lease"))
        }
        #expect(try await second.task(task.id) == task)
        #expect(try await second.tasks().count == 1)
        let mine = task.owned(by: try await second.owner()).example(in: .submitting, at: 3)
        #expect(try await second.update(mine))
        // Now it is somebody else's, and the dead owner is told that as anybody would be.
        #expect(try await !first.update(next))
        await first.close()
        await second.close()
    }

    @Test("an id that a service gave to an owner that is dead by now is kept all the same")
    func lateID() async throws {
        let place = try PostgresPlace()
        let (first, second) = (try place.store(), try place.store())
        let owner = try await first.owner()
        var task = try ExampleTasks.new("a", owner: owner)
        _ = try await first.insert(task)
        task = task.example(in: .submitting, at: 2)
        #expect(try await first.update(task))
        try forget(owner, in: place)
        #expect(try await !second.isAlive(owner))
        let unknown = task.example(in: .submissionUnknown, owner: try await second.owner(), at: 3)
        #expect(try await second.update(unknown))
        try await first.rescue(task.example(in: .queued, remoteID: "precious", at: 4))
        let kept = try await second.task(task.id)
        #expect(kept?.handle?.remoteID == "precious")
        #expect(kept?.owner == nil, "whoever is alive may follow it")
        let other = try ExampleTasks.new("b", owner: owner)
        #expect(try await second.insert(other) == nil)
        let error = try await #require(throws: VideoGenerationError.self) {
            try await first.rescue(other.example(in: .submissionUnknown, at: 3))
        }
        #expect(error.message.contains("lease"))
        #expect(try await second.task(other.id) == other)
        await first.close()
        await second.close()
    }

    @Test(
        "an id that comes late to what a living owner follows under another id is noted, and that owner keeps the task")
    func lateIDOfAFollowedTask() async throws {
        let place = try PostgresPlace()
        let (first, second) = (try place.store(), try place.store())
        let (owner, other) = (try await first.owner(), try await second.owner())
        let submitting = try ExampleTasks.new("a", owner: owner).example(in: .submitting, at: 2)
        _ = try await first.insert(try ExampleTasks.new("a", owner: owner))
        #expect(try await first.update(submitting))
        try forget(owner, in: place)
        #expect(try await !second.isAlive(owner))
        let followed = submitting.example(in: .queued, remoteID: "other", owner: other, at: 3)
        #expect(try await second.update(followed))
        let late = submitting.example(in: .queued, remoteID: "late", at: 4)
        #expect(try await !first.update(late))
        try await first.rescue(late)
        let noted = try #require(try await second.task(followed.id))
        #expect(noted.owner == other && noted.handle == followed.handle)
        #expect(noted.attempts.last?.message?.contains("late") == true)
        await first.close()
        await second.close()
    }

    @Test("an owner that writes at the moment is not declared dead before it has written")
    func writing() async throws {
        let place = try PostgresPlace()
        let store = try place.store()
        let owner = try await store.owner()
        try forget(owner, in: place)
        let address = place.server.address()
        let setup = PostgresSetup(name: place.name)
        var hasty = setup
        hasty.patience = 300
        let (writer, judge) = (PostgresSession(address, setup), PostgresSession(address, hasty))
        try writer.transaction(.write(as: owner.rawValue)) { transaction throws(PostgresProblem) in
            try transaction.run("INSERT INTO spending VALUES (1, 1)")
            // It waits for the writer, and here in vain.
            let verdict = Result { () throws(VideoGenerationError) in
                try judge.transaction(.write(as: nil)) { transaction throws(PostgresProblem) in
                    try OwnerLease.declareDead(owner.rawValue, by: transaction)
                }
            }
            #expect(throws: VideoGenerationError.self) { try verdict.get() }
        }
        #expect(try await !store.isAlive(owner))
        #expect(try place.sql("SELECT count(*) FROM @.spending") == [["1"]])
        await store.close()
    }

    @Test("an owner whose lease is over is suspected first, and whoever is heard of then is not dead")
    func suspicion() async throws {
        let place = try PostgresPlace()
        let (first, second) = (try place.store(), try place.store())
        let owner = try await first.owner()
        let condition = "WHERE name = '\(owner.rawValue)'"
        try place.sql("UPDATE @.owner SET expires = '2000-01-01' \(condition)")
        for _ in 0..<3 { #expect(try await second.isAlive(owner)) }
        #expect(try place.sql("SELECT suspected IS NULL FROM @.owner \(condition)") == [["f"]])
        // Its next sign of life, which ends the suspicion.
        try place.sql("UPDATE @.owner SET expires = clock_timestamp() + lease, suspected = NULL \(condition)")
        #expect(try await second.isAlive(owner))
        try place.sql(
            "UPDATE @.owner SET expires = '2000-01-01', suspected = clock_timestamp() - lease * 0.6 \(condition)")
        #expect(try await !second.isAlive(owner))
        await first.close()
        await second.close()
    }

    @Test("a lease is renewed as long as its store is open", .timeLimit(.minutes(1)))
    func renewal() async throws {
        let place = try PostgresPlace()
        let store = try place.store { $0.lease = .seconds(1) }
        let owner = try await store.owner()
        func expiry() throws -> String? {
            try place.sql("SELECT expires FROM @.owner WHERE name = '\(owner.rawValue)'").first?.first ?? nil
        }
        let first = try expiry()
        while try expiry() == first {}
        await store.close()
        #expect(try expiry() == nil)
    }
}
