// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks resolve`: what a person has found out about a submission whose outcome is unknown.
struct TasksResolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Records what you found out about a submission whose outcome is unknown.")

    @OptionGroup var tasks: TaskSelection

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
        guard notSubmitted || tasks.ids.count == 1 && !tasks.dryRun else {
            throw ValidationError("--remote-id and --search are for one task: give its id.")
        }
    }

    func run() async throws {
        try await Session.run(json: tasks.json) { client, printer, _ throws(VideoGenerationError) in
            if let id = tasks.ids.first.map(TaskID.init(rawValue:)), !notSubmitted {
                if let remoteID {
                    let task = try await client.resolve(id, as: remoteID)
                    printer.changed("resolved", task, "Recorded. " + NextStep.waiting(task.id))
                } else {
                    printer.candidates(try await client.candidates(for: id), for: try await client.task(id))
                }
                return 0
            }
            let codes = try await tasks.forEach(
                client, printer, "resolve", where: { $0.state == .submissionUnknown }
            ) { task throws(VideoGenerationError) in
                let task = try await client.resolveAsNotSubmitted(task.id)
                printer.changed(
                    "resolved", task,
                    "Recorded: nobody has it. To submit it: videogen tasks resubmit \(task.id.rawValue)")
            }
            return ExitCodes.worst(codes)
        }
    }
}
