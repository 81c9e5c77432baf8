// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks cancel`: gives a task up.
struct TasksCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Gives a task up. A service that can stop it is asked to; else it may go on there, and be billed.")

    @OptionGroup var about: TaskArgument

    func run() async throws {
        try await Session.run(json: about.json) { client, printer, _ throws(VideoGenerationError) in
            let task = try await client.cancel(about.task)
            printer.changed(
                task.state.isTerminal ? "cancelled" : "cancel_requested", task,
                Self.words(for: task))
            return 0
        }
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
