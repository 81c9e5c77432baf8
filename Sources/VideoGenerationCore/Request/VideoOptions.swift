// SPDX-License-Identifier: Apache-2.0

/// What a caller wishes of a video, in terms that no service owns. What is not set is not sent.
public struct VideoOptions: Hashable, Sendable, Codable {
    /// The options that are set, by name.
    public var values: [OptionName: OptionValue]

    /// Options by name, for values that come from outside, such as a command line.
    public init(values: [OptionName: OptionValue]) {
        self.values = values
    }

    /// Options; each is left to the service when it is nil.
    ///
    /// - Parameters:
    ///   - duration: Seconds.
    ///   - resolution: `720p`, `1080p`, or a size such as `1920x1080`, which sets the aspect ratio, too.
    ///   - aspectRatio: `16:9`, `9:16`, or `match` for the first frame's own.
    ///   - samples: How many videos.
    ///   - audio: Whether sound is generated.
    ///   - negativePrompt: What the video should not show.
    ///   - seed: The start of the random numbers; 0 is a value.
    ///   - personGeneration: Which people may be shown.
    ///   - vendor: A vendor's own options; a descriptor must declare them.
    public init(
        duration: Int? = nil, resolution: Resolution? = nil, aspectRatio: AspectRatio? = nil, samples: Int? = nil,
        audio: Bool? = nil, negativePrompt: String? = nil, seed: Int? = nil,
        personGeneration: PersonGeneration? = nil, vendor: [OptionName: OptionValue] = [:]
    ) {
        values = vendor
        if let duration { self.duration = duration }
        if let resolution { self.resolution = resolution }
        if let aspectRatio { self.aspectRatio = aspectRatio }
        if let samples { self.samples = samples }
        if let audio { self.audio = audio }
        if let negativePrompt { self.negativePrompt = negativePrompt }
        if let seed { self.seed = seed }
        if let personGeneration { self.personGeneration = personGeneration }
    }

    /// Length in seconds.
    public var duration: Int? {
        get { integer(.duration) }
        set { values[.duration] = newValue.map(OptionValue.integer) }
    }

    /// Height class or size.
    public var resolution: Resolution? {
        get { text(.resolution).map(Resolution.init(rawValue:)) }
        set { values[.resolution] = newValue.map { .text($0.rawValue) } }
    }

    /// Width to height.
    public var aspectRatio: AspectRatio? {
        get { text(.aspectRatio).map(AspectRatio.init(rawValue:)) }
        set { values[.aspectRatio] = newValue.map { .text($0.rawValue) } }
    }

    /// How many videos.
    public var samples: Int? {
        get { integer(.samples) }
        set { values[.samples] = newValue.map(OptionValue.integer) }
    }

    /// Whether sound is generated.
    public var audio: Bool? {
        get { if case .flag(let flag) = values[.audio] { flag } else { nil } }
        set { values[.audio] = newValue.map(OptionValue.flag) }
    }

    /// What the video should not show.
    public var negativePrompt: String? {
        get { text(.negativePrompt) }
        set { values[.negativePrompt] = newValue.map(OptionValue.text) }
    }

    /// The start of the random numbers.
    public var seed: Int? {
        get { integer(.seed) }
        set { values[.seed] = newValue.map(OptionValue.integer) }
    }

    /// Which people may be shown.
    public var personGeneration: PersonGeneration? {
        get { text(.personGeneration).map(PersonGeneration.init(rawValue:)) }
        set { values[.personGeneration] = newValue.map { .text($0.rawValue) } }
    }

    private func integer(_ name: OptionName) -> Int? {
        if case .integer(let integer) = values[name] { integer } else { nil }
    }

    private func text(_ name: OptionName) -> String? {
        if case .text(let text) = values[name] { text } else { nil }
    }
}
