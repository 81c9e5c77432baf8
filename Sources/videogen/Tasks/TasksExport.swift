// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks export`: the records, for other programs.
struct TasksExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes all that is recorded of tasks, one JSON object a line, oldest first. Changes nothing.")

    @OptionGroup var filter: TaskFilter

    func run() async throws {
        try await Session.run(json: true) { client, printer, _ throws(VideoGenerationError) in
            try await client.forEachTask(matching: try filter.query()) { task throws(VideoGenerationError) in
                let row = TaskRow(task: task, state: try await client.state(of: task))
                printer.emit(.object(row.members + row.details))
            }
            return 0
        }
    }
}
