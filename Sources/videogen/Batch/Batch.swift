// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Synchronization
import VideoGenerationKit

/// `videogen batch`: many requests from a file, each made once however often the command runs.
struct Batch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the requests of a JSONL file. A second run submits nothing twice, and finishes what is open.")

    @Argument(help: "A file with one JSON object a line: id, prompt, and the options of generate with _ for -.")
    var file: String

    @Option(help: "The folder for the videos, called ID.mp4.")
    var output: String

    @Option(help: "How many requests are under way at the same time.")
    var concurrency = 4

    @Flag(help: "One JSON object a line on standard output, each with the line's id, and nothing else there.")
    var json = false

    func run() async throws {
        try await Session.run(json: json) { client, printer, interrupts throws(VideoGenerationError) in
            guard (1...1000).contains(concurrency) else { throw .usage("--concurrency takes a number from 1 to 1000.") }
            // Everything is checked before anything is sent.
            let lines = try BatchFile.read(file, models: client.models)
            try OutputPlan(output: output.hasSuffix("/") ? output : output + "/", samples: 1).check()
            interrupts.arm()
            let codes = await run(lines, client, printer, interrupts)
            let delivered = codes.count { $0 == 0 }
            printer.note("\(delivered) of \(lines.count) delivered")
            guard !interrupts.isInterrupted else {
                printer.note("Stopped. The same command goes on where this one stopped.")
                return 130
            }
            return ExitCodes.worst(codes)
        }
    }

    /// The exit codes of the lines that were begun.
    private func run(
        _ lines: [BatchLine], _ client: VideoClient, _ printer: Printer, _ interrupts: Interrupts
    ) async -> [Int32] {
        let queue = Queue(lines)
        let folder = output
        return await withTaskGroup(of: [Int32].self) { group in
            for _ in 0..<min(concurrency, lines.count) {
                group.addTask {
                    var codes: [Int32] = []
                    while !interrupts.isInterrupted, let line = queue.next() {
                        let printer = printer.of(batchLine: line.id)
                        do throws(VideoGenerationError) {
                            let job = line.job(folder: folder)
                            codes.append(try await job.run(client, printer, interrupts))
                        } catch {
                            codes.append(printer.fail(error).rawValue)
                        }
                    }
                    return codes
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// What is left to do.
    private final class Queue: Sendable {
        private let rest: Mutex<ArraySlice<BatchLine>>

        init(_ lines: [BatchLine]) {
            rest = Mutex(lines[...])
        }

        func next() -> BatchLine? { rest.withLock { $0.popFirst() } }
    }
}
