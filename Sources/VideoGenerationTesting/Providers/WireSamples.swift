// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// What a service says, in its own words: replies as its author has seen them or read them in its documents. A
/// ``ProviderConformance`` makes all others of them.
public struct WireSamples: Sendable {
    /// The id that the replies below give the task.
    public var id: String
    /// The reply to a submission that is taken, which names ``id``.
    public var accepted: WireReply
    /// Replies to a submission that is not taken, in the service's own envelope.
    public var refusals: [WireRefusal]
    /// An answer about a task that waits; nil if the service does not tell that from running.
    public var queued: WireReply?
    /// An answer about a task that is being rendered.
    public var running: WireReply
    /// An answer whose word for the state is this one, which may be a word that nobody knows; nil if the wire has no words,
    /// as one with a flag that says "done".
    public var word: (@Sendable (String) -> WireReply)?
    /// Answers about tasks that are done.
    public var finished: [WireFinish]
    /// Answers about tasks that have failed, with the code that is meant.
    public var failed: [WireRefusal]
    /// Answers to a question about a task that are no answer about it, in the service's own envelope: no such task, a
    /// wrong key.
    public var statusRefusals: [WireRefusal]
    /// Pages that have been seen and are not the service's own, beside the usual ones of gateways.
    public var pages: [WireReply]
    /// The paths of fields that are sent whatever is set, and that an option changes all the same, such as a model's name.
    public var alwaysSent: Set<String>
    /// The names of all fields that the service's document has for a submission, so that a wrong one is found: the last
    /// parts of their paths, and names of the query with a `?` before them. Empty for "not compared".
    public var documentedFields: Set<String>

    /// Samples; see the properties.
    public init(
        id: String, accepted: WireReply, refusals: [WireRefusal], queued: WireReply?, running: WireReply,
        word: (@Sendable (String) -> WireReply)?, finished: [WireFinish], failed: [WireRefusal],
        statusRefusals: [WireRefusal] = [], pages: [WireReply] = [], alwaysSent: Set<String> = [],
        documentedFields: Set<String> = []
    ) {
        self.id = id
        self.accepted = accepted
        self.refusals = refusals
        self.queued = queued
        self.running = running
        self.word = word
        self.finished = finished
        self.failed = failed
        self.statusRefusals = statusRefusals
        self.pages = pages
        self.alwaysSent = alwaysSent
        self.documentedFields = documentedFields
    }
}

/// A reply of a service: its text and status. A string literal is one with status 200.
public struct WireReply: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// The body.
    public var text: String
    /// The status code.
    public var status: Int
    /// For a service that is asked twice, the first answer, which sends the provider on to this one; nil for an answer
    /// to the first question.
    public var after: String?

    /// A reply of `text` with `status`; see the properties.
    public init(_ text: String, status: Int = 200, after: String? = nil) {
        self.text = text
        self.status = status
        self.after = after
    }

    /// The reply that the literal says, with status 200.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

/// A "no" of a service, and what it means.
public struct WireRefusal: Sendable {
    /// What the service says.
    public var reply: WireReply
    /// What it means in our terms.
    public var code: VideoGenerationError.Code
    /// Whether the same request may be accepted later, without a second charge.
    public var isRetryable: Bool
    /// Whether a document of the service says that no work was started.
    public var provesNoWork: Bool

    /// The reply `text` with `status`, which means `code`; see the properties.
    public init(
        _ text: String, status: Int = 200, after: String? = nil, _ code: VideoGenerationError.Code,
        isRetryable: Bool = false, provesNoWork: Bool = false
    ) {
        reply = WireReply(text, status: status, after: after)
        self.code = code
        self.isRetryable = isRetryable
        self.provesNoWork = provesNoWork
    }
}

/// An answer about a task that is done, and the samples that are in it.
public struct WireFinish: Sendable {
    /// What the service says.
    public var reply: WireReply
    /// Its samples, in order.
    public var samples: [Place]

    /// The answer `text`, in which these samples are.
    public init(_ text: String, status: Int = 200, after: String? = nil, samples: [Place]) {
        reply = WireReply(text, status: status, after: after)
        self.samples = samples
    }

    /// Where a sample is to be found. A string literal is a URL.
    public enum Place: Sendable, Hashable, ExpressibleByStringLiteral {
        /// At this URL, which needs no credential.
        case url(String)
        /// At this URL, with the credential wherever that belongs.
        case credentialed(String)
        /// Anywhere else, such as in a file.
        case elsewhere
        /// Nowhere, because the service held it back.
        case filtered
        /// Nowhere, for another reason.
        case missing

        /// The URL that the literal says.
        public init(stringLiteral value: String) {
            self = .url(value)
        }
    }
}

extension WireReply {
    /// The reply as a transport hands it over.
    var reply: HTTPReply { reply(Array(text.utf8)) }

    /// The same reply with another body.
    func reply(_ body: [UInt8]) -> HTTPReply { HTTPReply(status: status, body: body) }
}

extension WireFinish.Place {
    /// The URL, whatever it needs; nil if there is none.
    var address: String? {
        switch self {
        case .url(let url), .credentialed(let url): url
        case .elsewhere, .filtered, .missing: nil
        }
    }
}

extension WireSamples {
    /// The answers that lead on to others.
    var firstAnswers: [WireReply] {
        let replies = finished.map(\.reply) + failed.map(\.reply) + statusRefusals.map(\.reply)
        return Set(replies.compactMap(\.after)).sorted().map { WireReply($0) }
    }
}
