// SPDX-License-Identifier: Apache-2.0

/// What came of a task: for each sample a checked file, or the reason why there is none.
public struct Delivery: Codable, Hashable, Sendable {
    /// The task.
    public var task: TaskHandle
    /// One entry for each sample that was asked for, by index.
    public var samples: [SampleOutcome]
    /// What became of each option.
    public var report: NegotiationReport
    /// The submissions that were made, oldest first: also those that came to nothing, and the models that they went to.
    public var attempts: [SubmitAttempt]
    /// What it costs, all submissions together that may be billed; nil where no price is known.
    public var cost: PriceEstimate?

    /// A delivery; see the properties.
    public init(
        task: TaskHandle, samples: [SampleOutcome], report: NegotiationReport, attempts: [SubmitAttempt],
        cost: PriceEstimate? = nil
    ) {
        self.task = task
        self.samples = samples
        self.report = report
        self.attempts = attempts
        self.cost = cost
    }

    /// The paths of the files that were delivered.
    public var paths: [String] { samples.compactMap(\.path) }
}

/// What came of one sample.
public struct SampleOutcome: Codable, Hashable, Sendable {
    /// Which sample, from 0.
    public var index: Int
    /// How it ended.
    public var outcome: Outcome
    /// The file; nil unless delivered.
    public var path: String?
    /// The signed URL, where the caller asked for links instead of files. It is a secret, and it expires.
    public var url: String?
    /// Where the app's own sink keeps it, in the sink's words.
    public var location: String?
    /// The file's length.
    public var bytes: Int?
    /// SHA-256 of the file in lower-case hexadecimal.
    public var sha256: String?
    /// Seconds, by the container.
    public var duration: Double?
    /// Pixels, by the container.
    public var width: Int?
    /// Pixels, by the container.
    public var height: Int?
    /// Why there is no file, or in what the file differs from the request.
    public var reason: String?

    /// The sample numbered `index`; see the properties.
    public init(
        index: Int, outcome: Outcome, path: String? = nil, url: String? = nil, bytes: Int? = nil, sha256: String? = nil,
        duration: Double? = nil, width: Int? = nil, height: Int? = nil, reason: String? = nil
    ) {
        self.index = index
        self.outcome = outcome
        self.path = path
        self.url = url
        self.bytes = bytes
        self.sha256 = sha256
        self.duration = duration
        self.width = width
        self.height = height
        self.reason = reason
    }

    /// How a sample ended.
    public enum Outcome: String, Codable, Hashable, Sendable {
        /// A checked file is on disk, or where the app's sink keeps it.
        case delivered
        /// The service held it back for what it shows.
        case filtered
        /// It existed, and can no longer be fetched.
        case expired
        /// It could not be made, fetched or verified.
        case failed
    }
}
