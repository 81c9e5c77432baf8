// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Sandbox {
    /// Runs `videogen tasks` with JSON.
    func tasks(
        _ arguments: String..., environment: [String: String] = [:], within seconds: Double = 60
    ) async throws -> Finished {
        try await run(["tasks"] + arguments + ["--json"], environment: environment, within: seconds)
    }

    /// The tasks as `videogen tasks list` shows them.
    func list() async throws -> [Value] {
        try await tasks("list").last.items
    }

    /// The only recorded task.
    func onlyTask() async throws -> Value {
        let list = try await list()
        guard list.count == 1 else { throw Trouble("There are \(list.count) tasks: \(list)") }
        return list[0]
    }

    /// Starts a job and ends it by force as soon as it has said `text`; the id of its task.
    func killed(after text: String, _ arguments: [String] = []) async throws -> String {
        let run = try start(job(arguments))
        try await run.said(text)
        run.program.send(SIGKILL)
        _ = try await run.program.code(within: 10)
        guard let id = try await list().last?["task"].text else { throw Trouble("No task is recorded.") }
        return id
    }

    /// Writes a batch of these lines; its path.
    func batch(_ lines: [Value]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = try lines.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }.joined()
        return try write(Data(text.utf8), to: "batch.jsonl")
    }

    /// A line of a batch for a short job.
    func line(_ id: String, _ more: [String: Value] = [:]) -> Value {
        let members: [String: Value] = [
            "id": .text(id), "prompt": "The ship sets sail", "image": .text(image), "duration": 4,
        ]
        return .object(members.merging(more) { $1 })
    }

    /// Runs a batch with JSON into ``videos``.
    func runBatch(
        _ path: String, _ arguments: String..., within seconds: Double = 120
    ) async throws -> Finished {
        try await run(["batch", path, "--output", videos, "--json"] + arguments, within: seconds)
    }
}
