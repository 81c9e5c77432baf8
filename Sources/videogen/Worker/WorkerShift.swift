// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationKit

/// A worker's life as one owner of the store: until it is told to stop, or was taken for dead.
struct WorkerShift: Sendable {
    private let client: VideoClient
    private let printer: Printer
    private let metrics: WorkerMetrics
    private let output: String?
    private let capacity: Int
    private let pause: Duration
    private let telling: Telling

    /// How many tasks are taken over at once.
    private static let handful = 100
    /// After how long it looks again where it had no room, or no answer: a hint may have come for that.
    private static let soon = Duration.seconds(2)
    /// How many tasks that cannot be followed here are kept in mind, so that others may have them.
    private static let keptRefusals = 10_000

    init(
        _ printer: Printer, _ metrics: WorkerMetrics, output: String?, capacity: Int, pause: Duration
    ) throws(VideoGenerationError) {
        self.printer = printer
        self.metrics = metrics
        self.output = output
        self.capacity = capacity
        self.pause = pause
        telling = Telling()
        client = try VideoClient.fromEnvironment(observers: [metrics, telling])
    }

    /// Takes tasks over until `interrupts` says so, or this owner is not alive any more; then lets go of all.
    ///
    /// - Returns: A failure only if it makes no sense to begin anew.
    func run(until interrupts: Interrupts) async -> Result<Void, VideoGenerationError> {
        let teller = Task { [telling, printer] in
            for await observation in telling.observations { printer.observed(observation) }
        }
        let bell = Bell()
        let listener = Task { [client] in
            for await _ in client.claimHints() { bell.ring() }
        }
        let result = await work(until: interrupts, bell)
        listener.cancel()
        if interrupts.isInterrupted {
            metrics.drains()
            printer.worker("draining", nil)
        }
        await client.shutdown()
        telling.end()
        await teller.value
        return result
    }

    private func work(until interrupts: Interrupts, _ bell: Bell) async -> Result<Void, VideoGenerationError> {
        var refused: Set<TaskID> = []
        var isTroubled = false
        while !interrupts.isInterrupted {
            var rest = pause
            do throws(VideoGenerationError) {
                guard try await client.isOwnerAlive() else {
                    printer.note(
                        "This worker was not heard of for longer than its lease; others may have its tasks. It begins anew."
                    )
                    return .success(())
                }
                let isMore = try await takeOver(&refused)
                if isTroubled { printer.note("The store answers again.") }
                isTroubled = false
                if isMore == true { continue }
                if isMore == nil { rest = min(rest, Self.soon) }
            } catch {
                metrics.claimFailed()
                // No time makes that good.
                if error.code == .configuration { return .failure(error) }
                if !isTroubled {
                    printer.note("The store cannot be asked for tasks; it is asked again. \(error.message)")
                }
                isTroubled = true
                rest = min(rest, Self.soon)
            }
            await bell.wait(upTo: rest, interrupts)
        }
        return .success(())
    }

    /// Takes over what nobody follows, as far as there is room; whether there may be more, nil if there is no room.
    private func takeOver(_ refused: inout Set<TaskID>) async throws(VideoGenerationError) -> Bool? {
        let room = min(Self.handful, capacity - metrics.followed)
        guard room > 0 else {
            metrics.storeAnswered()
            return nil
        }
        let claims = try await client.claim(upTo: room, except: refused) { task in
            guard let output, case .files = task.destination else { return nil }
            return .named(task.id.rawValue, folder: output)
        }
        for claim in claims {
            guard let problem = claim.problem else { continue }
            if refused.count >= Self.keptRefusals { refused.removeFirst() }
            refused.insert(claim.task.id)
            printer.note("\(claim.task.id.rawValue) is left to others: \(problem.message)")
        }
        metrics.storeAnswered(claimed: claims.count, givenBack: claims.count { $0.problem != nil })
        // With refusals alone there would be no end.
        return claims.count == room && claims.contains { $0.problem == nil }
    }
}

/// Hands on what a tracker does with its tasks: printing may take longer than its loop can wait. What nobody reads for long
/// is lost here, and recorded all the same.
private final class Telling: TaskObserver {
    let observations: AsyncStream<TaskObservation>
    private let continuation: AsyncStream<TaskObservation>.Continuation

    init() {
        (observations, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(10_000))
    }

    func observe(_ observation: TaskObservation) {
        switch observation.deed {
        case .began, .told: continuation.yield(observation)
        case .submitted, .asked, .fetched, .left: break
        }
    }

    func end() {
        continuation.finish()
    }
}

/// Ends a pause early: there may be something to do.
private final class Bell: Sendable {
    private struct State {
        /// Whether it has rung since it was last waited for.
        var isRung = false
        var sleep: Task<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        state.withLock { state in
            state.isRung = true
            state.sleep?.cancel()
        }
    }

    /// Waits for `duration`, until it rings, or until somebody wants to leave.
    func wait(upTo duration: Duration, _ interrupts: Interrupts) async {
        let sleep = Task { _ = try? await Task.sleep(for: duration) }
        let number = interrupts.onInterrupt { sleep.cancel() }
        state.withLock { state in
            if state.isRung { sleep.cancel() }
            state.sleep = sleep
        }
        await sleep.value
        // Others hear it, too: one of them shall have looked before the next one does.
        if state.withLock({ $0.isRung }), !interrupts.isInterrupted {
            try? await Task.sleep(for: .milliseconds(Int.random(in: 0...300)))
        }
        state.withLock { $0 = State() }
        interrupts.forget(number)
    }
}
