// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// How many submissions may be on their way to a model at once: no limit, until the service asks for fewer.
///
/// "Fewer" halves what was on its way, and each minute without it allows one more; after an outage each success does.
struct SubmitLimit: Hashable, Sendable {
    /// So many are as good as no limit.
    private static let ceiling = 64
    private static let minute = Duration.seconds(60)

    /// How many may be on their way; nil for no limit.
    private(set) var limit: Int?
    /// How many are.
    private(set) var inFlight: Int
    /// When it fell last.
    private var fell = MonotonicTime(nanoseconds: .min)
    /// When it rose last by a minute's calm, or fell.
    private var counted = MonotonicTime(nanoseconds: .min)
    /// Whether it comes back from an outage.
    private var isRamping = false

    /// No limit, with so many on their way.
    init(inFlight: Int = 0) {
        self.inFlight = inFlight
    }

    /// Whether one more may begin.
    mutating func admits(at now: MonotonicTime) -> Bool {
        recover(at: now)
        return limit.map { inFlight < $0 } ?? true
    }

    mutating func begin() { inFlight += 1 }

    /// One that was on its way ended.
    mutating func end() { inFlight = max(0, inFlight - 1) }

    /// The service asked for fewer, of a submission that began at `begun`.
    mutating func halve(begunAt begun: MonotonicTime, at now: MonotonicTime) {
        recover(at: now)
        // What was on its way already when the limit fell says nothing about the lower one.
        guard limit == nil || begun >= fell else { return }
        limit = max(1, min(inFlight, limit ?? .max) / 2)
        (fell, counted) = (now, now)
        isRamping = false
    }

    /// The service was not there, and is back.
    mutating func ramp(at now: MonotonicTime) {
        limit = 1
        (fell, counted) = (now, now)
        isRamping = true
    }

    /// One ended well.
    mutating func succeed() {
        if isRamping { raise(by: 1) }
    }

    private mutating func recover(at now: MonotonicTime) {
        guard limit != nil, now - counted >= Self.minute else { return }
        let minutes = (now - counted).components.seconds / 60
        counted = counted + Self.minute * Int(minutes)
        raise(by: Int(minutes))
    }

    private mutating func raise(by count: Int) {
        guard let limit else { return }
        let isFree = count >= Self.ceiling - limit
        self.limit = isFree ? nil : limit + count
        if isFree { self = SubmitLimit(inFlight: inFlight) }
    }
}
