// SPDX-License-Identifier: Apache-2.0
import TaskDatabases
import VideoGenerationCore
import VideoTasks

/// A row of a task.
enum TaskEntry {
    case readable(VideoTask)
    /// A newer release has written it, or it was changed by hand; the error names it.
    case unreadable(VideoGenerationError)

    /// Reads an id and a document.
    init(_ row: [String?]) {
        let id = row[0] ?? ""
        let document = row[1] ?? ""
        do throws(VideoGenerationError) {
            self = .readable(try TaskDocument.read(VideoTask.self, from: document.utf8, what: "The task \(id)"))
        } catch {
            self = .unreadable(error)
        }
    }
}

extension PostgresTransaction {
    /// The rows that `condition` holds for, as ``TaskEntry`` reads them, in the order in which they were recorded.
    func rows(_ condition: String, _ values: [PostgresValue]) throws(PostgresProblem) -> [[String?]] {
        try run("SELECT id, document FROM task WHERE \(condition) ORDER BY number", values).rows
    }

    /// The task that `condition` holds for, of which there is one at most.
    ///
    /// - Throws: `store`, also if it cannot be read.
    func recorded(_ condition: String, _ values: [PostgresValue]) throws(PostgresProblem) -> VideoTask? {
        switch try rows(condition, values).first.map(TaskEntry.init) {
        case .readable(let task)?: task
        case .unreadable(let error)?: throw .refused(error)
        case nil: nil
        }
    }

    /// Records a new task; false if its id or its request id is taken.
    func insert(_ task: VideoTask) throws(PostgresProblem) -> Bool {
        try run(
            """
            INSERT INTO task (id, request_id, model, state, owner, revision, created, updated, document)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
            """,
            [
                .text(task.id.rawValue), PostgresValue(task.requestKey?.id), .text(task.model.description),
                .text(task.state.rawValue), PostgresValue(task.owner?.rawValue), PostgresValue(task.revision),
                .real(task.created), .real(task.updated), .text(try Self.document(of: task)),
            ]
        ).changed == 1
    }

    /// Replaces the record of `task` if it has this revision, and counts what `task` costs.
    ///
    /// - Returns: Whether it had that revision.
    func replace(_ task: VideoTask, ifRevision revision: Int) throws(PostgresProblem) -> Bool {
        // The charges that are counted come with the same answer: most changes are not about money.
        let rows = try run(
            """
            WITH changed AS (
                UPDATE task SET model = $3, state = $4, owner = $5, revision = $6, updated = $7, document = $8
                WHERE id = $1 AND revision = $2 RETURNING id
            )
            SELECT charge.attempt, charge.day, charge.micros FROM changed LEFT JOIN charge ON charge.task = changed.id
            """,
            [
                .text(task.id.rawValue), PostgresValue(revision), .text(task.model.description),
                .text(task.state.rawValue), PostgresValue(task.owner?.rawValue), PostgresValue(task.revision),
                .real(task.updated), .text(try Self.document(of: task)),
            ]
        ).rows
        guard !rows.isEmpty else { return false }
        try count(task, over: rows.compactMap(CountedCharge.init))
        return true
    }

    /// The text that is recorded of a task.
    static func document(of task: VideoTask) throws(PostgresProblem) -> String {
        do throws(VideoGenerationError) {
            return try TaskDocument.text(of: task)
        } catch {
            throw .refused(error)
        }
    }
}

/// A charge that is counted.
private struct CountedCharge {
    let attempt: Int
    let day: Int
    let micros: Int64

    init?(_ row: [String?]) {
        guard row.count == 3, let attempt = row[0].flatMap({ Int($0) }), let day = row[1].flatMap({ Int($0) }),
            let micros = row[2].flatMap({ Int64($0) })
        else { return nil }
        (self.attempt, self.day, self.micros) = (attempt, day, micros)
    }
}

extension PostgresTransaction {
    /// Counts what `task` costs, each submission on the day on which it was counted first.
    private func count(_ task: VideoTask, over counted: [CountedCharge]) throws(PostgresProblem) {
        let charges = task.charges
        let id = PostgresValue.text(task.id.rawValue)
        var changes: [Int: Money] = [:]
        for (number, amount) in charges.enumerated() {
            let earlier = counted.first { $0.attempt == number }
            guard earlier?.micros != amount.micros else { continue }
            let day = earlier?.day ?? task.day
            try run(
                """
                INSERT INTO charge (task, attempt, day, micros) VALUES ($1, $2, $3, $4)
                ON CONFLICT (task, attempt) DO UPDATE SET micros = EXCLUDED.micros
                """,
                [id, PostgresValue(number), PostgresValue(day), .integer(amount.micros)])
            changes[day, default: .zero] = changes[day, default: .zero] + amount - Money(micros: earlier?.micros ?? 0)
        }
        // Without a price, nothing is known of what was counted.
        if task.price != nil {
            for charge in counted where charge.attempt >= charges.count {
                try run("DELETE FROM charge WHERE task = $1 AND attempt = $2", [id, PostgresValue(charge.attempt)])
                changes[charge.day, default: .zero] = changes[charge.day, default: .zero] - Money(micros: charge.micros)
            }
        }
        // In the order of days: two transactions that change the same ones wait for each other in the same order.
        for (day, change) in changes.sorted(by: { $0.key < $1.key }) {
            try run(
                """
                INSERT INTO spending (day, micros) VALUES ($1, $2)
                ON CONFLICT (day) DO UPDATE SET micros = spending.micros + EXCLUDED.micros
                """,
                [PostgresValue(day), .integer(change.micros)])
        }
    }

    /// What is counted on a day. Nobody else counts on it until the transaction ends.
    func spent(on day: Int) throws(PostgresProblem) -> Money {
        let micros = try run("SELECT micros FROM spending WHERE day = $1 FOR UPDATE", [PostgresValue(day)]).first
        return Money(micros: max(0, micros.flatMap { Int64($0) } ?? 0))
    }
}
