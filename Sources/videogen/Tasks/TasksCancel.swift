// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks cancel`: gives tasks up.
struct TasksCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Gives tasks up, by id or by what they are like.",
        discussion: "A service that can stop a task is asked to; else it may go on there, and be billed.")

    @OptionGroup var tasks: TaskSelection

    func run() async throws {
        try await Session.run(json: tasks.json) { client, printer, _ throws(VideoGenerationError) in
            let codes = try await tasks.forEach(client, printer, "cancel", where: Self.canBeCancelled) {
                task throws(VideoGenerationError) in
                let task = try await client.cancel(task.id)
                printer.changed(
                    task.state.isTerminal ? "cancelled" : "cancel_requested", task, Self.words(for: task))
            }
            return ExitCodes.worst(codes)
        }
    }

    /// What is being submitted at the moment is passed over where nobody named it.
    private static func canBeCancelled(_ task: VideoTask) -> Bool {
        !task.state.isTerminal && task.state != .submitting
    }

    private static func words(for task: VideoTask) -> String {
        guard task.handle != nil else { return "No service had it: it is cancelled, and costs nothing." }
        return switch task.state {
        case .cancelled: "It is stopped where it was rendered."
        case .abandoned:
            "It is given up here, and not followed any more. The service has no way to cancel it: it may go on, and be "
                + "billed."
        default:
            "The service took the wish to stop it, which may come too late. It is asked as before: `videogen tasks wait "
                + "\(task.id.rawValue)` tells how it ended."
        }
    }
}
