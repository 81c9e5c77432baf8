// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// How one gateway speaks `/v1/videos`, as data: for a gateway that differs from those below, change a copy.
///
/// What all of them share is no part of it: the id stands in `id`, the state in `status`, the share that is done in
/// `progress`, the reason of a failure in `error`, as an object or as a text.
public struct Dialect: Sendable {
    /// The gateway's name, for people.
    public var name: String
    /// Where its documents say so; what they do not say stays out.
    public var sources: [FactSource]
    /// The path of all videos, below the base URL.
    public var path = "/videos"
    /// How a request is sent, and the pictures in it.
    public var body: Body
    /// The media types of pictures.
    public var mediaTypes = ["image/jpeg", "image/png", "image/webp"]
    /// The wire's names of options; one that is not here is sent under its own.
    public var fields: [OptionName: Field]
    /// The wire's name of a size `WIDTHxHEIGHT`.
    public var sizeField = "size"
    /// What its words for a task's state mean. Any other is still running: a new word must not end a paid task.
    public var words: [String: Phase] = Dialect.commonWords
    /// Where a result may be, the first place that has one counting.
    public var results: [ResultPlace] = [.content]
    /// The member of a submission's reply that says where the task is to be asked for; nil if it follows from the id.
    public var statusLink: String?
    /// The forms of its own "no"; anything else is taken for the word of somebody in between.
    public var envelopes: [Envelope] = [.error]
    /// How the `type` of its webhooks about tasks begins; nil for a gateway that documents none.
    public var webhookType: String?
    /// What can be done to its tasks besides asking for one.
    public var keeping: Keeping = .unlisted
    /// What its documents say of single models, by their names.
    public var knownModels: [String: ModelFacts] = [:]
    /// What they say of every model.
    public var anyModel: ModelFacts

    /// A dialect in the manner of the service's own shape; change what is different.
    ///
    /// - Parameters:
    ///   - name: The gateway's name.
    ///   - sources: Its documents.
    ///   - body: How a request is sent.
    ///   - fields: The wire's names of options.
    ///   - anyModel: What holds for every model.
    public init(
        name: String, sources: [FactSource], body: Body = .form(file: "input_reference"),
        fields: [OptionName: Field] = [.duration: .text("seconds")], anyModel: ModelFacts = .init()
    ) {
        self.name = name
        self.sources = sources
        self.body = body
        self.fields = fields
        self.anyModel = anyModel
    }

    /// The words that mean the same wherever they are documented.
    public static let commonWords: [String: Phase] = [
        "queued": .queued, "pending": .queued, "in_progress": .running, "processing": .running,
        "completed": .succeeded, "failed": .failed, "cancelled": .failed, "expired": .failed,
    ]

    /// What is known of the model `name`: what the documents say of it, or else what they say of every model.
    public func facts(of name: String) -> ModelFacts { knownModels[name] ?? anyModel }

    /// An option on the wire.
    func wireOption(_ capability: OptionCapability) -> WireOption {
        switch fields[capability.name] ?? .value(capability.name.rawValue) {
        case .value(let field): WireOption(field, capability)
        case .text(let field): WireOption(field, capability) { .string($0.description) }
        }
    }
}

extension Dialect {
    /// The wire's name of an option, and the kind of its values.
    public enum Field: Hashable, Sendable {
        /// The value in its own kind: a number is a number.
        case value(String)
        /// The value as text: 8 is `"8"`, for gateways that refuse numbers. In a form all is text.
        case text(String)
    }

    /// What a word for a task's state means.
    public enum Phase: Hashable, Sendable {
        /// It waits.
        case queued
        /// It is being made.
        case running
        /// It is over, with a video.
        case succeeded
        /// It is over, without one.
        case failed
    }

    /// A place where a result may be.
    public enum ResultPlace: Hashable, Sendable {
        /// At `/content` below the task's own path, with the key.
        case content
        /// At the address, or the addresses in an array, that this member of the task names; a member within another comes
        /// after a dot. The key goes along if they are in the surface's own origin, and nowhere else.
        case ownAddress(String)
        /// The same without the key, because the addresses are signed or with somebody else.
        case signedAddress(String)
    }

    /// A form of a gateway's own "no".
    public enum Envelope: Hashable, Sendable {
        /// `{"error": {"message": …, "type": …, "code": …}}` with one of the last two.
        case error
        /// `{"code": "word", "message": …, "data": …}`
        case task
        /// `{"detail": …}` as FastAPI writes it, a text or a list of what is wrong.
        case detail
    }

    /// What can be done to tasks.
    public enum Keeping: Hashable, Sendable {
        /// One can be asked for.
        case unlisted
        /// They are listed at the path of all videos, too.
        case listed
        /// They are listed, and deleting one stops it.
        case listedAndStopped
    }
}
