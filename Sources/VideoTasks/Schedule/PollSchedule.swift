// SPDX-License-Identifier: Apache-2.0

/// How often a task is polled: pure arithmetic over what is known of it.
public struct PollSchedule: Sendable {
    /// The first and the shortest wait. No service of this kind documents a pace; it soon grows.
    public var shortest: Duration
    /// The longest wait while a task is young; for one that is older than 100 times that, a hundredth of its age, up
    /// to five minutes.
    public var longest: Duration
    /// How long a task is polled at all; after that it is left as it is, and waiters are told.
    public var patience: Duration

    /// A schedule; the defaults suit jobs of one to ten minutes.
    public init(
        shortest: Duration = .seconds(3), longest: Duration = .seconds(30), patience: Duration = .seconds(86_400)
    ) {
        self.shortest = shortest
        self.longest = max(shortest, longest)
        self.patience = patience
    }

    /// The wait before the next question.
    ///
    /// - Parameters:
    ///   - elapsed: Since the service took the task.
    ///   - expected: How long such tasks take, zero for "not known"; nobody is asked before half of it has passed.
    ///   - eta: The service's own guess, of which half is waited.
    ///   - failures: How many questions in a row had no answer; each after the first doubles the wait.
    ///   - floor: The least the service asked for (`Retry-After`).
    ///   - generator: Spreads tasks by a fifth up or down, so that they do not ask in step.
    public func wait(
        elapsed: Duration, expected: Duration = .zero, eta: Duration? = nil, failures: Int = 0, floor: Duration? = nil,
        using generator: inout some RandomNumberGenerator
    ) -> Duration {
        var wait = elapsed / 10
        if let eta { wait = eta / 2 }
        let ceiling = max(longest, min(elapsed / 100, .seconds(300)))
        wait = max(min(max(wait, shortest), ceiling), .milliseconds(100))
        // Up to two minutes when nobody answers: an outage is not shortened by questions.
        if failures > 1 { wait = min(wait * (1 << min(failures - 1, 5)), max(ceiling, .seconds(120))) }
        if failures == 0, expected > .zero { wait = max(wait, min(expected / 2 - elapsed, .seconds(300))) }
        wait = wait * Double.random(in: 0.8...1.2, using: &generator)
        return max(wait, floor ?? .zero)
    }
}
