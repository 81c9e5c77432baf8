// SPDX-License-Identifier: Apache-2.0

/// The tables, as steps that lead from each version to the next. A step that was released is never changed, and only adds:
/// a worker of the release before goes on beside one of this release. One that it could not live with would also have to raise
/// `release.oldest`; none has so far. The table `release` itself is there before them.
struct PostgresSchema: Sendable {
    /// Step n leads from version n to n + 1; each is a list of statements.
    var steps: [[String]]

    /// The version that all steps lead to.
    var version: Int { steps.count }

    /// What this release uses.
    static let current = PostgresSchema(steps: [first, second, third])

    /// Which tasks somebody should follow. A state that is new one day needs a new index.
    static let unfinished = "state IN ('prepared', 'submitting', 'queued', 'running', 'delivering')"

    /// What the service calls a task, as ``TaskDocument/remoteKey(of:)`` has it: out of the document, so that it is there also for
    /// what a release before writes.
    static let remoteKey = """
        split_part(split_part(split_part(document, '"handle":{', 2), '"remote_id":"', 2), '"', 1) COLLATE "C"
        """

    private static let first = [
        """
        CREATE TABLE task (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text COLLATE "C" NOT NULL UNIQUE,
            request_id text COLLATE "C" UNIQUE,
            model text NOT NULL,
            state text NOT NULL,
            owner text COLLATE "C",
            revision bigint NOT NULL,
            created double precision NOT NULL,
            updated double precision NOT NULL,
            document text NOT NULL
        )
        """,
        // Most tasks of a ledger have ended, and few ask for those.
        "CREATE INDEX task_state ON task (state, number)",
        // Whose tasks are free, and which of them comes next, however many are followed.
        "CREATE INDEX task_owner ON task (owner, created, number) WHERE \(unfinished)",
        """
        CREATE TABLE owner (
            name text COLLATE "C" PRIMARY KEY,
            lease interval NOT NULL,
            expires timestamptz NOT NULL,
            suspected timestamptz
        )
        """,
        """
        CREATE TABLE charge (
            task text COLLATE "C" NOT NULL,
            attempt integer NOT NULL,
            day integer NOT NULL,
            micros bigint NOT NULL,
            PRIMARY KEY (task, attempt)
        )
        """,
        // The sum of a day's charges: its row is the lock that two submissions at once wait for.
        "CREATE TABLE spending (day integer PRIMARY KEY, micros bigint NOT NULL)",
        "CREATE TABLE resubmission (day integer PRIMARY KEY, count bigint NOT NULL, micros bigint NOT NULL)",
        """
        CREATE TABLE running_time (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            model text NOT NULL,
            seconds bigint NOT NULL,
            attoseconds bigint NOT NULL
        )
        """,
        // What an owner may use, and what it was using when it asked: until it hears of less, it uses the more.
        """
        CREATE TABLE pace (
            account text COLLATE "C" NOT NULL,
            owner text COLLATE "C" NOT NULL,
            weight bigint NOT NULL,
            fraction double precision NOT NULL,
            used double precision NOT NULL,
            expires timestamptz NOT NULL,
            PRIMARY KEY (account, owner)
        )
        """,
        "CREATE INDEX running_time_model ON running_time (model, number)",
    ]

    private static let second = [
        """
        CREATE TABLE halt (
            target text COLLATE "C" PRIMARY KEY,
            extent text NOT NULL,
            reason text,
            since double precision NOT NULL
        )
        """
    ]

    private static let third = [
        // What was made beforehand and broken off is never used; nor can one that is being made be told from it.
        """
        DO $$ BEGIN
            IF EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('task_remote') AND NOT indisvalid) THEN
                DROP INDEX task_remote;
            END IF;
        END $$
        """,
        // Whoever has millions of rows makes it beforehand, CONCURRENTLY: see docs/operations.md.
        "CREATE INDEX IF NOT EXISTS task_remote ON task ((\(remoteKey)))",
        // Else nobody knows that it finds few rows, until the server looks by itself.
        "ANALYZE task",
    ]
}
