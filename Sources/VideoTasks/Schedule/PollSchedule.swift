// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

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
        let wait = Nanoseconds(self).wait(
            elapsed: elapsed.wholeNanoseconds, expected: expected.wholeNanoseconds, eta: eta?.wholeNanoseconds,
            failures: failures, floor: floor?.wholeNanoseconds, using: &generator)
        return .nanoseconds(wait)
    }

    /// The same arithmetic in whole nanoseconds, for each of thousands of questions a second: a `Duration` has 128 bits.
    struct Nanoseconds: Sendable {
        private let shortest: Int64
        private let longest: Int64
        /// How long a task is polled at all, in the ticks of its row.
        let patienceTicks: UInt32

        init(_ schedule: PollSchedule) {
            // A year is for ever, and far from where sums overflow.
            longest = min(schedule.longest.wholeNanoseconds, 31_536_000_000_000_000)
            shortest = min(schedule.shortest.wholeNanoseconds, longest)
            patienceTicks = PollRow.ticks(schedule.patience)
        }

        func wait(
            elapsed: Int64, expected: Int64 = 0, eta: Int64? = nil, failures: Int = 0, floor: Int64? = nil,
            using generator: inout some RandomNumberGenerator
        ) -> Int64 {
            var wait = elapsed / 10
            if let eta { wait = eta / 2 }
            let ceiling = max(longest, min(elapsed / 100, Self.fiveMinutes))
            wait = max(min(max(wait, shortest), ceiling), Self.tenthOfSecond)
            // Up to two minutes when nobody answers: an outage is not shortened by questions.
            if failures > 1 { wait = min(wait << min(failures - 1, 5), max(ceiling, Self.twoMinutes)) }
            if failures == 0, expected > 0 { wait = max(wait, min(expected / 2 - elapsed, Self.fiveMinutes)) }
            // From four fifths to six.
            let share = Int64(generator.next() >> 48)
            wait += wait * 2 / 5 / 65_536 * share - wait / 5
            return max(wait, floor ?? 0)
        }

        private static let tenthOfSecond: Int64 = 100_000_000
        private static let twoMinutes: Int64 = 120_000_000_000
        private static let fiveMinutes: Int64 = 300_000_000_000
    }
}
