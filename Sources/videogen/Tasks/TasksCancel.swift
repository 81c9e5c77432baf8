// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks cancel`: gives a task up.
struct TasksCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Gives a task up. One that the service has may go on there, and be billed.")

    @OptionGroup var about: TaskArgument

    func run() async throws {
        try await Session.run(json: about.json) { client, printer, _ throws(VideoGenerationError) in
            let task = try await client.cancel(about.task)
            printer.changed(
                "cancelled", task,
                task.handle == nil
                    ? "No service had it: it is cancelled, and costs nothing."
                    : task.state == .cancelled
                        ? "It is stopped where it was rendered."
                        : "It is given up here, and not followed any more. The service has no way to cancel it: it may go on, "
                            + "and be billed.")
            return 0
        }
    }
}
