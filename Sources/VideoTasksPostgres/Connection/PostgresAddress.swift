// SPDX-License-Identifier: Apache-2.0
import CVideoGenPostgres
import VideoGenerationCore

/// Where a database is and how to come in. It may hold a password, so it is not printed, described or encoded.
public struct PostgresAddress: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// The address `text` as libpq reads it: `postgresql://user@host:5432/database?sslmode=verify-full`, or words such as
    /// `host=db.example.com user=videogen`. What it leaves out is taken from libpq's environment and files (`PGPASSWORD`,
    /// `PGSSLROOTCERT`, `~/.pgpass` and so on).
    public init(_ text: String) {
        self.text = text
    }

    /// Says nothing of it.
    public var description: String { "[redacted]" }

    /// Says nothing of it.
    public var debugDescription: String { "[redacted]" }

    /// Shows nothing of it.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// A connection, made until `deadline`.
    ///
    /// - Throws: `configuration` if the library is missing, or the address is none.
    func connect(until deadline: Int64) throws(PostgresProblem) -> PostgresConnection {
        if let missing = unsafe videogen_pq_load().map({ unsafe String(cString: $0) }) {
            throw .configuration(
                "A PostgreSQL store needs the library libpq, and \(missing) cannot be loaded. Install it: it is in the package "
                    + "libpq5 (Debian, Ubuntu), libpq (Fedora, Homebrew).")
        }
        guard unsafe videogen_pq_understands(text) != 0 else {
            // libpq's own words quote the address, which may hold a password.
            throw .configuration(
                "The address of the PostgreSQL store cannot be understood. Write it as libpq has it, such as "
                    + "postgresql://user@host:5432/database?sslmode=verify-full.")
        }
        // What stands before the address is a default, what stands behind it is fixed.
        let settings = [
            ("application_name", "videogen"), ("tcp_user_timeout", "15000"), ("keepalives_idle", "15"),
            ("dbname", text), ("client_encoding", "UTF8"),
        ]
        let made = unsafe CStrings.with(settings.map(\.0)) { names in
            unsafe CStrings.with(settings.map(\.1)) { values in unsafe videogen_pq_connect(names, values, deadline) }
        }
        guard let made = unsafe made else { throw .failed(PostgresFailure(state: nil, message: "memory is short")) }
        return unsafe try PostgresConnection(made)
    }
}
