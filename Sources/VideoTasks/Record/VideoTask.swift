// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// A task as it is recorded: everything that must survive, and nothing secret.
public struct VideoTask: Codable, Hashable, Sendable {
    /// Our own id.
    public let id: TaskID
    /// The caller's own key for the request; nil if it gave none.
    public let requestKey: RequestKey?
    /// The model it is submitted to: if that refuses, and another is asked, then that one.
    public internal(set) var model: ModelID
    /// The account it is submitted with, by its credential's name; nil for a model that wants none, and where a release wrote the
    /// record that did not know of several accounts.
    public internal(set) var account: CredentialName?
    /// What the model makes the video from.
    public internal(set) var mode: GenerationMode
    /// What is asked of the model, with which another process can ask for it again.
    public internal(set) var request: RecordedRequest
    /// What became of each option.
    public internal(set) var report: NegotiationReport
    /// What a submission of it costs, or is counted for; nil where that is not known.
    public internal(set) var price: PriceEstimate?
    /// Where its videos go.
    public internal(set) var destination: Destination
    /// What the caller wants to find again with the task; never sent.
    public let metadata: [String: String]
    /// Where it stands.
    public internal(set) var stage: Stage
    /// The submissions that were made.
    public internal(set) var attempts: [SubmitAttempt]
    /// What happened to it, oldest first; the middle of a very long life is left out.
    public internal(set) var history: [HistoryEntry]
    /// Who follows it: what the store of that process calls itself.
    public internal(set) var owner: StoreOwner?
    /// Seconds since 1970 at which it was recorded.
    public let created: Double
    /// Seconds since 1970 of the last change.
    public internal(set) var updated: Double
    /// Counts changes, from 0: a store refuses to overwrite a newer one, which fences off whoever lost the task.
    public internal(set) var revision: Int

    init(
        id: TaskID, request: NegotiatedRequest, account: CredentialName? = nil, price: PriceEstimate? = nil,
        destination: Destination = .links,
        key: RequestKey? = nil, metadata: [String: String] = [:], owner: StoreOwner? = nil, at time: Double
    ) {
        self.id = id
        requestKey = key
        model = request.model
        self.account = account
        mode = request.mode
        self.request = RecordedRequest(request)
        report = request.report
        self.price = price
        self.destination = destination
        self.metadata = metadata
        stage = .beginning
        attempts = []
        history = [HistoryEntry(at: time, TaskState.prepared.rawValue)]
        self.owner = owner
        created = time
        updated = time
        revision = 0
    }

    /// Where it stands, in a word.
    public var state: TaskState { stage.state }

    /// How to follow it; nil until the service has named it.
    public var handle: TaskHandle? { stage.handle }

    /// What is known about a submission whose outcome is not.
    public var evidence: SubmitEvidence? {
        if case .unknown(let stage) = stage { stage.evidence } else { nil }
    }

    /// Why it ended without a file.
    public var failure: TaskFailure? {
        if case .ended(let stage) = stage { stage.failure } else { nil }
    }

    /// What came of each sample, once delivery is over. Links are left out: a signed URL is a secret.
    public var samples: [SampleOutcome] {
        if case .ended(let stage) = stage { stage.samples } else { [] }
    }

    /// How many samples were asked for.
    public var sampleCount: Int { request.samples }

    /// Whether the same request key makes another submission of it: it ended before any service had it, for a reason that
    /// may have passed.
    public var canBeSubmittedAnew: Bool {
        if case .ended(let stage) = stage { stage.prepareAgain() != nil } else { false }
    }

    /// Whether its videos may still be had, though they could not be fetched, or the service did not know the task, as it says to
    /// the key of another account: that can be tried again, and costs nothing.
    public var canBeFetchedAnew: Bool {
        guard case .ended(let stage) = stage, stage.handle != nil, let failure = stage.failure else { return false }
        return [.downloadFailed, .resultExpired, .notAVideo, .outputUnwritable, .taskNotFound].contains(failure.code)
    }

    /// The delivery, once there is one.
    public var delivery: Delivery? {
        guard state == .delivered, let handle else { return nil }
        return Delivery(task: handle, samples: samples, report: report, attempts: attempts, cost: cost)
    }

    /// Notes what happened.
    mutating func note(_ event: String, _ message: String? = nil, at time: Double) {
        // First and last say most about a long life.
        if history.count >= 100 { history.remove(at: 50) }
        history.append(HistoryEntry(at: time, event, message))
    }

    /// Takes over what somebody else has added to the record, and goes on from its revision.
    mutating func takeNotes(of recorded: VideoTask) {
        attempts += recorded.attempts.filter { !attempts.contains($0) }
        history += recorded.history.filter { !history.contains($0) }
        revision = recorded.revision
    }

    enum CodingKeys: String, CodingKey {
        case id, model, account, mode, request, report, price, destination, metadata, stage, attempts, history, owner,
            created
        case updated, revision
        case requestKey = "request_key"
    }
}

/// The caller's own key for a request: made twice with the same key, it is one task and one bill.
public struct RequestKey: Codable, Hashable, Sendable {
    /// The key, 1 to 255 characters, unique in a store.
    public let id: String
    /// SHA-256 of what was asked for: the same key with another request is a mistake.
    public let digest: String

    /// The key `id` of the request with this digest.
    ///
    /// - Throws: `invalid_request` if `id` is empty, longer than 255 characters, or has control characters.
    public init(id: String, digest: String) throws(VideoGenerationError) {
        guard (1...255).contains(id.count), !id.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            throw VideoGenerationError(
                .invalidRequest, "A request id has 1 to 255 characters, and no control characters.")
        }
        self.id = id
        self.digest = digest
    }
}

/// Something that happened to a task.
public struct HistoryEntry: Codable, Hashable, Sendable {
    /// Seconds since 1970.
    public let at: Double
    /// A snake_case word: a state, or what was done to it.
    public let event: String
    /// More about it, for a person.
    public let message: String?

    init(at time: Double, _ event: String, _ message: String? = nil) {
        at = time
        self.event = event
        self.message = message
    }
}
