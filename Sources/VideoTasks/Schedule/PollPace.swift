// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// How many questions a second an account may ask at a surface: a token bucket that hands out turns in order.
///
/// An answer "fewer requests" halves the rate for a while; it never fails a task. A turn is late by a tick of the wheel at most, so
/// however small the burst, what came together within one may be asked at once.
public struct PollPace: Hashable, Sendable {
    /// Questions a second.
    public let rate: Double
    /// How many may be asked at once after a pause.
    public let burst: Int

    /// The part of it that is ours.
    private(set) var share = 1.0
    /// The time between two turns without complaints, in nanoseconds.
    private var gap: Int64
    /// By how much the rate is divided at the moment.
    private var divisor: Int64 = 1
    private var calmAfter = MonotonicTime(nanoseconds: .min)
    /// When it was slowed down last.
    private var slowedAt = MonotonicTime(nanoseconds: .min)
    /// Before when the service wants no question.
    private(set) var notBefore = MonotonicTime(nanoseconds: .min)
    /// Before when there is no turn, for that reason or because no part of it is ours.
    private var floor = MonotonicTime(nanoseconds: .min)
    /// When the bucket would be full.
    private var full = MonotonicTime(nanoseconds: .min)

    /// A pace of `rate` questions a second (0.01 to 1,000,000), `burst` of them at once.
    public init(rate: Double = 10, burst: Int = 10) {
        self.rate = rate.isNaN ? 0.01 : min(max(rate, 0.01), 1_000_000)
        self.burst = min(max(1, burst), 1_000_000)
        gap = Int64(1e9 / self.rate)
    }

    /// Takes a turn: the moment, not before `now`, at which the question may be asked.
    mutating func reserve(at now: MonotonicTime) -> MonotonicTime {
        recover(at: now)
        let now = max(now, floor)
        // The generic cell rate algorithm: a full bucket lies in the past, an empty one `burst` intervals ahead.
        full = MonotonicTime(nanoseconds: max(full.nanoseconds, now.nanoseconds) + interval)
        return max(now, MonotonicTime(nanoseconds: full.nanoseconds - max(interval * ownBurst, PollRow.tick)))
    }

    /// Takes a turn if there is one at `now`; else tells when there is one.
    mutating func take(at now: MonotonicTime) -> MonotonicTime? {
        var next = self
        let turn = next.reserve(at: now)
        guard turn <= now else { return turn }
        self = next
        return nil
    }

    private var interval: Int64 { gap * divisor }

    private var ownBurst: Int64 { share == 1 ? Int64(burst) : max(1, Int64(Double(burst) * share)) }

    /// What is ours of it from now on, of all who share the account. Without a part there is no turn but far ahead; `turns` that
    /// were reserved are given back, and have to be taken anew.
    mutating func setShare(_ new: Double, givingBack turns: Int, at now: MonotonicTime) {
        recover(at: now)
        let wasOurs = share > 0
        let start = max(now, notBefore)
        let taken = max(0, taken(at: start) - interval * Int64(turns))
        // What is saved up stays as it is, and is never more than the new part saves; who had no part has nothing.
        let saved = wasOurs ? Double(ownBurst) - Double(taken) / Double(interval) : 0
        share = new
        floor = new > 0 ? notBefore : now + Self.farAhead
        guard new > 0 else { return }
        gap = Int64(min(1e9 / (rate * new), 1e15))
        let left = (Double(ownBurst) - min(saved, Double(ownBurst))) * Double(interval)
        full = MonotonicTime(nanoseconds: start.nanoseconds + Int64(min(left, 1e17)))
    }

    /// Turns that nobody has: they are given back before then.
    private static let farAhead = Duration.seconds(3600)

    /// The service wants fewer questions, and said so about one that was asked at `asked`: of many that were on their way
    /// together, only the first complaint says something new.
    mutating func slowDown(at now: MonotonicTime, asked: MonotonicTime) {
        recover(at: now)
        calmAfter = now + .seconds(60)
        guard asked >= slowedAt else { return }
        slowedAt = now
        divide(by: min(divisor * 2, 64), at: now)
    }

    /// The service wants no question before `time`.
    mutating func hold(until time: MonotonicTime) {
        notBefore = max(notBefore, time)
        floor = max(floor, notBefore)
    }

    /// Every minute without a complaint doubles the rate, up to what was wanted.
    private mutating func recover(at now: MonotonicTime) {
        while divisor > 1, now >= calmAfter {
            divide(by: divisor / 2, at: now)
            calmAfter = calmAfter + .seconds(60)
        }
    }

    /// Changes the rate; the bucket has as many turns left as before.
    private mutating func divide(by new: Int64, at now: MonotonicTime) {
        let start = max(now, notBefore)
        let taken = taken(at: start)
        if taken > 0 { full = MonotonicTime(nanoseconds: start.nanoseconds + taken / divisor * new) }
        divisor = new
    }

    /// By how much the bucket is not full.
    private func taken(at now: MonotonicTime) -> Int64 {
        full.nanoseconds > now.nanoseconds ? full.nanoseconds - now.nanoseconds : 0
    }

    /// What shares a pace.
    struct Key: Hashable {
        let origin: String
        let credential: CredentialName?
        let work: Work

        /// What is done at a pace.
        enum Work: Hashable {
            case questions, submissions
        }

        /// The pace of questions.
        init(_ handle: TaskHandle) {
            (origin, credential, work) = (handle.origin, handle.credential, .questions)
        }

        /// The pace of submissions.
        init(_ key: Health.Key) {
            (origin, credential, work) = (key.origin, key.credential, .submissions)
        }
    }
}
