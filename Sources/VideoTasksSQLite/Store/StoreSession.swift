// SPDX-License-Identifier: Apache-2.0
import CVideoGenSQLite
import LocalFiles
import VideoGenerationCore

/// How a file is opened; tests plant mistakes in it.
struct StoreSetup: Sendable {
    var pragmas = Pragma.required
    var schema = Schema.current
    /// Milliseconds to wait for other processes.
    var patience: Int32 = 15_000
}

/// The open files of a store.
final class StoreSession {
    let path: String
    let setup: StoreSetup
    private var openDatabase: Database?
    let reserve: ReserveFile
    private var claim: OwnerClaim?

    /// Opens the file at `path`, or makes it; a relative path starts where the process is at this moment.
    init(_ path: String, _ setup: StoreSetup) throws(VideoGenerationError) {
        // The process may go to another folder; all files of the store stay where they are.
        let path = PathParts.absolute(path)
        self.path = path
        self.setup = setup
        guard sqlite3_threadsafe() != 0 else {
            throw VideoGenerationError(
                .configuration, "The SQLite library of this system was built for a single thread. Use another.")
        }
        let parts = PathParts(path)
        guard let name = parts.name else {
            throw VideoGenerationError(.configuration, "The task store's path \"\(path)\" names no file.")
        }
        let place = try PrivateFolder(parts.folder)
        if try !place.hasFile(name) {
            _ = try place.makeFile(name)
            _ = try place.hasFile(name)
        }
        // So that no name means something else to SQLite, as `:memory:` does.
        let database = try Self.open(path.hasPrefix("/") ? path : "./" + path, called: path, setup)
        for file in [name, name + "-journal"] { try place.narrow(file) }
        reserve = try ReserveFile(name + "-reserve", in: place)
        openDatabase = database
        // If this does not work yet, what is in the reserve is read from there.
        if try !reserve.records().isEmpty { try? write { _ in } }
    }

    deinit {
        close()
    }

    /// The database, as long as it is open.
    func database() throws(VideoGenerationError) -> Database {
        guard let openDatabase else { throw VideoGenerationError(.store, "The store is closed.") }
        return openDatabase
    }

    /// Ends writing first, and only then lets others know.
    func close() {
        openDatabase = nil
        claim?.release()
        claim = nil
    }

    /// Our own name among the owners.
    func ownName() throws(VideoGenerationError) -> String {
        if let claim { return claim.name }
        let made = try OwnerFolder(path + "-owners").claim()
        claim = made
        return made.name
    }

    func isAlive(_ name: String) throws(VideoGenerationError) -> Bool {
        try OwnerFolder(path + "-owners").isAlive(name)
    }

    /// Runs a statement outside of any transaction.
    @discardableResult
    func run(_ sql: String, _ values: [SQLValue] = []) throws(VideoGenerationError) -> [[SQLValue]] {
        let database = try database()
        return try Self.failing(at: path) { () throws(SQLiteFailure) in try database.run(sql, values) }
    }

    /// Runs `body` in a transaction in which what lay in the reserve is recorded first, so that `body` meets the newest.
    func write<Value>(
        _ body: (Database) throws(VideoGenerationError) -> Value
    ) throws(VideoGenerationError) -> Value {
        let database = try database()
        var settled: [ReserveFile.Record] = []
        let value = try database.transaction(failing: { VideoGenerationError($0, at: path) }) {
            () throws(VideoGenerationError) in
            settled = try recordRescued()
            return try body(database)
        }
        // What cannot be cleared now is found to be recorded, and cleared, the next time.
        if !settled.isEmpty { try? reserve.clear(settled) }
        return value
    }

    func summary() throws(VideoGenerationError) -> SQLiteStoreSummary {
        SQLiteStoreSummary(
            path: path, libraryVersion: SQLiteTaskStore.libraryVersion,
            schemaVersion: Int(try number("PRAGMA user_version")),
            journalMode: try run("PRAGMA journal_mode").first?.first?.text ?? "",
            taskCount: Int(try number("SELECT count(*) FROM task")), rescuedCount: try reserve.records().count,
            unreadable: try entries("true", []).compactMap { if case .unreadable(let id, _) = $0 { id } else { nil } })
    }

    private func number(_ sql: String) throws(VideoGenerationError) -> Int64 {
        try run(sql).first?.first?.integer ?? 0
    }

    /// Runs `body`, the database's failure of which becomes one about the store at `path`.
    static func failing<Value>(
        at path: String, _ body: () throws(SQLiteFailure) -> Value
    ) throws(VideoGenerationError) -> Value {
        do throws(SQLiteFailure) {
            return try body()
        } catch {
            throw VideoGenerationError(error, at: path)
        }
    }
}
