// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks resubmit`: takes the risk of a second charge.
struct TasksResubmit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resubmit",
        abstract: "Submits a task again whose outcome is unknown, or that no service had. It may be a second charge.")

    @OptionGroup var tasks: TaskSelection

    @Flag(help: "Return as soon as the service has accepted the request.")
    var detach = false

    @Option(help: "Stop waiting after this many seconds; the task goes on.")
    var waitTimeout: Double?

    func run() async throws {
        try await Session.run(json: tasks.json) { client, printer, interrupts throws(VideoGenerationError) in
            let timeout = try Session.duration(waitTimeout)
            var (generations, ends): ([Generation], [Int32]) = ([], [])
            func watch() async {
                ends += await Watch.all(generations, printer, interrupts, timeout: timeout, detach: detach)
                generations = []
            }
            interrupts.arm()
            let codes = try await tasks.forEach(client, printer, "resubmit", where: Self.canBeResubmitted) {
                task throws(VideoGenerationError) in
                // Not all of a thousand at once.
                if generations.count == Self.width { await watch() }
                guard !interrupts.isInterrupted else { return }
                let isOpen = try await client.state(of: task) == .submissionUnknown
                generations.append(try await client.resubmit(task.id))
                guard isOpen else { return }
                printer.note(
                    "\(task.id.rawValue) is submitted again. If the service took the first submission, this is a second charge."
                )
            }
            await watch()
            return ExitCodes.worst(codes + ends)
        }
    }

    /// How many are under way at the same time.
    private static let width = 50

    /// What no service has, or may have.
    private static func canBeResubmitted(_ task: VideoTask) -> Bool {
        task.state == .submissionUnknown || task.canBeSubmittedAnew
    }
}
