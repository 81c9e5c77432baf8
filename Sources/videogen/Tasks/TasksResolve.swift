// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks resolve`: what a person has found out about a submission whose outcome is unknown.
struct TasksResolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Records what you found out about a submission whose outcome is unknown.")

    @OptionGroup var about: TaskArgument

    @Option(name: .customLong("remote-id"), help: "The service has it, under this id.")
    var remoteID: String?

    @Flag(help: "The service does not have it.")
    var notSubmitted = false

    @Flag(help: "Asks the service which of its tasks this may be, and records nothing.")
    var search = false

    func validate() throws {
        guard [remoteID != nil, notSubmitted, search].count(where: { $0 }) == 1 else {
            throw ValidationError("Give one of --remote-id ID, --not-submitted and --search.")
        }
    }

    func run() async throws {
        try await Session.run(json: about.json) { client, printer, _ throws(VideoGenerationError) in
            if search {
                printer.candidates(
                    try await client.candidates(for: about.task), for: try await client.task(about.task))
            } else if let remoteID {
                let task = try await client.resolve(about.task, as: remoteID)
                printer.changed("resolved", task, "Recorded. " + NextStep.waiting(task.id))
            } else {
                let task = try await client.resolveAsNotSubmitted(about.task)
                printer.changed(
                    "resolved", task,
                    "Recorded: nobody has it. To submit it: videogen tasks resubmit \(task.id.rawValue)")
            }
            return 0
        }
    }
}
