// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks resume`: goes on with what processes that are gone have left.
struct TasksResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Takes over every unfinished task that no running process follows. Submits nothing.")

    @Flag(help: "Also fetch again what the service has finished and could not be fetched.")
    var all = false

    @Flag(help: "One JSON object a line on standard output, and nothing else there.")
    var json = false

    func run() async throws {
        try await Session.run(json: json) { client, printer, interrupts throws(VideoGenerationError) in
            var codes: [Int32] = []
            var generations: [Generation] = []
            interrupts.arm()
            // Before: those that this makes unknown are told by their own events.
            for task in try await client.tasks(in: [.submissionUnknown]) {
                printer.note("\(task.id.rawValue) is submission_unknown; see " + NextStep.showing(task.id))
            }
            for resumption in try await client.resume() {
                let id = resumption.task.id
                switch resumption.outcome {
                case .following(let generation): generations.append(generation)
                case .followedElsewhere: printer.note("\(id.rawValue) is followed by a running process; left alone.")
                case .impossible(let error): codes.append(printer.fail(error, task: id).rawValue)
                }
            }
            if all {
                for task in try await client.tasks(in: [.failed]) where task.canBeFetchedAnew {
                    do throws(VideoGenerationError) {
                        generations.append(try await client.download(task.id))
                    } catch {
                        codes.append(printer.fail(error, task: task.id).rawValue)
                    }
                }
            }
            if generations.isEmpty, codes.isEmpty { printer.note("There is nothing to resume.") }
            return ExitCodes.worst(codes + (await Watch.all(generations, printer, interrupts)))
        }
    }
}
