// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@testable import VideoTasksSQLite

@Suite("Opening a store's file")
struct OpeningTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    private func refusal(of store: SQLiteTaskStore) async throws -> VideoGenerationError {
        try #require(await #expect(throws: VideoGenerationError.self) { try await store.tasks() })
    }

    @Test("nothing is made before the first call, and everything that is missing then")
    func lazily() async throws {
        let store = folder.store()
        #expect(try folder.permissions().isEmpty)
        #expect(try await store.tasks().isEmpty)
        #expect(try folder.permissions()["store/tasks.db"] != nil)
        await store.close()
    }

    @Test("only its user can read it, whatever the umask", arguments: ["000", "022", "277"])
    func permissions(_ umask: String) throws {
        let hammer = try Hammer(["change", folder.path + "/new/deep/tasks.db"], prelude: "umask \(umask)")
        let owner = try #require(hammer.line()?.split(separator: " ").last)
        let found = try folder.permissions()
        hammer.kill()
        #expect(
            Set(found.keys) == [
                "new", "new/deep", "new/deep/tasks.db", "new/deep/tasks.db-journal", "new/deep/tasks.db-reserve",
                "new/deep/tasks.db-owners", "new/deep/tasks.db-owners/\(owner)",
            ])
        for (name, permissions) in found {
            let isFolder = ["new", "new/deep", "new/deep/tasks.db-owners"].contains(name)
            #expect(permissions == (isFolder ? 0o700 : 0o600), "\(name)")
        }
    }

    @Test("a file of ours that others could read is closed to them")
    func narrowing() async throws {
        await folder.store().close()
        let store = folder.store()
        _ = try await store.tasks()
        await store.close()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.file)
        _ = try await folder.store().tasks()
        #expect(try folder.permissions()["store/tasks.db"] == 0o600)
    }

    @Test(
        "a file of another kind is refused and left as it is",
        arguments: ["no database", String(repeating: "SQLite format 4 ", count: 512)])
    func garbage(_ content: String) async throws {
        try folder.write(content, to: "store/tasks.db")
        let error = try await refusal(of: folder.store())
        #expect(error.code == .configuration)
        #expect(error.message.contains("another kind"))
        #expect(try String(contentsOfFile: folder.file, encoding: .utf8) == content)
    }

    @Test("an empty file becomes a store")
    func empty() async throws {
        try folder.write("", to: "store/tasks.db")
        #expect(try await folder.store().tasks().isEmpty)
    }

    @Test("another program's database is refused and left as it is")
    func foreign() async throws {
        try folder.write("", to: "store/tasks.db")
        try folder.sql("CREATE TABLE songs (name TEXT)")
        let before = try Data(contentsOf: URL(filePath: folder.file))
        let error = try await refusal(of: folder.store())
        #expect(error.code == .configuration)
        #expect(error.message.contains("another program"))
        #expect(try Data(contentsOf: URL(filePath: folder.file)) == before)
    }

    @Test("a newer release's file is refused, and the sentence says what to do")
    func newer() async throws {
        let first = folder.store()
        _ = try await first.insert(try ExampleTasks.new("a"))
        await first.close()
        try folder.sql("PRAGMA user_version = 99")
        let error = try await refusal(of: folder.store())
        #expect(error.code == .configuration)
        #expect(error.message.contains("99") && error.message.contains("Update"))
        try folder.sql("PRAGMA user_version = \(Schema.current.version)")
        #expect(try await folder.store().tasks().map(\.id.rawValue) == ["a"])
    }

    @Test("a folder that others may write to is refused", arguments: [0o770, 0o707, 0o777])
    func openFolder(_ permissions: Int) async throws {
        try folder.write("", to: "store/note")
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: folder.path + "/store")
        let error = try await refusal(of: folder.store())
        #expect(error.code == .configuration)
        #expect(error.message.contains("chmod go-w"))
    }

    @Test("links, folders and names that are no file are refused")
    func places() async throws {
        try folder.write("", to: "store/elsewhere")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file, withDestinationPath: folder.path + "/store/elsewhere")
        for path in [folder.file, folder.path + "/store/", folder.path + "/store", "", folder.path + "/a\u{0}b"] {
            let error = try await refusal(of: SQLiteTaskStore(path: path))
            #expect(error.code == .configuration, "\(path)")
        }
    }

    @Test("what belongs to another user is refused", .enabled(if: geteuid() == 0, "only root can give files away"))
    func otherUser() async throws {
        try folder.write("", to: "store/tasks.db")
        for name in ["store/tasks.db", "store"] {
            try FileManager.default.setAttributes([.ownerAccountID: 65534], ofItemAtPath: folder.path + "/" + name)
            let error = try await refusal(of: folder.store())
            #expect(error.code == .configuration)
            #expect(error.message.contains("another user"))
            try FileManager.default.setAttributes([.ownerAccountID: 0], ofItemAtPath: folder.path + "/" + name)
        }
    }

    @Test("a name that means something to SQLite is a file like any other")
    func specialName() async throws {
        let store = SQLiteTaskStore(path: folder.path + "/:memory:")
        _ = try await store.insert(try ExampleTasks.new("a"))
        #expect(try folder.permissions()[":memory:"] == 0o600)
    }
}
