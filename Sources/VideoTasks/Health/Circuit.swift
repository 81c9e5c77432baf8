// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// Stops new submissions to a model that is in trouble: each may end in an outcome that nobody knows.
///
/// It opens after some failures in a row, or when most of many fail. When it has been open for a while, a question that
/// costs nothing is asked; if that is answered, a submission that begins after it decides. The figures are those of Envoy's outlier detection
/// and of the circuit breakers that follow it, with pauses for jobs that take minutes.
struct Circuit: Hashable, Sendable {
    /// So many failures in a row open it.
    static let failuresInARow = 5
    /// So many submissions in the window say something about a share.
    static let sample = 10
    /// How far back outcomes count.
    static let window = Duration.seconds(60)
    /// How long it is open the first time; each further time adds as much.
    static let pause = Duration.seconds(30)
    /// The longest time after which it is asked for again, without what chance adds.
    static let longestPause = Duration.seconds(300)

    /// What it lets through.
    enum State: Hashable, Sendable {
        /// Everything.
        case closed
        /// Nothing; a question, from then on.
        case open(until: MonotonicTime)
        /// Nothing: a question is on its way.
        case probing
        /// One submission, which decides: one that began at that time or later.
        case trial(since: MonotonicTime)
    }

    private(set) var state = State.closed
    private var inARow = 0
    private var openings = 0
    private var outcomes: [Outcome] = []

    private struct Outcome: Hashable {
        let time: MonotonicTime
        let isFailure: Bool
    }

    /// Whether it knows of no failure.
    var isUnremarkable: Bool { state == .closed && !outcomes.contains(where: \.isFailure) }

    /// A submission ended well, or in a way that shows the service is.
    ///
    /// - Parameter begun: When it began. What began before the trouble was known says nothing about now.
    mutating func succeed(begunAt begun: MonotonicTime, at now: MonotonicTime) {
        switch state {
        case .closed: note(isFailure: false, at: now)
        case .trial(let start) where begun >= start: self = Circuit()
        case .trial, .open, .probing: break
        }
    }

    /// A submission failed.
    ///
    /// - Parameters:
    ///   - begun: When it began.
    ///   - jitter: 0 to 1: by how much of a fifth the pause is longer, so that not all come back at once.
    mutating func fail(begunAt begun: MonotonicTime, at now: MonotonicTime, jitter: Double) {
        switch state {
        case .closed:
            note(isFailure: true, at: now)
            let failures = outcomes.count(where: \.isFailure)
            if inARow >= Self.failuresInARow || outcomes.count >= Self.sample && failures * 2 > outcomes.count {
                open(at: now, jitter)
            }
        case .trial(let start) where begun >= start: open(at: now, jitter)
        case .trial, .open, .probing: break
        }
    }

    /// The question is asked.
    mutating func probe() { state = .probing }

    /// What the question shows.
    enum Life: Hashable, Sendable {
        /// The service answered, in its own words.
        case shown
        /// Somebody answered, who may be a gateway in front of a service that is not there.
        case doubtful
        case none
    }

    /// What came of the question. A doubtful answer counts each fourth time: there may be services that never answer such a
    /// question in words that their provider knows.
    mutating func probed(_ life: Life, at now: MonotonicTime, jitter: Double) {
        guard state == .probing else { return }
        if life == .shown || life == .doubtful && openings.isMultiple(of: 4) {
            state = .trial(since: now)
        } else {
            open(at: now, jitter)
        }
    }

    private mutating func open(at now: MonotonicTime, _ jitter: Double) {
        openings += 1
        let pause = min(Self.pause * min(openings, 10), Self.longestPause)
        state = .open(until: now + pause * (1 + jitter / 5))
        (inARow, outcomes) = (0, [])
    }

    private mutating func note(isFailure: Bool, at now: MonotonicTime) {
        inARow = isFailure ? inARow + 1 : 0
        // The latest few say as much as all of a busy minute.
        if outcomes.count == 100 { outcomes.removeFirst() }
        outcomes.removeAll { now - $0.time > Self.window }
        outcomes.append(Outcome(time: now, isFailure: isFailure))
    }
}
