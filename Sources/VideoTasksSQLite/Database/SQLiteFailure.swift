// SPDX-License-Identifier: Apache-2.0
import CVideoGenSQLite
import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a call of SQLite failed.
struct SQLiteFailure: Error, Hashable {
    /// SQLite's result code, with its extension.
    let code: Int32
    /// The value of `errno` that SQLite met, or 0.
    let systemError: Int32
    /// SQLite's own words, which quote no value that was bound.
    let message: String

    /// The result code without its extension.
    var kind: Int32 { code & 0xFF }

    /// Whether there is no room for what was to be written.
    var isDiskFull: Bool {
        kind == SQLITE_FULL
            || [ENOSPC, EDQUOT].contains(systemError) && [SQLITE_IOERR, SQLITE_CANTOPEN].contains(kind)
    }

    /// Whether the file is no database, or none that this library can read.
    var isForeign: Bool { kind == SQLITE_NOTADB }
}

extension VideoGenerationError {
    /// What a failure means for the store at `path`.
    init(_ failure: SQLiteFailure, at path: String) {
        let store = "The task store \"\(path)\""
        if failure.isDiskFull {
            self.init(
                .store, "\(store) could not be written: the disk is full. Free some space and try again.",
                underlying: failure)
            return
        }
        let details = "(SQLite says: \(failure.message), code \(failure.code))"
        switch failure.kind {
        case SQLITE_NOTADB:
            self.init(
                .configuration,
                "\(store) is a file of another kind. Move it away, or choose another path. \(details)",
                underlying: failure)
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(
                .store, "\(store) was held by another process for too long. Is one stopped in the middle? \(details)",
                underlying: failure)
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH, SQLITE_CANTOPEN:
            self.init(
                .store, "\(store) cannot be opened for writing. Look at its permissions and its folder's. \(details)",
                underlying: failure)
        case SQLITE_CORRUPT:
            self.init(
                .store,
                "\(store) is damaged. Stop what uses it, keep a copy of the file, and try: sqlite3 FILE .recover. \(details)",
                underlying: failure)
        default:
            self.init(.store, "\(store) failed. \(details)", underlying: failure)
        }
    }
}
