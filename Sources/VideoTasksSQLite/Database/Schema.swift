// SPDX-License-Identifier: Apache-2.0

/// The tables, as steps that lead from each version to the next. A step that was released is never changed.
struct Schema: Sendable {
    /// Marks a file as one of ours ("VGts").
    static let applicationID: Int64 = 0x5647_7473

    /// Step n leads from version n to n + 1; each is a list of statements.
    var steps: [[String]]

    /// The version that all steps lead to.
    var version: Int64 { Int64(steps.count) }

    /// What this release uses.
    static let current = Schema(steps: [first, second, third, fourth])

    private static let first = [
        """
        CREATE TABLE task (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            request_id TEXT UNIQUE,
            model TEXT NOT NULL,
            state TEXT NOT NULL,
            owner TEXT,
            revision INTEGER NOT NULL,
            created REAL NOT NULL,
            updated REAL NOT NULL,
            document TEXT NOT NULL
        )
        """,
        "CREATE INDEX task_state ON task (state)",
        """
        CREATE TABLE running_time (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            model TEXT NOT NULL,
            seconds INTEGER NOT NULL,
            attoseconds INTEGER NOT NULL
        )
        """,
        "CREATE INDEX running_time_model ON running_time (model, number)",
        "CREATE TABLE resubmission (day INTEGER PRIMARY KEY, count INTEGER NOT NULL, micros INTEGER NOT NULL)",
    ]

    private static let second = [
        """
        CREATE TABLE charge (
            task TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            day INTEGER NOT NULL,
            micros INTEGER NOT NULL,
            PRIMARY KEY (task, attempt)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX charge_day ON charge (day, micros)",
    ]

    private static let third = [
        "CREATE TABLE halt (target TEXT PRIMARY KEY, extent TEXT NOT NULL, reason TEXT, since REAL NOT NULL) WITHOUT ROWID"
    ]

    /// What the service calls a task, as ``TaskDocument/remoteKey(of:)`` has it: out of the document, so that it is there also for
    /// what a process of the release before writes that has opened the file earlier. JSON's own functions are not allowed in tables.
    private static let fourth = [
        """
        ALTER TABLE task ADD COLUMN handle TEXT AS
            (CASE WHEN instr(document, '"handle":{') > 0 THEN substr(document, instr(document, '"handle":{')) END) VIRTUAL
        """,
        """
        ALTER TABLE task ADD COLUMN remote TEXT AS
            (CASE WHEN instr(handle, '"remote_id":"') > 0 THEN substr(handle, instr(handle, '"remote_id":"') + 13) END) VIRTUAL
        """,
        "ALTER TABLE task ADD COLUMN remote_key TEXT AS (substr(remote, 1, instr(remote, '\"') - 1)) VIRTUAL",
        "CREATE INDEX task_remote ON task (remote_key)",
    ]
}
