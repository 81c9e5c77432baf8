// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Where a task stands, with what is known there and nowhere else.
///
/// Only this file can make a stage, out of the one before it: a transition that is not written here cannot be written.
/// So nothing has an id that no service gave, nothing is unknown without evidence, and from what is not known no way
/// leads to another submission but the one that somebody chose (`submitAgain`).
public enum Stage: Hashable, Sendable {
    /// Recorded; nothing is on its way.
    case prepared(Prepared)
    /// A submission is on its way.
    case submitting(Submitting)
    /// The service has it.
    case accepted(Accepted)
    /// It is not known whether the service has it.
    case unknown(Unknown)
    /// Nothing follows.
    case ended(Ended)

    /// The beginning.
    static var beginning: Stage { .prepared(Prepared()) }

    /// Nothing is on its way.
    public struct Prepared: Hashable, Sendable {
        fileprivate init() {}

        func submit() -> Stage { .submitting(Submitting(earlier: nil)) }
        func end(_ failure: TaskFailure) -> Stage { .ended(Ended(failure, handle: nil)) }
    }

    /// A submission is on its way: the one stage in which a process that dies leaves a question behind.
    public struct Submitting: Hashable, Sendable {
        /// What is known of an earlier submission that may have been taken: proof about this one is none about that.
        public let earlier: SubmitEvidence?

        fileprivate init(earlier: SubmitEvidence?) {
            self.earlier = earlier
        }

        func accept(as handle: TaskHandle) -> Stage { .accepted(Accepted(handle: handle, place: .queued)) }
        func park(_ evidence: SubmitEvidence) -> Stage { .unknown(Unknown(evidence: evidence)) }
        /// After a proof that nobody has it.
        func prepareAgain() -> Stage { earlier.map { .unknown(Unknown(evidence: $0)) } ?? .prepared(Prepared()) }
        /// After a proof that nobody has it.
        func end(_ failure: TaskFailure) -> Stage {
            earlier.map { .unknown(Unknown(evidence: $0)) } ?? .ended(Ended(failure, handle: nil))
        }
    }

    /// The service has it, under the handle's remote id.
    public struct Accepted: Hashable, Sendable {
        /// How to follow it.
        public let handle: TaskHandle
        /// How far it is.
        public let place: Place

        fileprivate init(handle: TaskHandle, place: Place) {
            self.handle = handle
            self.place = place
        }

        /// How far a task is that the service has.
        public enum Place: Int, Hashable, Sendable, Comparable {
            /// It waits.
            case queued
            /// It is rendered.
            case running
            /// It is done; its files are fetched.
            case delivering

            /// Orders by how far it is.
            public static func < (left: Place, right: Place) -> Bool { left.rawValue < right.rawValue }
        }

        /// A task never goes back from running to queued; a result whose URLs are gone is asked for again.
        func move(to next: Place) -> Stage { .accepted(Accepted(handle: handle, place: max(place, next))) }
        func deliver(_ samples: [SampleOutcome]) -> Stage {
            .ended(Ended(.delivered, nil, handle: handle, samples: samples))
        }
        /// Nobody wants it any more, and the service goes on.
        func abandon(_ failure: TaskFailure) -> Stage { .ended(Ended(.abandoned, failure, handle: handle)) }
        func end(_ failure: TaskFailure, samples: [SampleOutcome] = []) -> Stage {
            .ended(Ended(failure, handle: handle, samples: samples))
        }
    }

    /// It may be billed, and nobody knows its id.
    public struct Unknown: Hashable, Sendable {
        /// What is known.
        public let evidence: SubmitEvidence

        fileprivate init(evidence: SubmitEvidence) {
            self.evidence = evidence
        }

        /// Somebody found it at the service.
        func resolve(as handle: TaskHandle) -> Stage { .accepted(Accepted(handle: handle, place: .queued)) }
        /// Somebody made sure that the service does not have it.
        func resolveAsNotSubmitted(_ failure: TaskFailure) -> Stage { .ended(Ended(failure, handle: nil)) }
        /// Somebody takes the risk of a second charge.
        func submitAgain() -> Stage { .submitting(Submitting(earlier: evidence)) }
    }

    /// It is over.
    public struct Ended: Hashable, Sendable {
        /// How: `delivered`, `failed`, `cancelled` or `abandoned`.
        public let state: TaskState
        /// Why there is no file; nil if there is one.
        public let failure: TaskFailure?
        /// How it was followed, if the service had it.
        public let handle: TaskHandle?
        /// What came of each sample, without links: a signed URL is a secret.
        public let samples: [SampleOutcome]

