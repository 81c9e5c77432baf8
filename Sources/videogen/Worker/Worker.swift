// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen worker`: brings the tasks home that others have submitted, until it is told to stop.
struct Worker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Follows and delivers every task that no running process follows, until it is told to stop.",
        discussion: """
            Any number of workers share a store: VIDEOGEN_STORE=postgresql://… on several machines, or a file on one. What generate
            --detach and a batch that ended have left is taken over; nothing is submitted. SIGTERM or Ctrl-C drains: no further task is
            taken, and all are handed back at once.
            """)

    @Option(
        help:
            "A folder for the videos of tasks that were to go into files, called TASK.mp4. Default: where each task says."
    )
    var output: String?

    @Option(help: "How many tasks are followed at the same time, 1 to 100000.")
    var capacity = 10_000

    @Option(help: "Seconds between two looks for tasks, 0.1 to 3600.")
    var interval = 2.0

    @Option(help: "A port of 127.0.0.1 for GET /healthz and /metrics (Prometheus); 0 for any that is free.")
    var port: Int?

    @Flag(help: "One JSON object a line on standard output, and nothing else there.")
    var json = false

    func run() async throws {
        let printer = Printer(json: json)
        let interrupts = Interrupts()
        do throws(VideoGenerationError) {
            try await serve(printer, interrupts)
        } catch {
            throw printer.fail(error)
        }
    }

    private func serve(_ printer: Printer, _ interrupts: Interrupts) async throws(VideoGenerationError) {
        guard (1...100_000).contains(capacity) else { throw .usage("--capacity takes a number from 1 to 100000.") }
        guard (0.1...3600).contains(interval) else { throw .usage("--interval takes 0.1 to 3600 seconds.") }
        guard printer.remembers else {
            throw VideoGenerationError(
                .configuration,
                "A worker needs a store that others share. Set VIDEOGEN_STORE to another one than memory:.")
        }
        if let output {
            try OutputPlan(output: output.hasSuffix("/") ? output : output + "/", samples: 1).check()
        }
        interrupts.arm()
        let pause = Duration.milliseconds(Int64(interval * 1000))
        let metrics = WorkerMetrics(interval: pause)
        let status = try port.map { number throws(VideoGenerationError) in
            "http://127.0.0.1:\(try StatusPort.open(number, page: metrics.page))"
        }
        printer.worker("started", status)
        // A lease that was lost is not found again: what follows then is a new owner.
        while !interrupts.isInterrupted {
            let shift = try WorkerShift(printer, metrics, output: output, capacity: capacity, pause: pause)
            try await shift.run(until: interrupts).get()
        }
        printer.worker("stopped", nil)
    }
}
