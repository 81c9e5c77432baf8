// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks show`: all that is known about one task.
struct TasksShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows all that is recorded about a task. Changes nothing.")

    @OptionGroup var about: TaskArgument

    func run() async throws {
        try await Session.run(json: about.json) { client, printer, _ throws(VideoGenerationError) in
            let task = try await client.task(about.task)
            let row = TaskRow(task: task, state: try await client.state(of: task))
            printer.show(row, isFollowed: try await client.isFollowed(task))
            return 0
        }
    }
}
