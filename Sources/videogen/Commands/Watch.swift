// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Dispatch
import VideoGenerationKit

/// Follows one task until it ends, or until the user has seen enough.
struct Watch: Sendable {
    let generation: Generation
    let printer: Printer
    var detach = false
    /// Whether a failure names the task although no service had it: for whoever asked for it by its id.
    var namesTask = false
    private var handle: TaskHandle?
    private var farewell: Farewell?
    /// How long a submission in flight is waited for by somebody who wants to leave, so that its id is known.
    private static let patience = DispatchTimeInterval.seconds(30)

    init(generation: Generation, printer: Printer, detach: Bool = false, namesTask: Bool = false) {
        self.generation = generation
        self.printer = printer
        self.detach = detach
        self.namesTask = namesTask
    }

    /// How the user leaves before the task has ended.
    private struct Farewell {
        let code: Int32
        let event: String
        let words: String

        static let interrupt = Farewell(code: 130, event: "detached", words: "Stopped waiting; the task goes on.")
        static let timeout = Farewell(code: 75, event: "timed_out", words: "The wait is over; the task goes on.")
        static let detach = Farewell(code: 0, event: "detached", words: "The service has accepted it.")
    }

    private enum Happening: Sendable {
        case event(TaskEvent)
        case tick
        case interrupt
        case timeout
        case farewellOver
    }

    /// The exit code.
    mutating func run(_ interrupts: Interrupts, timeout: Duration? = nil) async -> Int32 {
        let (happenings, feed) = AsyncStream.makeStream(of: Happening.self)
        let events = await generation.events()
        let listener = interrupts.onInterrupt { feed.yield(.interrupt) }
        let reader = Task {
            for await event in events { feed.yield(.event(event)) }
            feed.finish()
        }
        let queue = DispatchQueue(label: "videogen.timers")
        let ticks = printer.moves ? DispatchSource.makeTimerSource(queue: queue) : nil
        ticks?.schedule(deadline: .now() + 1, repeating: 1)
        ticks?.setEventHandler { feed.yield(.tick) }
        ticks?.activate()
        defer {
            ticks?.cancel()
            reader.cancel()
            interrupts.forget(listener)
        }
        if let timeout {
            queue.asyncAfter(deadline: .now() + .milliseconds(Int(timeout / .milliseconds(1)))) { feed.yield(.timeout) }
        }
        for await happening in happenings {
            switch happening {
            case .event(let event):
                if let code = take(event) { return code }
            case .tick:
                printer.tick()
            case .timeout, .interrupt:
                let farewell = if case .timeout = happening { Farewell.timeout } else { Farewell.interrupt }
                let isInFlight = handle == nil ? await generation.isFollowedHere() : false
                guard isInFlight else { return leave(farewell) }
                self.farewell = farewell
                await generation.withdraw()
                printer.note("Waiting for the submission in flight, so that its id is not lost. Ctrl-C: at once.")
                queue.asyncAfter(deadline: .now() + Self.patience) { feed.yield(.farewellOver) }
            case .farewellOver:
                return leave(farewell ?? .interrupt, "The submission has not been answered; it may be billed.")
            }
        }
        // Its events ended before it did.
        return printer.fail(
            VideoGenerationError(.taskNotFound, "The task \(generation.id.rawValue) is not recorded any more.")
        ).rawValue
    }

    private mutating func take(_ event: TaskEvent) -> Int32? {
        switch event {
        case .submitted(let handle):
            self.handle = handle
            printer.submitted(handle)
            if let farewell = farewell ?? (detach ? .detach : nil) { return leave(farewell) }
        case .status(let status):
            printer.status(status)
        case .failover(let failover):
            printer.failover(failover)
        case .retrying(let notice):
            printer.retrying(notice)
        case .failed(let error) where error.code == .cancelled && farewell != nil:
            printer.fail(error, task: namesTask ? generation.id : nil)
            return farewell?.code
        case .held(let error):
            printer.held(error)
        case .unanswered(let error):
            printer.unanswered(error)
        case .attention(let error) where error.code == .timedOut:
            return leave(.timeout, error.message)
        case .attention(let error), .failed(let error):
            // Our id is of no use to anybody when the service never took the task.
            printer.fail(error, task: namesTask ? generation.id : handle?.id)
            return error.exitCode
        case .delivered(let delivery):
            printer.delivered(delivery)
            return 0
        case .submissionUnknown(let id, let evidence):
            printer.submissionUnknown(id, evidence)
            return 79
        }
        return nil
    }

    private func leave(_ farewell: Farewell, _ words: String? = nil) -> Int32 {
        let place = handle.map { " The service has it at \($0.origin) under the id \($0.remoteID)." } ?? ""
        let step = printer.remembers ? " " + NextStep.waiting(generation.id) : ""
        printer.left(farewell.event, generation.id, (words ?? farewell.words) + place + step)
        return farewell.code
    }
}
