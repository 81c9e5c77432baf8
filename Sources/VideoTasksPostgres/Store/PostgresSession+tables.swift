// SPDX-License-Identifier: Apache-2.0
import CVideoGenPostgres
import VideoGenerationCore

extension PostgresSession {
    /// Any number that nobody else is likely to lock ("VGts").
    private static let migrationLock = 0x5647_7473
    /// Milliseconds.
    private static let migrationPatience: Int64 = 600_000

    /// Makes sure that a database can be used.
    ///
    /// - Throws: `configuration`.
    func checkServer(_ connection: PostgresConnection) throws(PostgresProblem) {
        guard connection.serverVersion >= 120_000 else {
            throw .configuration(
                "The PostgreSQL server is of version \(connection.parameter("server_version") ?? "unknown"); 12 or newer is "
                    + "needed.")
        }
        guard connection.parameter("server_encoding") == "UTF8" else {
            throw .configuration(
                "The database keeps texts as \(connection.parameter("server_encoding") ?? "something unknown"). Make one "
                    + "with the encoding UTF8: CREATE DATABASE videogen ENCODING 'UTF8' TEMPLATE template0.")
        }
    }

    /// Makes sure that the tables are there and of a version that this release can work with.
    ///
    /// - Throws: `configuration`, and what kept the server from it.
    func makeTables(on connection: PostgresConnection, until deadline: Int64) throws(PostgresProblem) {
        let look = PostgresTransaction(connection, until: deadline)
        if let found = try usableVersion(by: look), found.version >= setup.tables.version { return }
        // An index over millions of rows takes its time, and who else opens the store waits for it.
        let transaction = PostgresTransaction(connection, until: videogen_pq_now() + Self.migrationPatience)
        do throws(PostgresProblem) {
            try transaction.run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
            try transaction.run("SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = on")
            try transaction.run("SELECT pg_advisory_xact_lock(\(Self.migrationLock))")
            // Whoever waits for a table makes all wait that come later.
            try transaction.run("SET LOCAL lock_timeout = \(setup.statementLimit / 2)")
            try migrate(by: transaction)
            try transaction.commit()
        } catch {
            _ = try? transaction.run("ROLLBACK")
            throw error
        }
    }

    /// The tables' version, and the oldest version whose release can work with them.
    struct TablesVersion {
        let version: Int
        let oldest: Int
    }

    private func version(by transaction: PostgresTransaction) throws(PostgresProblem) -> TablesVersion? {
        // Not `to_regclass`, which remembers within a transaction that there was none.
        let isThere = try transaction.run(
            """
            SELECT 1 FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
            WHERE nspname = $1 AND relname = 'release'
            """, [.text(setup.name)]
        ).first
        guard isThere != nil else { return nil }
        let row = try transaction.run("SELECT version, oldest FROM \(setup.schema).release").rows.first ?? []
        guard row.count == 2, let version = row[0].flatMap({ Int($0) }), let oldest = row[1].flatMap({ Int($0) }) else {
            throw .configuration("The schema \(setup.name) of the database is not one of ours. Choose another name.")
        }
        return TablesVersion(version: version, oldest: oldest)
    }

    /// The version of the tables; nil where there are none.
    ///
    /// - Throws: `configuration` also for tables that this release is too old for.
    func usableVersion(by transaction: PostgresTransaction) throws(PostgresProblem) -> TablesVersion? {
        guard let found = try version(by: transaction) else { return nil }
        guard found.oldest <= setup.tables.version else {
            throw .configuration(
                "The tables were made by a newer release (version \(found.version), for releases that know \(found.oldest) or "
                    + "newer; this one knows \(setup.tables.version)). Update this program.")
        }
        return found
    }

    private func migrate(by transaction: PostgresTransaction) throws(PostgresProblem) {
        // Somebody else may have been quicker.
        let found = try usableVersion(by: transaction)
        if let found, found.version >= setup.tables.version { return }
        if found == nil {
            try transaction.run("CREATE SCHEMA IF NOT EXISTS \(setup.schema)")
            try transaction.run(
                """
                CREATE TABLE \(setup.schema).release (
                    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
                    version integer NOT NULL,
                    oldest integer NOT NULL
                )
                """)
            try transaction.run("INSERT INTO \(setup.schema).release (version, oldest) VALUES (0, 1)")
        }
        try transaction.run("SET LOCAL search_path = \(setup.schema), pg_temp")
        for step in setup.tables.steps.dropFirst(found?.version ?? 0) {
            for statement in step { try transaction.run(statement) }
        }
        try transaction.run("UPDATE release SET version = \(setup.tables.version)")
    }
}
