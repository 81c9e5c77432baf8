// SPDX-License-Identifier: Apache-2.0

/// How quickly a host that is in trouble is asked again: tries after a failure are paid from a bucket that successes
/// fill, so that an outage is answered by few questions.
///
/// It paces and never refuses: when the bucket is empty, a try waits the longest pause. It is for what costs nothing to
/// ask; a submission is bounded by what is proved about the one before it. The figures are those of the AWS SDKs'
/// standard mode as of 2026.
struct RetryBudget: Hashable, Sendable {
    /// What a full bucket holds.
    static let capacity = 500
    /// The longest pause that is chosen here; an empty bucket adds up to a half, so that not all come back at once.
    static let longestPause = Duration.seconds(20)

    /// What is left.
    private(set) var tokens = Self.capacity

    /// Why a try brought nothing.
    enum Trouble: CaseIterable {
        /// No answer, or one that says nothing.
        case transient
        /// The host wants fewer questions, or says no in a way that may pass.
        case throttled

        /// What another try costs.
        var price: Int { self == .transient ? 14 : 5 }
        /// The longest pause before the first try that follows.
        var firstPause: Duration { self == .transient ? .milliseconds(50) : .seconds(1) }
    }

    /// A try to come.
    struct Retry: Hashable {
        /// The wait before it.
        let pause: Duration
        /// What was paid for it.
        let price: Int
    }

    /// Whether nothing is to be remembered.
    var isFull: Bool { tokens == Self.capacity }

    /// Pays for the next try.
    ///
    /// - Parameters:
    ///   - trouble: What the last one ran into.
    ///   - failures: How many in a row failed, from 1; each doubles the pause.
    ///   - generator: Chooses the pause between nothing and its length ("full jitter").
    mutating func retry(
        after trouble: Trouble, failures: Int, using generator: inout some RandomNumberGenerator
    ) -> Retry {
        guard tokens >= trouble.price else {
            return Retry(pause: Self.longestPause * Double.random(in: 1...1.5, using: &generator), price: 0)
        }
        tokens -= trouble.price
        let longest = min(trouble.firstPause * (1 << min(max(failures, 1) - 1, 20)), Self.longestPause)
        return Retry(pause: longest * Double.random(in: 0...1, using: &generator), price: trouble.price)
    }

    /// A try brought what was asked for: its price is given back, or a little more comes in if it was the first.
    mutating func succeed(returning price: Int = 0) {
        tokens = min(tokens + max(price, 1), Self.capacity)
    }
}
