// SPDX-License-Identifier: Apache-2.0

/// What one model can do at one surface in one mode, as data: which options, which values, which inputs, whose word it is.
///
/// The descriptor is all that plans and negotiation know of a model. It says what is documented, and no more: what a
/// document leaves open is left open here.
public struct CapabilityDescriptor: Codable, Hashable, Sendable {
    /// The model.
    public var model: ModelID
    /// Other names under which it may be asked for, such as the service's own.
    public var aliases: [String]
    /// A name for people.
    public var title: String
    /// What the video is made from.
    public var mode: GenerationMode
    /// Who gets the prompt and the inputs: the vendor's name.
    public var vendor: String
    /// Whether it only pretends to generate, like a local preview; such a model is chosen only when it is named.
    public var synthetic: Bool
    /// The prompt: always required, never blank; this is its domain.
    public var prompt: OptionDomain
    /// The inputs it takes. A role that is not listed is not supported.
    public var inputs: [InputCapability]
    /// The options it takes, in the order of its document. An option that is not listed is not supported.
    public var options: [OptionCapability]
    /// The sizes it makes, for a model that is asked for a size instead of a resolution and an aspect ratio; empty for
    /// every other model. Only the pairs that stand here are made.
    public var sizes: [VideoSize]
    /// What one choice means for another.
    public var implications: [Implication]
    /// What it costs, where a document says so.
    public var prices: PriceList?
    /// How long a result can be fetched after it is ready, in seconds, where documented.
    public var resultLifetime: Int?
    /// Where these facts are from.
    public var sources: [FactSource]

    /// A descriptor; see the properties.
    public init(
        model: ModelID, aliases: [String] = [], title: String, mode: GenerationMode, vendor: String,
        synthetic: Bool = false, prompt: OptionDomain = .text(), inputs: [InputCapability] = [],
        options: [OptionCapability] = [], sizes: [VideoSize] = [], implications: [Implication] = [],
        prices: PriceList? = nil, resultLifetime: Int? = nil, sources: [FactSource]
    ) {
        self.model = model
        self.aliases = aliases
        self.title = title
        self.mode = mode
        self.vendor = vendor
        self.synthetic = synthetic
        self.prompt = prompt
        self.inputs = inputs
        self.options = options
        self.sizes = sizes
        self.implications = implications
        self.prices = prices
        self.resultLifetime = resultLifetime
        self.sources = sources
    }

    /// What the model allows for the option `name`; nil if it does not take it.
    public func option(_ name: OptionName) -> OptionCapability? {
        options.first { $0.name == name }
    }

    /// Whether the model goes by `name`: its id, or an alias.
    public func isNamed(_ name: String) -> Bool {
        name == model.description || aliases.contains(name)
    }

    enum CodingKeys: String, CodingKey {
        case model, aliases, title, mode, vendor, synthetic, prompt, inputs, options, sizes, implications, prices,
            sources
        case resultLifetime = "result_lifetime"
    }
}

/// What a model allows for one option.
public struct OptionCapability: Codable, Hashable, Sendable {
    /// The option.
    public var name: OptionName
    /// The values it may take.
    public var domain: OptionDomain
    /// What the service documents to do when it is not sent; nil where the document is silent.
    public var defaultValue: OptionValue?
    /// Whether the service refuses a request without it.
    public var isRequired: Bool
    /// What its value is, as a sentence for who has to give one; nil where name and domain say enough.
    public var meaning: String?

    /// An option with its domain and the service's default.
    public init(
        _ name: OptionName, _ domain: OptionDomain, default defaultValue: OptionValue? = nil, isRequired: Bool = false,
        meaning: String? = nil
    ) {
        self.name = name
        self.domain = domain
        self.defaultValue = defaultValue
        self.isRequired = isRequired
        self.meaning = meaning
    }

    enum CodingKeys: String, CodingKey {
        case name, domain, meaning
        case isRequired = "required"
        case defaultValue = "default"
    }
}

/// A size in pixels, with the words that stand for it: the nominal ones, because 1088x832 is sold as 720p in 4:3.
public struct VideoSize: Codable, Hashable, Sendable {
    /// Width and height.
    public var pixels: PixelSize
    /// Its resolution.
    public var resolution: Resolution
    /// Its aspect ratio.
    public var aspectRatio: AspectRatio

    /// A size; see the properties.
    public init(_ width: Int, _ height: Int, _ resolution: Resolution, _ aspectRatio: AspectRatio) {
        pixels = PixelSize(width: width, height: height)
        self.resolution = resolution
        self.aspectRatio = aspectRatio
    }

    enum CodingKeys: String, CodingKey {
        case pixels, resolution
        case aspectRatio = "aspect_ratio"
    }
}

/// The document that a fact is from.
public struct FactSource: Codable, Hashable, Sendable {
    /// Its address or title.
    public var document: String
    /// The day it was read, as `YYYY-MM-DD`.
    public var date: String

    /// The document `document`, read on `date`.
    public init(_ document: String, date: String) {
        self.document = document
        self.date = date
    }
}
