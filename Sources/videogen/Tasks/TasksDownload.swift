// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks download`: the videos of a finished task, once more.
struct TasksDownload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "download",
        abstract: "Fetches the videos of a finished task again, as long as the service keeps them. Costs nothing.")

    @OptionGroup var about: TaskArgument

    @Option(help: "Where to put them, as with generate. Default: where they were to go.")
    var output: String?

    func run() async throws {
        try await Session.run(json: about.json) { client, printer, interrupts throws(VideoGenerationError) in
            let task = try await client.task(about.task)
            let isThere = output == nil && task.state == .delivered && !task.paths.isEmpty && task.areFilesThere
            if isThere, let delivery = task.delivery {
                printer.note("The videos are where they were put.")
                printer.delivered(delivery)
                return 0
            }
            interrupts.arm()
            let place = output.map { VideoOutput.path($0) } ?? (task.destination == .links ? .currentFolder : nil)
            var watch = Watch(
                generation: try await client.download(task.id, to: place), printer: printer, namesTask: true)
            return await watch.run(interrupts)
        }
    }
}

extension VideoTask {
    /// The files that were delivered.
    var paths: [String] { samples.compactMap(\.path) }
}
