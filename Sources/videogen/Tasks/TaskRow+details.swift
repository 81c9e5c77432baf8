// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

extension TaskRow {
    /// What `tasks show --json` adds.
    var details: [(name: String, value: JSON)] {
        let report = task.report
        return [
            ("account", (task.handle?.credential ?? task.account).map { .string($0.rawValue) } ?? .null),
            ("mode", .string(task.mode.rawValue)), ("prompt", .string(task.request.prompt)),
            ("inputs", JSON(encoding: task.request.inputs)),
            ("origin", task.handle.map { .string($0.origin) } ?? .null), ("output", task.destination.json),
            ("options", .object(report.appliedJSON)), ("adjustments", .array(report.adjustments.map(\.json))),
            ("samples", .array(task.samples.map(\.json))),
            ("evidence", evidence.map { JSON(encoding: $0) } ?? .null),
            ("failure", task.failure.map { JSON(encoding: $0) } ?? .null),
            ("attempts", .array(task.attempts.map(\.json))),
            ("history", .array(task.history.map(\.json))),
        ]
    }

    /// What is known of a submission whose outcome is not.
    var evidence: SubmitEvidence? {
        if let evidence = task.evidence { return evidence }
        guard state == .submissionUnknown else { return nil }
        // Nobody has recorded it yet: its process is gone.
        return SubmitEvidence(phase: .preparing, message: "The process that submitted it ended before the answer.")
    }
}

extension SubmitAttempt {
    var json: JSON {
        .object([
            ("at", .string(TaskRow.time(at))), ("model", model.map { .string($0.description) } ?? .null),
            ("account", account.map { .string($0.rawValue) } ?? .null),
            ("outcome", .string(outcome.rawValue)), ("code", code.map { .string($0.rawValue) } ?? .null),
            ("message", message.map(JSON.string) ?? .null),
        ])
    }
}

extension HistoryEntry {
    fileprivate var json: JSON {
        .object([
            ("at", .string(TaskRow.time(at))), ("event", .string(event)),
            ("message", message.map(JSON.string) ?? .null),
        ])
    }
}
