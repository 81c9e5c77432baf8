// SPDX-License-Identifier: Apache-2.0
import TaskDatabases
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@testable import VideoTasksSQLite

@Suite("Changes of the tables")
struct MigrationTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    private let later = Schema(
        steps: Schema.current.steps + [
            ["ALTER TABLE task ADD COLUMN note TEXT", "UPDATE task SET note = 'from ' || state"],
            ["CREATE TABLE extra (number INTEGER PRIMARY KEY)", "INSERT INTO extra VALUES (7)"],
        ])

    @Test("a file of the first version is brought to a later one, with all it holds")
    func migration() async throws {
        let first = folder.store()
        let task = try ExampleTasks.new("a", key: "k")
        _ = try await first.insert(task)
        await first.close()
        let second = folder.store { $0.schema = later }
        #expect(try await second.tasks() == [task])
        #expect(try await second.summary().schemaVersion == Int(later.version))
        await second.close()
        let session = try StoreSession(folder.file, StoreSetup(schema: later))
        #expect(try session.run("SELECT note FROM task") == [["from prepared"]])
        #expect(try session.run("SELECT number FROM extra") == [[7]])
    }

    @Test("a file of each earlier release is brought to this one's", arguments: 1..<Schema.current.steps.count)
    func earlier(version: Int) async throws {
        let task = try ExampleTasks.new("a").example(in: .queued, remoteID: #"r"1"#, at: 1)
        let old = try StoreSession(
            folder.file, StoreSetup(schema: Schema(steps: Array(Schema.current.steps.prefix(version)))))
        for (id, document) in [("a", try TaskDocument.text(of: task)), ("b", "no JSON")] {
            try old.run(
                """
                INSERT INTO task (id, model, state, revision, created, updated, document) VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(id), .text(task.model.description), .text("queued"), SQLValue(task.revision),
                    .real(task.created), .real(task.updated), .text(document),
                ])
        }
        old.close()
        let second = folder.store()
        #expect(try await second.tasks() == [task])
        let query = TaskQuery(remoteIDs: [#"r"1"#])
        #expect(try await second.tasks(matching: query, after: nil, upTo: 1).tasks == [task])
        #expect(try await second.update(task.example(in: .running, at: 2)))
        #expect(try await second.summary().schemaVersion == Int(Schema.current.version))
    }

    @Test("a step that fails leaves the file as it was")
    func failure() async throws {
        let first = folder.store()
        _ = try await first.insert(try ExampleTasks.new("a"))
        await first.close()
        var broken = later
        broken.steps[later.steps.count - 1].append("INSERT INTO no_such_table VALUES (1)")
        let store = folder.store { $0.schema = broken }
        let error = try #require(await #expect(throws: VideoGenerationError.self) { try await store.tasks() })
        #expect(error.code == .store)
        let again = folder.store()
        #expect(try await again.summary().schemaVersion == Int(Schema.current.version))
        #expect(try await again.tasks().map(\.id.rawValue) == ["a"])
    }

    @Test("of sixteen who open a new file at once, each finds it whole")
    func newAtOnce() async throws {
        try await openAtOnce(Schema.current)
    }

    @Test("of sixteen who open an old file at once, each finds it brought forward once")
    func oldAtOnce() async throws {
        let first = folder.store()
        _ = try await first.insert(try ExampleTasks.new("old"))
        await first.close()
        try await openAtOnce(later)
        let session = try StoreSession(folder.file, StoreSetup(schema: later))
        #expect(try session.run("SELECT count(*) FROM extra") == [[1]])
    }

    private func openAtOnce(_ schema: Schema) async throws {
        let folder = folder
        let versions = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<16 {
                group.addTask {
                    let store = folder.store { $0.schema = schema }
                    _ = try await store.insert(try ExampleTasks.new("task-\(number)"))
                    return try await store.summary().schemaVersion
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(versions == [Int](repeating: Int(schema.version), count: 16))
        let store = folder.store { $0.schema = schema }
        #expect(try await store.tasks().count { $0.id.rawValue.hasPrefix("task-") } == 16)
    }
}
