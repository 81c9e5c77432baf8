// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@testable import VideoTasksSQLite

@Suite("Settings of the database")
struct PragmaTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    @Test("they are in force on the connection that writes", arguments: Pragma.required)
    func inForce(_ pragma: Pragma) throws {
        let session = try StoreSession(folder.file, StoreSetup())
        let reading = try session.run("PRAGMA \(pragma.name)").first?.first
        #expect(reading == pragma.reading || pragma.name == "mmap_size" && reading == nil)
    }

    @Test("the file is durable without a write-ahead log, and marked as ours")
    func durable() async throws {
        let store = folder.store()
        _ = try await store.insert(try ExampleTasks.new("a"))
        let summary = try await store.summary()
        #expect(summary.journalMode == "persist")
        #expect(summary.schemaVersion == Int(Schema.current.version))
        #expect(summary.taskCount == 1)
        #expect(summary.rescuedCount == 0)
        #expect(summary.libraryVersion.split(separator: ".").count >= 3)
        let session = try StoreSession(folder.file, StoreSetup())
        #expect(try session.run("PRAGMA synchronous") == [[2]])
        #expect(try session.run("PRAGMA application_id") == [[.integer(Schema.applicationID)]])
        #expect(try await store.findings().isEmpty)
    }

    @Test("a file that somebody has put into write-ahead mode is put back")
    func writeAhead() async throws {
        await folder.store().close()
        _ = try StoreSession(folder.file, StoreSetup())
        try folder.sql("PRAGMA journal_mode = WAL")
        #expect(try await folder.store().summary().journalMode == "persist")
    }

    @Test(
        "a setting that does not take effect is an error, not a wish",
        arguments: [
            Pragma(name: "synchronous", value: "OFF", reading: 2),
            Pragma(name: "journal_mode", value: "WAL", reading: "persist"),
            Pragma(name: "foreign_keys", value: "OFF", reading: 1),
            Pragma(name: "no_such_setting", value: "1", reading: 1),
        ])
    func planted(_ pragma: Pragma) async throws {
        let store = folder.store { $0.pragmas.append(pragma) }
        let error = try #require(await #expect(throws: VideoGenerationError.self) { try await store.tasks() })
        #expect(error.code == .configuration)
        #expect(error.message.contains(pragma.name))
    }
}
