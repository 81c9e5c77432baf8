// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks forget`: takes ended tasks out of the journal.
struct TasksForget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Removes ended tasks from the journal, by id or by what they are like. Files are not touched.")

    @OptionGroup var tasks: TaskSelection

    func run() async throws {
        try await Session.run(json: tasks.json) { client, printer, _ throws(VideoGenerationError) in
            let codes = try await tasks.forEach(client, printer, "forget", where: Self.canBeForgotten) {
                task throws(VideoGenerationError) in
                try await client.forget(task.id)
                printer.changed("forgotten", task, "\(task.id.rawValue) is forgotten.")
            }
            return ExitCodes.worst(codes)
        }
    }

    /// What has not ended, or may be billed unseen, is passed over where nobody named it.
    private static func canBeForgotten(_ task: VideoTask) -> Bool {
        task.state.isTerminal && task.state != .submissionUnknown
    }
}
