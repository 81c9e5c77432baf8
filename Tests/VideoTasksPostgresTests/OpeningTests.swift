// SPDX-License-Identifier: Apache-2.0
import CVideoGenPostgres
import Foundation
import TestServers
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@testable import VideoTasksPostgres

@Suite("Opening a store in PostgreSQL", .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
struct OpeningTests {
    @Test("many that open an empty database at once make its tables once")
    func together() async throws {
        let place = try PostgresPlace()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    let store = try place.store()
                    let count = try await store.tasks().count
                    await store.close()
                    return count
                }
            }
            for try await count in group { #expect(count == 0) }
        }
        #expect(try place.sql("SELECT version FROM @.release") == [["\(PostgresSchema.current.version)"]])
    }

    @Test("a release and the one before work side by side, and one that is too old is told so")
    func releases() async throws {
        let place = try PostgresPlace()
        let old = try place.store()
        let task = try ExampleTasks.new("a")
        _ = try await old.insert(task)
        let new = try place.store { $0.tables.steps.append(["ALTER TABLE task ADD COLUMN note text"]) }
        #expect(try await new.task(task.id) == task)
        #expect(try await old.update(task.example(in: .submitting, at: 2), within: nil))
        let again = try place.store()
        #expect(try await again.tasks().count == 1)
        try place.sql("UPDATE @.release SET oldest = \(PostgresSchema.current.version + 1)")
        let error = try await #require(throws: VideoGenerationError.self) { try await place.store().tasks() }
        #expect(error.code == .configuration && error.message.contains("newer release"))
        let seen = try await #require(throws: VideoGenerationError.self) { try await place.store().summary() }
        #expect(seen.message == error.message)
        for store in [old, new, again] { await store.close() }
    }

    @Test("who looks at a store makes no tables, and is told their version")
    func looking() async throws {
        let place = try PostgresPlace()
        let store = try place.store()
        let before = try await store.summary()
        #expect(before.schemaVersion == nil && before.unfinishedCount == 0)
        #expect(try place.sql("SELECT 1 FROM pg_namespace WHERE nspname = '@'").isEmpty)
        _ = try await store.insert(try ExampleTasks.new("a", owner: try await store.owner()))
        let after = try await store.summary()
        #expect(after.schemaVersion == after.releaseVersion && after.unfinishedCount == 1 && after.ownerCount == 1)
        await store.close()
    }

    @Test("a database that keeps other texts than UTF-8 is refused")
    func encoding() async throws {
        let server = try PostgresServer.made.get()
        _ = try? server.sql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
        let store = PostgresTaskStore(address: server.address(database: "latin"))
        for call in [{ _ = try await store.tasks() }, { _ = try await store.summary() }]
            as [@Sendable () async throws -> Void]
        {
            let error = try await #require(throws: VideoGenerationError.self) { try await call() }
            #expect(error.code == .configuration && error.message.contains("UTF8"))
        }
    }

    @Test(
        "an address that cannot be understood is refused without quoting it",
        arguments: ["postgresql://me:hunter2@host/db?hunter2", "password=hunter2 hunter2", "hunter2", "host='hunter2"])
    func address(text: String) async throws {
        let store = PostgresTaskStore(address: PostgresAddress(text))
        let error = try await #require(throws: VideoGenerationError.self) { try await store.tasks() }
        #expect(error.code == .configuration)
        #expect(!"\(error)".contains("hunter2"))
    }

    @Test(
        "a password is never told",
        arguments: ["host=/nowhere password=hunter2 user=me", "host=/nowhere user=me dbname=x password='hunter2'"])
    func password(text: String) async throws {
        let store = PostgresTaskStore(PostgresAddress(text), PostgresSetup(patience: 1))
        let error = try await #require(throws: VideoGenerationError.self) { try await store.tasks() }
        #expect(error.code == .store)
        #expect(!"\(error)".contains("hunter2"))
    }

    @Test(
        "a password with characters that would end it is not taken for anything else",
        arguments: [
            "postgresql://me:hun@ter2@nowhere/db", "postgresql://me:hun/ter2@nowhere/db",
        ])
    func unescaped(text: String) async throws {
        let store = PostgresTaskStore(PostgresAddress(text), PostgresSetup(patience: 1))
        let error = try await #require(throws: VideoGenerationError.self) { try await store.tasks() }
        #expect(error.code == .configuration && error.message.contains("%40"))
        #expect(!["hun", "ter2"].contains { error.message.contains($0) })
    }

    @Test(
        "a server that refuses is not asked again", .timeLimit(.minutes(1)),
        arguments: ["dbname=missing user=videogen", "dbname=postgres user=missing"])
    func refusal(words: String) async throws {
        let server = try PostgresServer.made.get()
        var setup = PostgresSetup()
        setup.patience = 600_000
        let store = PostgresTaskStore(PostgresAddress("host=\(server.folder) \(words)"), setup)
        let error = try await #require(throws: VideoGenerationError.self) { try await store.tasks() }
        #expect(error.code == .store && error.message.contains("does not exist"), "\(error.message)")
        #expect(error.message.contains("SQLSTATE"))
    }

    @Test(
        "a server that is about to begin, or has too many connections, is asked again, whatever its language",
        arguments: ["57P03", "53300", "08P01"])
    func passing(state: String) async throws {
        let server = try PostgresServer.made.get()
        let proxy = try CuttingProxy(to: server)
        proxy.greet([.refusal(state), .refusal(state)])
        let store = PostgresTaskStore(proxy.address, PostgresSetup(name: "passing"))
        #expect(try await store.tasks().isEmpty)
        #expect(proxy.isDone)
        proxy.greet([.refusal("28P01")])
        let other = PostgresTaskStore(proxy.address, PostgresSetup(name: "passing"))
        let error = try await #require(throws: VideoGenerationError.self) { try await other.tasks() }
        #expect(error.message.contains("28P01"))
        await store.close()
        await other.close()
        proxy.stop()
    }

    @Test("of several hosts one that is silent does not use up the time of the others")
    func silent() async throws {
        let server = try PostgresServer.made.get()
        let proxy = try CuttingProxy(to: server)
        proxy.greet([.silence])
        // The tables are there: making them may take longer than what is left.
        let maker = try PostgresTaskStore(address: server.address(), schema: "silent")
        #expect(try await maker.tasks().isEmpty)
        await maker.close()
        var setup = PostgresSetup(name: "silent")
        setup.patience = 6_000
        let store = PostgresTaskStore(proxy.addresses(and: server), setup)
        #expect(try await store.tasks().isEmpty)
        #expect(proxy.isDone)
        await store.close()
        proxy.stop()
    }

    @Test("a word of SQL's own can be the name of the schema", arguments: ["user", "table", "select"])
    func reserved(schema: String) async throws {
        let server = try PostgresServer.made.get()
        let store = try PostgresTaskStore(address: server.address(), schema: schema)
        #expect(try await store.insert(try ExampleTasks.new("a")) == nil)
        #expect(try await store.tasks().count == 1)
        await store.close()
    }

    @Test(
        "a schema or a lease that makes no sense is refused", arguments: ["", "Videogen", "a b", "1a", "a;drop", "é"])
    func names(schema: String) throws {
        let address = PostgresAddress("host=/nowhere")
        #expect(throws: VideoGenerationError.self) { try PostgresTaskStore(address: address, schema: schema) }
        #expect(throws: VideoGenerationError.self) {
            try PostgresTaskStore(address: address, schema: "videogen", lease: .milliseconds(1))
        }
    }
}

