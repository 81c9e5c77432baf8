// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks forget`: takes ended tasks out of the journal.
struct TasksForget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Removes ended tasks from the journal. Files are not touched.")

    @Argument(help: "The tasks' ids.")
    var ids: [String]

    @Flag(help: "One JSON object a line on standard output, and nothing else there.")
    var json = false

    func run() async throws {
        try await Session.run(json: json) { client, printer, _ throws(VideoGenerationError) in
            var codes: [Int32] = []
            for id in ids.map(TaskID.init(rawValue:)) {
                do throws(VideoGenerationError) {
                    let task = try await client.task(id)
                    try await client.forget(id)
                    printer.changed("forgotten", task, "\(id.rawValue) is forgotten.")
                } catch {
                    codes.append(printer.fail(error, task: id).rawValue)
                }
            }
            return ExitCodes.worst(codes)
        }
    }
}
