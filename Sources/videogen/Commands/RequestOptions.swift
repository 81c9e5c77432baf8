// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// The arguments that describe a video, shared by `generate` and `plan`.
struct RequestOptions: ParsableArguments {
    @Argument(help: "What the video should show.")
    var prompt: String

    @Option(help: "The first frame: a file, an http(s) URL, a data: URI, or - for standard input.")
    var image: String?

    @Option(help: "The last frame: a file, an http(s) URL or a data: URI.")
    var lastImage: String?

    @Option(name: .customLong("model"), help: "A model, as SURFACE/MODEL; repeat it in order of preference.")
    var models: [String] = []

    @Option(parsing: .unconditional, help: "Length in seconds.")
    var duration: String?

    @Option(help: "720p, 1080p, or a size such as 1920x1080, which sets the aspect ratio, too.")
    var resolution: String?

    @Option(help: "Such as 16:9 or 9:16; match for the first frame's own.")
    var aspectRatio: String?

    @Option(parsing: .unconditional, help: "How many videos.")
    var samples: Int?

    @Flag(inversion: .prefixedNo, help: "Whether sound is generated.")
    var audio: Bool?

    @Option(parsing: .unconditional, help: "What the video should not show.")
    var negativePrompt: String?

    @Option(parsing: .unconditional, help: "The start of the random numbers; 0 is a value.")
    var seed: Int?

    @Option(help: "Which people may be shown: allow_adult, allow_all or dont_allow.")
    var personGeneration: String?

    @Option(name: .customLong("option"), help: "A vendor's own option as KEY=VALUE; the model must declare it.")
    var vendorOptions: [String] = []

    @Option(help: "fail, nearest or drop for options that are not supported; or OPTION=RULE. Repeatable.")
    var onUnsupported: [String] = []

    @Option(help: "Which of the models that can is taken: order, cheapest, fastest or least_adjusted.")
    var prefer = RoutingPreference.order

    @Option(parsing: .unconditional, help: "The most the request may cost, in USD, such as 0.50.")
    var maxCost: String?

    @Flag(help: "With --max-cost: take a model whose price is not known here.")
    var allowUnknownCost = false

    @Flag(help: "One JSON object a line on standard output, and nothing else there.")
    var json = false

    /// The request in generic terms.
    func request() throws(VideoGenerationError) -> VideoRequest {
        var options = VideoOptions(
            resolution: resolution.map(Resolution.init(rawValue:)),
            aspectRatio: aspectRatio.map(AspectRatio.init(rawValue:)), samples: samples, audio: audio,
            negativePrompt: negativePrompt, seed: seed,
            personGeneration: personGeneration.map(PersonGeneration.init(rawValue:)))
        if let duration {
            guard let seconds = Double(duration), seconds.isFinite else {
                throw .usage("--duration takes a number of seconds, not \"\(duration)\".")
            }
            options.values[.duration] = Int(exactly: seconds).map(OptionValue.integer) ?? .number(seconds)
        }
        for text in vendorOptions {
            let (key, value) = try Self.pair(text, option: "--option")
            guard options.values.updateValue(OptionValue(reading: value), forKey: OptionName(rawValue: key)) == nil
            else {
                throw .usage("--option \(key) is given twice, or has a flag of its own.")
            }
        }
        var input: MediaInput?
        if let image { input = image == "-" ? try InputInspector.standardInput() : MediaInput(image) }
        return VideoRequest(prompt, image: input, lastImage: lastImage.map { MediaInput($0) }, options: options)
    }

    /// What may happen to options that are not supported.
    func policy() throws(VideoGenerationError) -> NegotiationPolicy {
        try Self.policy(onUnsupported)
    }

    /// The policy of texts such as `nearest` and `duration=drop`.
    static func policy(_ texts: [String]) throws(VideoGenerationError) -> NegotiationPolicy {
        var policy = NegotiationPolicy()
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard let word = parts.last, let rule = NegotiationPolicy.Rule(rawValue: word) else {
                throw .usage("--on-unsupported takes fail, nearest or drop, or OPTION=RULE, not \"\(text)\".")
            }
            if parts.count == 2 {
                policy.byOption[OptionName(rawValue: parts[0].replacing("-", with: "_"))] = rule
            } else {
                policy.general = rule
            }
        }
        return policy
    }

    /// Refuses a rule for an option that nobody has: a slip of the hand would go unnoticed.
    static func check(
        _ policy: NegotiationPolicy, for options: VideoOptions, at models: [any VideoGeneration]
    ) throws(VideoGenerationError) {
        let generic: [OptionName] = [
            .duration, .resolution, .aspectRatio, .samples, .audio, .negativePrompt, .seed, .personGeneration,
        ]
        let known = Set(generic + options.values.keys + models.flatMap(\.descriptor.options).map(\.name))
        for name in policy.byOption.keys.sorted(by: { $0.rawValue < $1.rawValue }) where !known.contains(name) {
            let words = known.map(\.rawValue).sorted().joined(separator: ", ")
            throw .usage("No model has an option \(name.rawValue), and none is asked for. Known: \(words).")
        }
    }

    /// The most that the request may cost; nil if nobody cares.
    func ceiling() throws(VideoGenerationError) -> CostCeiling? {
        guard let maxCost else { return nil }
        return try Self.ceiling(maxCost, option: "--max-cost", allowsUnknown: allowUnknownCost)
    }

    static func ceiling(
        _ text: String, option: String, allowsUnknown: Bool
    ) throws(VideoGenerationError) -> CostCeiling {
        guard let amount = Money(text) else {
            throw .usage("\(option) takes an amount of US dollars such as 0.50, not \"\(text)\".")
        }
        return CostCeiling(amount, allowsUnknown: allowsUnknown)
    }

    /// Splits `KEY=VALUE`.
    static func pair(_ text: String, option: String) throws(VideoGenerationError) -> (key: String, value: String) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw .usage("\(option) takes KEY=VALUE, not \"\(text)\".")
        }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }
}

extension VideoGenerationError {
    static func usage(_ message: String) -> VideoGenerationError {
        VideoGenerationError(.invalidRequest, message)
    }
}
