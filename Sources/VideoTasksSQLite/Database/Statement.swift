// SPDX-License-Identifier: Apache-2.0
import CVideoGenSQLite

/// A prepared statement, kept for the next time. It lives no longer than its database.
@safe
final class Statement {
    private let statement: OpaquePointer
    private let connection: OpaquePointer

    init(_ sql: String, on connection: OpaquePointer) throws(SQLiteFailure) {
        var statement: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement = unsafe statement else {
            throw unsafe SQLiteFailure(on: connection, code)
        }
        unsafe self.statement = statement
        unsafe self.connection = connection
    }

    deinit {
        unsafe _ = sqlite3_finalize(statement)
    }

    /// Runs the statement and gives its rows.
    func run(_ values: [SQLValue]) throws(SQLiteFailure) -> [[SQLValue]] {
        defer {
            unsafe _ = sqlite3_reset(statement)
            unsafe _ = sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
        var rows: [[SQLValue]] = []
        while true {
            let code = unsafe sqlite3_step(statement)
            switch code {
            case SQLITE_ROW: rows.append(unsafe (0..<sqlite3_column_count(statement)).map(column))
            case SQLITE_DONE: return rows
            default: throw unsafe SQLiteFailure(on: connection, code)
            }
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) throws(SQLiteFailure) {
        let code: Int32
        switch value {
        case .null: code = unsafe sqlite3_bind_null(statement, index)
        case .integer(let integer): code = unsafe sqlite3_bind_int64(statement, index, integer)
        case .real(let real): code = unsafe sqlite3_bind_double(statement, index, real)
        case .text(let text):
            var text = text
            code = text.withUTF8 { bytes in
                // An empty text may have no address, which SQLite would take for NULL.
                guard let start = bytes.baseAddress else {
                    return unsafe videogen_sqlite_bind_text(statement, index, "", 0)
                }
                return unsafe start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { start in
                    unsafe videogen_sqlite_bind_text(statement, index, start, bytes.count)
                }
            }
        }
        guard code == SQLITE_OK else { throw unsafe SQLiteFailure(on: connection, code) }
    }

    private func column(_ index: Int32) -> SQLValue {
        switch unsafe sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER: return .integer(unsafe sqlite3_column_int64(statement, index))
        case SQLITE_FLOAT: return .real(unsafe sqlite3_column_double(statement, index))
        case SQLITE_TEXT:
            guard let bytes = unsafe sqlite3_column_text(statement, index) else { return .null }
            let count = Int(unsafe sqlite3_column_bytes(statement, index))
            return .text(unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
        default: return .null
        }
    }
}

extension SQLiteFailure {
    /// What `connection` says about its last call, which returned `code`.
    init(on connection: OpaquePointer?, _ code: Int32) {
        self.code = code
        systemError = unsafe connection == nil ? 0 : sqlite3_system_errno(connection)
        let words = unsafe connection == nil ? sqlite3_errstr(code) : sqlite3_errmsg(connection)
        message = unsafe words.map { unsafe String(cString: $0) } ?? "nothing"
    }
}
