// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks resubmit`: takes the risk of a second charge.
struct TasksResubmit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resubmit",
        abstract: "Submits a task again whose outcome is unknown, or that no service had. It may be a second charge.")

    @OptionGroup var about: TaskArgument

    @Flag(help: "Return as soon as the service has accepted the request.")
    var detach = false

    @Option(help: "Stop waiting after this many seconds; the task goes on.")
    var waitTimeout: Double?

    func run() async throws {
        try await Session.run(json: about.json) { client, printer, interrupts throws(VideoGenerationError) in
            let timeout = try Session.duration(waitTimeout)
            let isOpen = try await client.state(of: try await client.task(about.task)) == .submissionUnknown
            interrupts.arm()
            let generation = try await client.resubmit(about.task)
            if isOpen {
                printer.note("Submitted again. If the service took the first submission, this is a second charge.")
            }
            var watch = Watch(generation: generation, printer: printer, detach: detach, namesTask: true)
            return await watch.run(interrupts, timeout: timeout)
        }
    }
}
