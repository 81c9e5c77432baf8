// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// How a model does for an account, by what its latest submissions came to, and whether another one may be made.
struct Health: Sendable {
    /// What is well or ill: not a whole service because of one model, and not a model because of one account.
    struct Key: Hashable, Sendable {
        let origin: String
        let model: ModelID
        let credential: CredentialName?

        init(_ model: any VideoGeneration) {
            origin = model.surface.baseURL?.origin ?? model.surface.name
            self.model = model.descriptor.model
            credential = model.surface.credential
        }
    }

    /// What stands in the way of a submission.
    enum Obstacle: Sendable {
        /// It has to wait until one that is on its way has ended.
        case crowd
        /// It has to wait until then.
        case pause(until: MonotonicTime)
        /// Somebody has to ask first whether the service is there.
        case doubt
        /// That is being asked, or tried.
        case trial
        /// It has to wait for its account's turn, which is not before then.
        case turn(MonotonicTime)
    }

    private var circuit = Circuit()
    private var limit = SubmitLimit()
    /// Until when the service wants no submission (`Retry-After`).
    private var notBefore = MonotonicTime(nanoseconds: .min)
    /// Until when another model is preferred, because this one's account is no good.
    private var shunned = MonotonicTime(nanoseconds: .min)
    /// When a submission last ended in a way that shows that the service is there.
    private(set) var lastWell = MonotonicTime(nanoseconds: .min)
    /// What it was last in trouble with.
    private(set) var trouble: VideoGenerationError?
    /// Those that wait to be submitted, the first one first.
    var waiting: ArraySlice<TrackedTask.Reference> = []
    /// Whether a look at those who wait is arranged.
    var isArranged = false

    /// What stands in the way of a submission; nil if nothing does.
    mutating func obstacle(at now: MonotonicTime) -> Obstacle? {
        if now < notBefore { return .pause(until: notBefore) }
        switch circuit.state {
        case .open(let end): return now < end ? .pause(until: end) : .doubt
        case .probing: return .trial
        case .trial: return limit.inFlight > 0 ? .trial : nil
        case .closed: return limit.admits(at: now) ? nil : .crowd
        }
    }

    /// Whether another model is preferred for now.
    func isShunned(at now: MonotonicTime) -> Bool { now < shunned }

    /// Whether nothing has to be remembered.
    func isUnremarkable(at now: MonotonicTime) -> Bool {
        circuit.isUnremarkable && limit == SubmitLimit() && max(notBefore, shunned) <= now && waiting.isEmpty
    }

    mutating func begin() { limit.begin() }

    /// A submission that began at `begun` ended.
    mutating func end(_ sign: Sign, begunAt begun: MonotonicTime, at now: MonotonicTime, jitter: Double) {
        limit.end()
        switch sign {
        case .none: return
        case .well:
            succeed(begun, now)
            limit.succeed()
        case .ill(let error):
            circuit.fail(begunAt: begun, at: now, jitter: jitter)
            note(error, now)
        case .crowded(let error):
            // It is there, and says so.
            succeed(begun, now)
            limit.halve(begunAt: begun, at: now)
            note(error, now)
        case .unwelcome(let error, let isAsked):
            if isAsked { succeed(begun, now) }
            note(error, now)
            shunned = now + .seconds(60)
        }
    }

    private mutating func succeed(_ begun: MonotonicTime, _ now: MonotonicTime) {
        let wasClosed = circuit.state == .closed
        circuit.succeed(begunAt: begun, at: now)
        if !wasClosed, circuit.state == .closed { limit.ramp(at: now) }
        lastWell = now
    }

    private mutating func note(_ error: VideoGenerationError, _ now: MonotonicTime) {
        trouble = error
        if let pause = error.retryAfter { notBefore = max(notBefore, now + pause) }
    }

    mutating func probe() { circuit.probe() }

    mutating func probed(_ sign: Circuit.Life, at now: MonotonicTime, jitter: Double) {
        circuit.probed(sign, at: now, jitter: jitter)
    }
}

extension Health {
    /// What the outcome of a submission says about the service.
    enum Sign: Sendable {
        /// It is there.
        case well
        /// It is in trouble, or not there.
        case ill(VideoGenerationError)
        /// It wants fewer submissions.
        case crowded(VideoGenerationError)
        /// The account is no good, or the model is not there any more; by its own word if it was asked.
        case unwelcome(VideoGenerationError, isAsked: Bool)
        /// Nothing.
        case none

        init(_ outcome: SubmitOutcome) {
            switch outcome {
            case .accepted: self = .well
            case .unknown(let evidence):
                self = .ill(VideoGenerationError(.serviceUnavailable, evidence.message, isRetryable: true))
            case .notSent(let error):
                switch error.code {
                // A host that cannot prove who it is is no trouble of the service's: somebody should look.
                case .serviceUnavailable: self = error.isRetryable ? .ill(error) : .none
                case .authentication: self = .unwelcome(error, isAsked: false)
                default: self = .none
                }
            case .rejected(let error):
                switch error.code {
                case .serviceUnavailable: self = .ill(error)
                case .rateLimited: self = .crowded(error)
                case .authentication, .outOfFunds, .modelRetired: self = .unwelcome(error, isAsked: true)
                // Whatever lives at that address.
                case .configuration: self = .none
                default: self = .well
                }
            }
        }
    }
}
