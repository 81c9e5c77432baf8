// SPDX-License-Identifier: Apache-2.0
import Foundation
import TaskDatabases
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@testable import VideoTasksSQLite

@Suite("A store that was changed by hand")
struct HostileStoreTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    /// Three tasks, "a", "b" and "c"; the document of "b" becomes what `change` makes of it.
    private func spoil(_ change: String) async throws {
        let store = folder.store()
        for id in ["a", "b", "c"] {
            let task = try ExampleTasks.new(id, key: "key-\(id)")
            _ = try await store.insert(task)
            #expect(try await store.update(task.example(in: .queued, at: 2)))
        }
        await store.close()
        try folder.sql("UPDATE task SET document = \(change) WHERE id = 'b'")
    }

    @Test("a negative version is refused", arguments: [-1, -2_147_483_648])
    func version(_ version: Int) async throws {
        let first = folder.store()
        _ = try await first.tasks()
        await first.close()
        try folder.sql("PRAGMA user_version = \(version)")
        let error = try #require(
            await #expect(throws: VideoGenerationError.self) { try await folder.store().tasks() })
        #expect(error.code == .configuration)
        #expect(error.message.contains("\(version)"))
    }

    @Test("counts at the ends of the numbers neither trap nor allow more", arguments: [Int64.max, .min, -1])
    func counts(_ number: Int64) async throws {
        let store = folder.store()
        _ = try await store.tasks()
        let model = ExampleTasks.model
        try folder.sql(
            "INSERT INTO resubmission VALUES (7, \(number), \(number))",
            "INSERT INTO running_time (model, seconds, attoseconds) VALUES ('\(model)', \(number), \(number))")
        let allowance = ResubmissionAllowance(
            perDay: 1, amountPerDay: Money(micros: 10), assumedCost: Money(micros: 10))
        let cost = Money(micros: 10)
        #expect(try await store.takeResubmission(costing: cost, from: allowance, day: 7) == (number < 0))
        #expect(try await !store.takeResubmission(costing: cost, from: allowance, day: 7))
        #expect(try await store.runningTimes(of: model).isEmpty)
    }

    @Test(
        "one record that cannot be read hides no other, and is named",
        arguments: [
            "'{}'", "'no JSON'", "x'00ff'", "json_set(document, '$.revision', 9223372036854775807)",
            "json_set(document, '$.revision', -1)", "json_set(document, '$.request.samples', -1)",
            "json_set(document, '$.request.samples', 1001)", "json_set(document, '$.created', -1e300)",
            "json_set(document, '$.updated', 1e13)", "json_set(document, '$.history[0].at', 1e300)",
            "json_set(document, '$.attempts[0].at', 1e300)",
            "json_set(document, '$.stage.handle.remote_id', '../x')",
            "json_set(document, '$.stage.handle.samples', 0)", "json_set(document, '$.stage.state', 'new')",
        ])
    func unreadable(_ change: String) async throws {
        try await spoil(change)
        let store = folder.store()
        #expect(try await store.tasks().map(\.id.rawValue) == ["a", "c"])
        #expect(try await store.summary().unreadable == ["b"])
        let findings = try await store.findings()
        #expect(findings.count == 1 && findings[0].contains("The task b in"))
        for read in [
            { try await store.task(TaskID(rawValue: "b")) }, { try await store.task(requestID: "key-b") },
        ] as [@Sendable () async throws -> VideoTask?] {
            #expect(await #expect(throws: VideoGenerationError.self) { try await read() }?.code == .store)
        }
        // Its key is not free for another submission.
        await #expect(throws: VideoGenerationError.self) {
            try await store.insert(try ExampleTasks.new("d", key: "key-b"))
        }
        #expect(try await store.insert(try ExampleTasks.new("d", key: "key-d")) == nil)
    }

    @Test("what was rescued for a record that cannot be read waits, and stops no other write")
    func rescued() async throws {
        try await spoil("'{}'")
        let store = folder.store()
        let lost = try ExampleTasks.new("b").example(in: .queued, remoteID: "precious", at: 3)
        try await store.rescue(lost)
        let other = try #require(try await store.task(TaskID(rawValue: "a")))
        #expect(try await store.update(other.example(in: .running, at: 4)))
        #expect(try await store.tasks().map(\.state) == [.running, .queued])
        #expect(try await store.summary().rescuedCount == 1)
        // Once the record can be read again, it gets its id.
        let text = try TaskDocument.text(of: try ExampleTasks.new("b").example(in: .submitting, at: 2))
        let database = try Database(folder.file, patience: 10_000)
        try database.run("UPDATE task SET document = ?, revision = 1 WHERE id = 'b'", [.text(text)])
        #expect(try await store.update(other.example(in: .running, at: 4).example(in: .delivered, at: 5)))
        #expect(try await store.task(lost.id)?.handle?.remoteID == "precious")
        #expect(try await store.summary().rescuedCount == 0)
    }

    @Test(
        "what was rescued with numbers of no record is left where it is",
        arguments: ["revision", "attempts", "updated"])
    func rescuedNumbers(_ member: String) throws {
        let task = try ExampleTasks.new("a").example(in: .queued, at: 2)
        let text = try TaskDocument.text(of: task.essence)
        var members = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        func read() throws -> VideoTask.Essence {
            let data = try JSONSerialization.data(withJSONObject: members)
            return try TaskDocument.read(VideoTask.Essence.self, from: data, what: "It")
        }
        #expect(try read() == task.essence)
        members[member] = Int.max
        #expect(throws: VideoGenerationError.self) { try read() }
        members[member] = member == "updated" ? -1e300 : -1
        #expect(throws: VideoGenerationError.self) { try read() }
    }

    @Test("a relative path is that of the folder in which the store was opened")
    func relativePath() throws {
        let here = FileManager.default.currentDirectoryPath
        let ups = here.split(separator: "/").map { _ in ".." }
        let relative = (ups + [String(folder.file.dropFirst())]).joined(separator: "/")
        let session = try StoreSession(relative, StoreSetup())
        #expect(session.path == here + "/" + relative)
        let name = try session.ownName()
        #expect(try folder.permissions()["store/tasks.db-owners/\(name)"] == 0o600)
    }
}
