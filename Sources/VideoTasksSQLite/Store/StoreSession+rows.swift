// SPDX-License-Identifier: Apache-2.0
import TaskDatabases
import VideoGenerationCore
import VideoTasks

/// A row of a task.
enum TaskEntry {
    case readable(VideoTask)
    /// A newer release has written it, or it was changed by hand; the error names it.
    case unreadable(id: String, VideoGenerationError)
}

extension StoreSession {
    /// The rows that `condition` holds for, in the order in which they were recorded.
    ///
    /// - Throws: `store` if the database fails, not for a record that cannot be read.
    func entries(_ condition: String, _ values: [SQLValue]) throws(VideoGenerationError) -> [TaskEntry] {
        try run("SELECT number, id, document FROM task WHERE \(condition) ORDER BY number", values).map { row in
            let id = row[1].text ?? "number \(row[0].integer)"
            guard row[1].text != nil, let document = row[2].text else {
                return .unreadable(
                    id: id, VideoGenerationError(.store, "The task \(id) in \"\(path)\" is a record without text."))
            }
            do throws(VideoGenerationError) {
                return .readable(
                    try TaskDocument.read(VideoTask.self, from: document.utf8, what: "The task \(id) in \"\(path)\""))
            } catch {
                return .unreadable(id: id, error)
            }
        }
    }

    /// The recorded tasks that `condition` holds for, in the order in which they were recorded.
    ///
    /// - Throws: `store`, also if one of them cannot be read.
    func recorded(_ condition: String, _ values: [SQLValue]) throws(VideoGenerationError) -> [VideoTask] {
        var tasks: [VideoTask] = []
        for entry in try entries(condition, values) {
            switch entry {
            case .readable(let task): tasks.append(task)
            case .unreadable(_, let error): throw error
            }
        }
        return tasks
    }

    /// The same, without those that cannot be read.
    func readable(_ condition: String, _ values: [SQLValue]) throws(VideoGenerationError) -> [VideoTask] {
        try entries(condition, values).compactMap { if case .readable(let task) = $0 { task } else { nil } }
    }

    /// The recorded ones, with what lies in the reserve and cannot be recorded yet.
    func newest(_ condition: String, _ values: [SQLValue]) throws(VideoGenerationError) -> [VideoTask] {
        let unrecorded = try unrecorded()
        return try recorded(condition, values).map { $0.taking(all: unrecorded) }
    }

    /// The readable ones, with what lies in the reserve and cannot be recorded yet.
    func newestReadable(_ condition: String, _ values: [SQLValue]) throws(VideoGenerationError) -> [VideoTask] {
        let unrecorded = try unrecorded()
        return try readable(condition, values).map { $0.taking(all: unrecorded) }
    }

    /// The readable tasks behind row `number` that a query means, with what lies in the reserve.
    func page(
        of query: TaskQuery, after number: Int64, upTo count: Int
    ) throws(VideoGenerationError) -> TaskPage {
        let unrecorded = try unrecorded()
        let limit = max(count, 200)
        // What is not recorded yet may be in another state than its row, or have an id that the row has not.
        let rows = try run(
            Self.rows(of: unrecorded.isEmpty ? query : TaskQuery()),
            Self.values(of: unrecorded.isEmpty ? query : TaskQuery(), after: number, upTo: limit))
        var tasks: [VideoTask] = []
        for row in rows {
            guard let document = row[1].text,
                let recorded = try? TaskDocument.read(VideoTask.self, from: document.utf8, what: "A task")
            else { continue }
            let task = recorded.taking(all: unrecorded)
            guard query.matches(task) else { continue }
            tasks.append(task)
            if tasks.count == count { return TaskPage(tasks, next: TaskCursor(rawValue: "\(row[0].integer)")) }
        }
        let isLast = rows.count < limit
        return TaskPage(tasks, next: isLast ? nil : rows.last.map { TaskCursor(rawValue: "\($0[0].integer)") })
    }

    /// The statement for rows that `query` may mean; it asks for ``values(of:after:upTo:)``.
    static func rows(of query: TaskQuery) -> String {
        func places(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
        // A plus keeps from an index, and from the order of the rows: that of the service's ids gives few.
        let plus = query.remoteIDs == nil ? "" : "+"
        let remote = query.remoteIDs.map { "AND remote_key IN (\(places($0.count)))" } ?? ""
        return """
            SELECT number, document FROM task
            WHERE \(plus)number > ? AND \(plus)state IN (\(places(query.states.count))) \(remote)
            ORDER BY \(plus)number LIMIT ?
            """
    }

    static func values(of query: TaskQuery, after number: Int64, upTo limit: Int) -> [SQLValue] {
        let words = query.states.map(\.rawValue) + (query.remoteIDs ?? []).map(TaskDocument.remoteKey(of:))
        return [.integer(number)] + words.map(SQLValue.text) + [.integer(Int64(limit))]
    }

    func insert(_ task: VideoTask) throws(VideoGenerationError) {
        try run(
            """
            INSERT INTO task (id, request_id, model, state, owner, revision, created, updated, document)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(task.id.rawValue), SQLValue(task.requestKey?.id), .text(task.model.description),
                .text(task.state.rawValue), SQLValue(task.owner?.rawValue), SQLValue(task.revision),
                .real(task.created), .real(task.updated),
                .text(try TaskDocument.text(of: task)),
            ])
    }

    /// Replaces the record of `task` if it has this revision, and tells whether it had.
    func replace(_ task: VideoTask, ifRevision revision: Int) throws(VideoGenerationError) -> Bool {
        try run(
            """
            UPDATE task SET model = ?, state = ?, owner = ?, revision = ?, updated = ?, document = ?
            WHERE id = ? AND revision = ?
            """,
            [
                .text(task.model.description), .text(task.state.rawValue), SQLValue(task.owner?.rawValue),
                SQLValue(task.revision), .real(task.updated),
                .text(try TaskDocument.text(of: task)),
                .text(task.id.rawValue),
                SQLValue(revision),
            ])
        guard try database().changes == 1 else { return false }
        try count(task)
        return true
    }

    /// Counts what `task` costs, each submission on the day on which it was counted first.
    private func count(_ task: VideoTask) throws(VideoGenerationError) {
        let charges = task.charges
        // Most changes of most tasks are not about money: what is counted already is left alone.
        for (number, amount) in charges.enumerated() {
            try run(
                """
                INSERT INTO charge (task, attempt, day, micros) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (task, attempt) DO UPDATE SET micros = ?4 WHERE micros <> ?4
                """,
                [.text(task.id.rawValue), SQLValue(number), SQLValue(task.day), .integer(amount.micros)])
        }
        guard task.price != nil else { return }
        try run(
            "DELETE FROM charge WHERE task = ? AND attempt >= ?", [.text(task.id.rawValue), SQLValue(charges.count)])
    }

    /// What is counted on a day.
    func spent(on day: Int) throws(VideoGenerationError) -> Money {
        // A file may have been changed by hand: nothing overflows.
        try run("SELECT micros FROM charge WHERE day = ?", [SQLValue(day)])
            .reduce(.zero) { sum, row in sum + Money(micros: max(0, row[0].integer)) }
    }
}

extension VideoTask {
    fileprivate func taking(all essences: [Essence]) -> VideoTask {
        essences.reduce(self) { task, essence in task.taking(essence) ?? task }
    }
}