        fileprivate init(
            _ state: TaskState, _ failure: TaskFailure?, handle: TaskHandle?, samples: [SampleOutcome] = []
        ) {
            self.state = state
            self.failure = failure
            self.handle = handle
            self.samples = samples.map { sample in
                var recorded = sample
                recorded.url = nil
                return recorded
            }
        }

        fileprivate init(_ failure: TaskFailure, handle: TaskHandle?, samples: [SampleOutcome] = []) {
            self.init(failure.code == .cancelled ? .cancelled : .failed, failure, handle: handle, samples: samples)
        }

        /// The service, which had it, is asked for its files once more.
        func fetchAgain() -> Stage? { handle.map { .accepted(Accepted(handle: $0, place: .delivering)) } }
        /// Nobody has it, and the reason for that may have passed.
        func prepareAgain() -> Stage? { handle == nil && failure?.mayPass == true ? .prepared(Prepared()) : nil }
    }
}

extension Stage {
    /// Whether a task that the service has is at least as far here as in `other`.
    func isAsFarAs(_ other: Stage) -> Bool {
        switch (self, other) {
        case (.accepted(let mine), .accepted(let theirs)): mine.place >= theirs.place
        case (_, .ended): false
        default: true
        }
    }

    /// How to follow it; nil until the service has named it.
    var handle: TaskHandle? {
        switch self {
        case .prepared, .submitting, .unknown: nil
        case .accepted(let stage): stage.handle
        case .ended(let stage): stage.handle
        }
    }

    /// The stage as one word.
    public var state: TaskState {
        switch self {
        case .prepared: .prepared
        case .submitting: .submitting
        case .accepted(let stage):
            switch stage.place {
            case .queued: .queued
            case .running: .running
            case .delivering: .delivering
            }
        case .unknown: .submissionUnknown
        case .ended(let stage): stage.state
        }
    }
}

// Flat, as scripts and databases like it. What does not fit together is refused.
extension Stage: Codable {
    private enum CodingKeys: String, CodingKey {
        case state, handle, evidence, failure, samples
    }

    /// Encodes the state's word and what is known in it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(state, forKey: .state)
        switch self {
        case .prepared: break
        case .submitting(let stage): try container.encodeIfPresent(stage.earlier, forKey: .evidence)
        case .accepted(let stage): try container.encode(stage.handle, forKey: .handle)
        case .unknown(let stage): try container.encode(stage.evidence, forKey: .evidence)
        case .ended(let stage):
            try container.encodeIfPresent(stage.handle, forKey: .handle)
            try container.encodeIfPresent(stage.failure, forKey: .failure)
            try container.encode(stage.samples, forKey: .samples)
        }
    }

    /// Decodes a stage.
    ///
    /// - Throws: `DecodingError` if the state lacks what is known in it, or has a handle or sample that no service gives.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let state = try container.decode(TaskState.self, forKey: .state)
        let handle = try container.decodeIfPresent(TaskHandle.self, forKey: .handle)
        try RecordLimits.check(handle.map(RecordLimits.fits) ?? true, "handle", decoder)
        func accepted(_ place: Accepted.Place) throws -> Stage {
            Stage.accepted(Accepted(handle: try container.decode(TaskHandle.self, forKey: .handle), place: place))
        }
        switch state {
        case .prepared: self = .prepared(Prepared())
        case .submitting:
            self = .submitting(
                Submitting(earlier: try container.decodeIfPresent(SubmitEvidence.self, forKey: .evidence)))
        case .queued: self = try accepted(.queued)
        case .running: self = try accepted(.running)
        case .delivering: self = try accepted(.delivering)
        case .submissionUnknown:
            self = .unknown(Unknown(evidence: try container.decode(SubmitEvidence.self, forKey: .evidence)))
        case .delivered, .failed, .cancelled, .abandoned:
            let failure = try container.decodeIfPresent(TaskFailure.self, forKey: .failure)
            let samples = try container.decodeIfPresent([SampleOutcome].self, forKey: .samples) ?? []
            try RecordLimits.check(samples.allSatisfy(RecordLimits.fits), "sample", decoder)
            guard state == .delivered ? failure == nil && handle != nil : failure != nil else {
                throw DecodingError.dataCorruptedError(
                    forKey: .state, in: container, debugDescription: "What is recorded is no \(state.rawValue) task.")
            }
            self = .ended(Ended(state, failure, handle: handle, samples: samples))
        }
    }
}
