// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks wait`: follows tasks to their end, whoever began them.
struct TasksWait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Follows tasks to their end. One that a running process follows is watched, not touched.")

    @Argument(help: "The tasks' ids.")
    var ids: [String]

    @Option(help: "Stop waiting after this many seconds; the tasks go on.")
    var waitTimeout: Double?

    @Flag(help: "One JSON object a line on standard output, and nothing else there.")
    var json = false

    func run() async throws {
        try await Session.run(json: json) { client, printer, interrupts throws(VideoGenerationError) in
            let timeout = try Session.duration(waitTimeout)
            var codes: [Int32] = []
            var generations: [Generation] = []
            for id in ids.map(TaskID.init(rawValue:)) {
                do throws(VideoGenerationError) {
                    generations.append(try await client.generation(id))
                } catch {
                    codes.append(printer.fail(error, task: id).rawValue)
                }
            }
            interrupts.arm()
            codes += await Watch.all(generations, printer, interrupts, timeout: timeout)
            return ExitCodes.worst(codes)
        }
    }
}

extension Watch {
    /// Follows several tasks at the same time; their exit codes.
    static func all(
        _ generations: [Generation], _ printer: Printer, _ interrupts: Interrupts, timeout: Duration? = nil,
        detach: Bool = false
    ) async -> [Int32] {
        await withTaskGroup(of: Int32.self) { group in
            for generation in generations {
                let printer = generations.count > 1 ? printer.of(generation.id) : printer
                group.addTask {
                    var watch = Watch(
                        generation: generation, printer: printer, detach: detach, namesTask: true)
                    return await watch.run(interrupts, timeout: timeout)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
