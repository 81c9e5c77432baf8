// SPDX-License-Identifier: Apache-2.0
import CVideoGenPostgres
import VideoGenerationCore

/// A transaction that is open on a connection.
struct PostgresTransaction {
    private let connection: PostgresConnection
    private let deadline: Int64
    private let statementLimit: Int64
    /// Whether the owner that writes is alive; it is so until the transaction ends. True for a transaction without an owner.
    private(set) var isOwnerAlive = true
    /// Whether what it is to do may have been done before, by a transaction whose end nobody heard of.
    let mayHaveHappened: Bool

    init(
        _ connection: PostgresConnection, until deadline: Int64, eachStatement limit: Int64 = .max,
        mayHaveHappened: Bool = false
    ) {
        self.connection = connection
        self.deadline = deadline
        statementLimit = limit
        self.mayHaveHappened = mayHaveHappened
    }

    /// Begins it. What it needs to be set is set for it alone: the next one may meet another process of the server.
    mutating func begin(_ access: PostgresSession.Access, _ setup: PostgresSetup) throws(PostgresProblem) {
        var isWriting = false
        var owner: String?
        if case .write(let name) = access { (isWriting, owner) = (true, name) }
        var statements = [
            "BEGIN ISOLATION LEVEL READ COMMITTED \(isWriting ? "READ WRITE" : "READ ONLY")",
            "SET LOCAL search_path = \(setup.schema), pg_temp",
            "SET LOCAL statement_timeout = \(setup.statementLimit)",
            "SET LOCAL idle_in_transaction_session_timeout = \(setup.statementLimit)",
        ]
        if isWriting {
            // Whatever the server is set to, the record of a payment survives a power failure.
            statements.append("SET LOCAL synchronous_commit = on")
        }
        // Held until the end: whoever would declare the owner dead waits for this transaction.
        // The name is one of ours, without a quotation mark: several statements at once take no values.
        if let owner { statements.append("SELECT 1 FROM owner WHERE name = '\(owner)' FOR KEY SHARE") }
        let rows: PostgresRows
        do throws(PostgresProblem) {
            rows = try run(statements.joined(separator: "; "))
        } catch .failed(let failure) where failure.state == "0A000" {
            // So a standby refuses to begin a transaction that writes.
            throw .failed(PostgresFailure(state: "25006", message: failure.message))
        }
        isOwnerAlive = owner == nil || !rows.rows.isEmpty
    }

    /// - Throws: `store` if the owner that writes is not alive any more.
    func checkOwner() throws(PostgresProblem) {
        guard !isOwnerAlive else { return }
        throw .refused(
            VideoGenerationError(
                .store,
                "This process was not heard of for longer than its lease, and another one may have taken its tasks over. "
                    + (mayHaveHappened ? "The last change may have been recorded, or not." : "Nothing was recorded.")
                    + " Start it anew."))
    }

    /// Ends it, for good.
    func commit() throws(PostgresProblem) {
        guard try run("COMMIT").tag == "COMMIT" else {
            throw .failed(PostgresFailure(state: "40000", message: "the server has rolled the transaction back"))
        }
    }

    /// What the server calls its version.
    var serverVersion: String { connection.parameter("server_version") ?? "unknown" }

    /// Runs one statement.
    @discardableResult
    func run(_ sql: String, _ values: [PostgresValue] = []) throws(PostgresProblem) -> PostgresRows {
        // The server breaks a statement off by itself; one that cannot even say so is another machine's by now.
        let limit = videogen_pq_now() + min(statementLimit, Int64.max / 2) + 1_000
        do throws(PostgresFailure) {
            return try connection.run(sql, values, until: min(deadline, limit))
        } catch {
            throw .failed(error)
        }
    }
}
