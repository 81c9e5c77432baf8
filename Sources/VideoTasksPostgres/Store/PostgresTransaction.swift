// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A transaction that is open on a connection.
struct PostgresTransaction {
    private let connection: PostgresConnection
    private let deadline: Int64

    init(_ connection: PostgresConnection, until deadline: Int64) {
        self.connection = connection
        self.deadline = deadline
    }

    /// Begins it. What it needs to be set is set for it alone: the next one may meet another process of the server.
    ///
    /// - Throws: `store` if the owner that writes is not alive any more.
    func begin(_ access: PostgresSession.Access, _ setup: PostgresSetup) throws(PostgresProblem) {
        var isWriting = false
        var owner: String?
        if case .write(let name) = access { (isWriting, owner) = (true, name) }
        var statements = [
            "BEGIN ISOLATION LEVEL READ COMMITTED \(isWriting ? "READ WRITE" : "READ ONLY")",
            "SET LOCAL search_path = \(setup.name), pg_temp",
            "SET LOCAL statement_timeout = \(setup.statementLimit)",
            "SET LOCAL idle_in_transaction_session_timeout = \(setup.statementLimit)",
        ]
        if isWriting {
            // Whatever the server is set to, the record of a payment survives a power failure.
            statements.append("SET LOCAL synchronous_commit = on")
        }
        // Held until the end: whoever would declare the owner dead waits for this transaction.
        if let owner { statements.append("SELECT 1 FROM owner WHERE name = '\(owner)' FOR KEY SHARE") }
        let rows = try run(statements.joined(separator: "; "))
        guard owner == nil || !rows.rows.isEmpty else {
            throw .refused(
                VideoGenerationError(
                    .store,
                    "This process was not heard of for longer than its lease, and another one may have taken its tasks over. "
                        + "Nothing was recorded. Start it anew."))
        }
    }

    /// Runs one statement.
    @discardableResult
    func run(_ sql: String, _ values: [PostgresValue] = []) throws(PostgresProblem) -> PostgresRows {
        do throws(PostgresFailure) {
            return try connection.run(sql, values, until: deadline)
        } catch {
            throw .failed(error)
        }
    }
}
