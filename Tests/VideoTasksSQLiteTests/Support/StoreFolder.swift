// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoTasks

@testable import VideoTasksSQLite

/// A fresh folder for the files of one test, removed with this object.
final class StoreFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "videotasks-sqlite-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of the store that most tests use.
    var file: String { path + "/store/tasks.db" }

    func store(_ change: (inout StoreSetup) -> Void = { _ in }) -> SQLiteTaskStore {
        var setup = StoreSetup()
        change(&setup)
        return SQLiteTaskStore(path: file, setup: setup)
    }

    func write(_ content: String, to name: String) throws {
        let target = path + "/" + name
        let folder = URL(filePath: target).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data(content.utf8).write(to: URL(filePath: target))
    }

    /// The permissions of each file and folder below, by its path.
    func permissions() throws -> [String: Int] {
        var found: [String: Int] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
            found[name] = (attributes[.posixPermissions] as? NSNumber)?.intValue
        }
        return found
    }

    /// Runs SQL on the file as another program would.
    func sql(_ statements: String...) throws {
        let database = try Database(file, patience: 10_000)
        for statement in statements { try database.run(statement) }
    }
}
