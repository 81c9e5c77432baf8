// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks list`: every recorded task, oldest first.
struct TasksList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Shows recorded tasks, oldest first. Changes nothing.")

    @OptionGroup var filter: TaskFilter

    @Option(help: "The task that its service calls so; repeatable, for one of several.")
    var remoteID: [String] = []

    @Flag(help: "A JSON array.")
    var json = false

    func run() async throws {
        try await Session.run(json: json) { client, printer, _ throws(VideoGenerationError) in
            var query = try filter.query()
            if !remoteID.isEmpty { query.remoteIDs = Set(remoteID) }
            var rows: [TaskRow] = []
            try await client.forEachTask(matching: query) { task throws(VideoGenerationError) in
                rows.append(TaskRow(task: task, state: try await client.state(of: task)))
            }
            printer.tasks(rows, isFiltered: !filter.isEmpty || !remoteID.isEmpty)
            return 0
        }
    }
}
