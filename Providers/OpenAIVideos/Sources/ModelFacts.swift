// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// What is known of a model at a gateway: options with their values, sizes, rules, prices. A gateway documents the shape
/// of a request for all its models; which values one of them takes, only its own page or the app knows.
public struct ModelFacts: Sendable {
    /// What it makes videos from; nil for all that the dialect has.
    public var modes: [GenerationMode]?
    /// The options it takes. One that the dialect has no name for is sent under its own.
    public var options: [OptionCapability]
    /// The sizes it makes, for a model that is to be asked for pixels; resolution and aspect ratio are theirs then.
    public var sizes: [VideoSize]
    /// The size that it makes unless told, one of ``sizes``; nil where no document says it, and resolution and aspect ratio
    /// are required then, because half a size cannot be sent.
    public var defaultSize: VideoSize?
    /// What one choice means for another.
    public var implications: [Implication]
    /// What it costs.
    public var prices: PriceList?
    /// A name for people; nil for the gateway's name of it.
    public var title: String?
    /// Where these facts are from, besides the dialect's documents.
    public var sources: [FactSource]

    /// Facts; see the properties.
    public init(
        modes: [GenerationMode]? = nil, options: [OptionCapability] = [], sizes: [VideoSize] = [],
        defaultSize: VideoSize? = nil, implications: [Implication] = [], prices: PriceList? = nil,
        title: String? = nil, sources: [FactSource] = []
    ) {
        self.modes = modes
        self.options = options
        self.sizes = sizes
        self.defaultSize = defaultSize
        self.implications = implications
        self.prices = prices
        self.title = title
        self.sources = sources
    }

    /// The options with those that sizes bring.
    var allOptions: [OptionCapability] {
        guard !sizes.isEmpty else { return options }
        let own: [OptionName] = [.resolution, .aspectRatio]
        return options.filter { !own.contains($0.name) } + [
            sizeOption(.resolution, \.resolution.rawValue), sizeOption(.aspectRatio, \.aspectRatio.rawValue),
        ]
    }

    private func sizeOption(_ name: OptionName, _ word: (VideoSize) -> String) -> OptionCapability {
        var words: [OptionValue] = []
        for size in sizes where !words.contains(.text(word(size))) { words.append(.text(word(size))) }
        return OptionCapability(
            name, .oneOf(words), default: defaultSize.map { .text(word($0)) }, isRequired: defaultSize == nil)
    }
}
