// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

extension Printer {
    /// `videogen tasks list`.
    func tasks(_ rows: [TaskRow], isFiltered: Bool) {
        emit(.array(rows.map { .object($0.members) }))
        guard !isJSON else { return }
        if rows.isEmpty { return note(isFiltered ? "No task matches." : "No task is recorded.") }
        table(
            [["TASK", "STATE", "MODEL", "AGE", "REQUEST ID"]]
                + rows.map { row in
                    [
                        row.task.id.rawValue, row.state.rawValue, row.task.model.description,
                        TaskRow.age(row.task.created), row.task.requestKey?.id ?? "",
                    ]
                })
    }

    /// `videogen tasks show`.
    func show(_ row: TaskRow, isFollowed: Bool) {
        emit(.object(row.members + row.details))
        guard !isJSON else { return }
        let task = row.task
        var facts: [[String]] = [
            ["task", task.id.rawValue],
            ["state", row.state.rawValue + (isFollowed ? " (a running process follows it)" : "")],
            ["model", "\(task.model) (\(task.mode.rawValue))"], ["prompt", task.request.prompt],
            ["created", "\(TaskRow.time(task.created)) (\(TaskRow.age(task.created)) ago)"],
        ]
        if let id = task.requestKey?.id { facts.append(["request id", id]) }
        if let handle = task.handle { facts.append(["at the service", "\(handle.remoteID) (\(handle.origin))"]) }
        facts.append(["output", task.destination.words])
        if let cost = task.cost { facts.append(["cost", "\(cost.words) (\(cost.basis))"]) }
        for (key, value) in task.metadata.sorted(by: { $0.key < $1.key }) {
            facts.append(["metadata", "\(key)=\(value)"])
        }
        for (role, inputs) in task.request.inputs.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for input in inputs { facts.append([role.rawValue, input.path ?? input.url ?? input.sha256 ?? ""]) }
        }
        for option in task.report.options {
            if let applied = option.applied { facts.append([option.option.rawValue, applied.description]) }
        }
        for adjustment in task.report.adjustments { facts.append(["adjusted", adjustment.words]) }
        for sample in task.samples {
            let words = sample.path ?? sample.reason ?? ""
            facts.append(["sample \(sample.index + 1)", "\(sample.outcome.rawValue): \(words)"])
        }
        if let failure = task.failure { facts.append(["failure", "\(failure.code.rawValue): \(failure.message)"]) }
        for attempt in task.attempts {
            let why = [attempt.code?.rawValue, attempt.message].compactMap(\.self).joined(separator: ": ")
            let account = attempt.account.map { " for \($0.rawValue)" } ?? ""
            let words = "\(attempt.model?.description ?? "")\(account) \(attempt.outcome.rawValue)"
            facts.append(["submission", words + (why.isEmpty ? "" : " (\(why))")])
        }
        for entry in task.history {
            facts.append([TaskRow.time(entry.at), entry.event + (entry.message.map { ": \($0)" } ?? "")])
        }
        if let evidence = row.evidence {
            facts.append(["evidence", evidence.message])
            if let start = evidence.bodyStart { facts.append(["it said", start]) }
        }
        table(facts)
        if let step = next(row, isFollowed) { result(step) }
    }

    private func next(_ row: TaskRow, _ isFollowed: Bool) -> String? {
        let id = row.task.id
        return switch row.state {
        case .submissionUnknown: NextStep.settling(id)
        case .queued, .running, .delivering: isFollowed ? nil : NextStep.waiting(id)
        case .failed where row.task.canBeFetchedAnew: "Fetch it again: videogen tasks download \(id.rawValue)"
        case .failed where row.task.canBeSubmittedAnew || !row.task.state.isTerminal:
            "No service has it. To submit it: videogen tasks resubmit \(id.rawValue)"
        default: nil
        }
    }

    /// A task that a command has changed.
    func changed(_ event: String, _ task: VideoTask, _ words: String) {
        emit(.object([("event", .string(event))] + TaskRow(task: task, state: task.state).members))
        note(words)
    }

    /// What a task of unknown outcome may have become.
    func candidates(_ tasks: [RemoteTask], for task: VideoTask) {
        let (id, prompt) = (task.id, task.request.prompt)
        emit(
            .object([
                ("event", .string("candidates")), ("task", .string(id.rawValue)),
                ("candidates", .array(tasks.map { $0.json(besides: prompt) })),
            ]))
        guard !isJSON else { return }
        if tasks.isEmpty {
            return note(
                "Among the latest tasks that the service lists is none that this may be. Look at the service for older ones; "
                    + "if you are sure that it has none: videogen tasks resolve \(id.rawValue) --not-submitted")
        }
        table(
            [["AT THE SERVICE", "TAKEN", "MODEL", "PROMPT"]]
                + tasks.map { task in
                    let words = task.prompt.map { $0 == prompt ? "the same" : "another: \($0)" }
                    return [
                        task.remoteID, task.createdAt.map(TaskRow.time) ?? "", task.model ?? "", words ?? "not told",
                    ]
                })
        note(
            "If one of them is it: videogen tasks resolve \(id.rawValue) --remote-id ID. If none is, and none that is older: "
                + "videogen tasks resolve \(id.rawValue) --not-submitted")
    }

    /// Rows in columns.
    private func table(_ rows: [[String]]) {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.compactMap { $0.indices.contains(column) ? $0[column].count : nil }.max() ?? 0
        }
        for row in rows {
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            result(cells.joined(separator: "  "))
        }
    }
}

extension RemoteTask {
    fileprivate func json(besides ours: String) -> JSON {
        .object([
            ("remote_id", .string(remoteID)), ("created", createdAt.map { .string(TaskRow.time($0)) } ?? .null),
            ("model", model.map(JSON.string) ?? .null), ("prompt", prompt.map(JSON.string) ?? .null),
            ("same_prompt", prompt.map { .bool($0 == ours) } ?? .null),
        ])
    }
}
