// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import TestServers
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks
@testable import VideoTasksPostgres

@Suite("Claims", .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
struct ClaimTests {
    /// `VIDEOGEN_CLAIMS` is for long runs.
    private static let count = ProcessInfo.processInfo.environment["VIDEOGEN_CLAIMS"].flatMap { Int($0) } ?? 2_000

    @Test(
        "of sixteen workers that claim at once each gets other tasks, and all get all of them", .timeLimit(.minutes(30))
    )
    func sixteen() async throws {
        let place = try PostgresPlace()
        let first = try place.store()
        _ = try await first.insert(try ExampleTasks.new("0"))
        try place.sql(
            """
            INSERT INTO @.task (id, model, state, revision, created, updated, document)
            SELECT n, model, state, revision, created, updated, replace(document, '"id":"0"', '"id":"' || n || '"')
            FROM @.task, generate_series(1, \(Self.count - 1)) AS n
            """)
        let tally = Tally()
        let stores = try (0..<16).map { _ in try place.store() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for store in stores {
                group.addTask {
                    while true {
                        let tasks = try await store.claim(upTo: 50, of: [ExampleTasks.model], except: [])
                        tally.note(tasks)
                        // What others hold at the moment is passed over; once all is claimed, nobody waits for anybody.
                        if tasks.isEmpty, tally.claimed == Self.count { break }
                    }
                }
            }
            try await group.waitForAll()
        }
        // Not before: what a store that is closed has claimed is free.
        for store in stores { await store.close() }
        #expect(tally.twice == 0)
        #expect(
            try place.sql("SELECT count(*), min(revision), max(revision) FROM @.task") == [["\(Self.count)", "1", "1"]])
        await first.close()
    }

    @Test(
        "what a worker was claiming when its connection was lost is its own, and no other's",
        arguments: CuttingProxy.Cut.allCases)
    func cut(_ cut: CuttingProxy.Cut) async throws {
        let place = try PostgresPlace()
        let proxy = try CuttingProxy(to: place.server)
        let store = PostgresTaskStore(proxy.address, PostgresSetup(name: place.name))
        let owner = try await store.owner()
        let gone = StoreOwner(rawValue: "w-gone")
        // Of two owners, one after the other, so that their order is not that of the table.
        for (index, name) in ["a", "b", "c", "d", "e"].enumerated() {
            _ = try await store.insert(try ExampleTasks.new(name, owner: index % 2 == 0 ? gone : nil))
        }
        // The first transaction only looks for owners whose leases are over.
        proxy.cut(cut, cut)
        let claimed = try await store.claim(upTo: 4, of: [ExampleTasks.model], except: [])
        #expect(proxy.isDone)
        #expect(claimed.count == 4 && claimed.allSatisfy { $0.owner == owner })
        let mine = try await store.tasks().filter { $0.owner == owner }
        #expect(Set(mine) == Set(claimed))
        await store.close()
        proxy.stop()
    }

    @Test("records that cannot be read do not stand in the way of others")
    func unreadable() async throws {
        let place = try PostgresPlace()
        let store = try place.store()
        for number in 0..<5 { _ = try await store.insert(try ExampleTasks.new("\(number)")) }
        try place.sql("UPDATE @.task SET document = '{}' WHERE number <= 3")
        #expect(try await store.claim(upTo: 1, of: [ExampleTasks.model], except: []).map(\.id.rawValue) == ["3"])
        #expect(try await store.claim(upTo: 9, of: [ExampleTasks.model], except: []).map(\.id.rawValue) == ["4"])
        await store.close()
    }

    @Test("what an owner left behind that was not heard of is claimed once it is declared dead")
    func inherited() async throws {
        let place = try PostgresPlace()
        let (first, second) = (try place.store(), try place.store())
        let owner = try await first.owner()
        _ = try await first.insert(try ExampleTasks.new("a", owner: owner))
        func claimed() async throws -> Int {
            try await second.claim(upTo: 9, of: [ExampleTasks.model], except: []).count
        }
        #expect(try await claimed() == 0)
        try place.sql("UPDATE @.owner SET expires = '2000-01-01' WHERE name = '\(owner.rawValue)'")
        #expect(try await claimed() == 0, "it is only suspected")
        try place.sql("UPDATE @.owner SET suspected = '2000-01-01' WHERE name = '\(owner.rawValue)'")
        #expect(try await claimed() == 1)
        await first.close()
        await second.close()
    }
}

/// Which tasks were claimed.
private final class Tally: Sendable {
    private let state = Mutex((ids: Set<TaskID>(), twice: 0))

    var claimed: Int { state.withLock { $0.ids.count } }
    var twice: Int { state.withLock { $0.twice } }

    func note(_ tasks: [VideoTask]) {
        state.withLock { state in
            for task in tasks where !state.ids.insert(task.id).inserted { state.twice += 1 }
        }
    }
}
