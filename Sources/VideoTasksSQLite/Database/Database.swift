// SPDX-License-Identifier: Apache-2.0
import CVideoGenSQLite

/// One connection to one file, for one thread at a time.
@safe
final class Database {
    private let connection: OpaquePointer
    private var statements: [String: Statement] = [:]

    /// Opens the file at `path`, which exists, and waits up to `patience` milliseconds for other connections.
    init(_ path: String, patience: Int32) throws(SQLiteFailure) {
        var connection: OpaquePointer?
        var code = unsafe videogen_sqlite_open(path, &connection)
        if code == SQLITE_OK { code = unsafe sqlite3_extended_result_codes(connection, 1) }
        if code == SQLITE_OK { code = unsafe sqlite3_busy_timeout(connection, patience) }
        if code == SQLITE_OK, let connection = unsafe connection { code = unsafe videogen_sqlite_defend(connection) }
        guard code == SQLITE_OK, let connection = unsafe connection else {
            let failure = unsafe SQLiteFailure(on: connection, code)
            unsafe _ = sqlite3_close_v2(connection)
            throw failure
        }
        unsafe self.connection = connection
    }

    deinit {
        statements = [:]
        unsafe _ = sqlite3_close_v2(connection)
    }

    /// Runs one statement and gives its rows.
    @discardableResult
    func run(_ sql: String, _ values: [SQLValue] = []) throws(SQLiteFailure) -> [[SQLValue]] {
        if let statement = statements[sql] { return try statement.run(values) }
        let statement = unsafe try Statement(sql, on: connection)
        statements[sql] = statement
        return try statement.run(values)
    }

    /// How many rows the last INSERT, UPDATE or DELETE changed.
    var changes: Int { Int(unsafe sqlite3_changes(connection)) }

    /// How a transaction begins.
    enum Beginning: String {
        /// What is read is of one moment.
        case deferred = "BEGIN DEFERRED"
        /// Nobody else writes.
        case immediate = "BEGIN IMMEDIATE"
        /// Nobody else reads or writes.
        case exclusive = "BEGIN EXCLUSIVE"
    }

    /// Runs `body` in a transaction: all of it happens, or nothing. The lock for writing is taken at once: one that is
    /// asked for in the middle is refused without waiting.
    func transaction<Value, Failure: Error>(
        _ beginning: Beginning = .immediate, failing wrap: (SQLiteFailure) -> Failure,
        _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try wrapping(wrap) { () throws(SQLiteFailure) in _ = try run(beginning.rawValue) }
        do throws(Failure) {
            let value = try body()
            try wrapping(wrap) { () throws(SQLiteFailure) in _ = try run("COMMIT") }
            return value
        } catch {
            // After some failures SQLite has rolled back by itself.
            if unsafe sqlite3_get_autocommit(connection) == 0 { _ = try? run("ROLLBACK") }
            throw error
        }
    }

    private func wrapping<Failure: Error>(
        _ wrap: (SQLiteFailure) -> Failure, _ body: () throws(SQLiteFailure) -> Void
    ) throws(Failure) {
        do throws(SQLiteFailure) {
            try body()
        } catch {
            throw wrap(error)
        }
    }
}