@Suite("A database that goes away", .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
struct OutageTests {
    @Test("one that was started anew is used again, with all that was recorded")
    func restart() async throws {
        let place = PostgresPlace(try PostgresServer())
        let store = try place.store()
        let owner = try await store.owner()
        let task = try ExampleTasks.new("a", key: "k", owner: owner)
        _ = try await store.insert(task)
        try place.server.restart()
        #expect(try await store.task(task.id) == task)
        let next = task.example(in: .submitting, at: 2)
        try place.server.restart()
        #expect(try await store.update(next, within: nil))
        #expect(try await store.isAlive(owner))
        await store.close()
    }

    @Test("one that stays away is an error of the store")
    func gone() async throws {
        let place = PostgresPlace(try PostgresServer())
        let store = try place.store()
        _ = try await store.insert(try ExampleTasks.new("a"))
        let hasty = try place.store { $0.patience = 300 }
        try place.server.stop()
        let error = try await #require(throws: VideoGenerationError.self) { try await hasty.tasks() }
        #expect(error.code == .store)
        await store.close()
        await hasty.close()
    }

    @Test("a store that is closed does not wait for a database that is away", .timeLimit(.minutes(1)))
    func closing() async throws {
        let place = PostgresPlace(try PostgresServer())
        let store = try place.store { $0.patience = 600_000 }
        _ = try await store.insert(try ExampleTasks.new("a"))
        try place.server.stop()
        let call = Task { try await store.tasks() }
        await store.close()
        await #expect(throws: VideoGenerationError.self) { try await call.value }
    }

    @Test("a server that was killed while it ran a transaction leaves nothing of it, and the transaction is run again")
    func terminated() async throws {
        let place = try PostgresPlace()
        let session = PostgresSession(place.server.address(), PostgresSetup(name: place.name))
        var runs = 0
        try session.transaction(.write(as: nil)) { transaction throws(PostgresProblem) in
            runs += 1
            try transaction.run("INSERT INTO spending VALUES (\(runs), 1)")
            if runs == 1 { try transaction.run("SELECT pg_terminate_backend(pg_backend_pid())") }
        }
        #expect(runs == 2)
        #expect(try place.sql("SELECT day FROM @.spending") == [["2"]])
    }
}
