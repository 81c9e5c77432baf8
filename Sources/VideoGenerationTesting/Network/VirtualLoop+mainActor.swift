// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VirtualLoop {
    /// Runs `operation` on the main actor to its end, for a test of what lives there, such as a view model.
    ///
    /// Virtual time passes when neither the loop nor the main actor has anything left to do. What runs elsewhere, such as the
    /// reading of a file, is waited for only as long as no timer is due: do not let it race with one.
    ///
    /// - Parameters:
    ///   - patience: How long, in real time, it may wait for something that is neither on the loop nor on the main actor.
    ///   - operation: What to run.
    /// - Throws: What `operation` throws, or `internal` when it waits for something that does not come.
    @MainActor
    public func runOnMainActor<Value: Sendable>(
        patience: Duration = .seconds(10), _ operation: @escaping @MainActor () async throws -> Value
    ) async throws -> Value {
        let result = ResultBox<Value>()
        let task = Task { @MainActor in
            do { result.set(.success(try await operation())) } catch { result.set(.failure(error)) }
        }
        var quiet = 0
        var deadline: ContinuousClock.Instant?
        while true {
            if let result = result.value { return try result.get() }
            if hasJob {
                _ = stepHere()
                (quiet, deadline) = (0, nil)
                continue
            }
            // What the main actor has to do comes first, also what follows from that.
            await Task.yield()
            quiet += 1
            guard quiet > Self.courtesy, !hasJob, result.value == nil else { continue }
            if stepHere() {
                (quiet, deadline) = (0, nil)
                continue
            }
            let end = deadline ?? ContinuousClock.now + patience
            deadline = end
            guard ContinuousClock.now < end else {
                task.cancel()
                throw stuck
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// How many turns the main actor is given before time passes.
    private static let courtesy = 8
}
