// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ProviderBench {
    typealias Values = [OptionName: OptionValue]

    /// A request that the descriptor allows, and what it was made of.
    struct Example {
        let values: Values
        let inputs: [InputRole: Int]
        let request: NegotiatedRequest

        /// The options in words.
        var words: String {
            let words = values.map { "\($0.key.rawValue) \(JSON.string($0.value.description).text)" }.sorted()
            return words.isEmpty ? "no options" : words.joined(separator: ", ")
        }
    }

    /// A prompt that only a writer of JSON gets right.
    static let prompt = "A \"lamp\" \\ by\nthe söa 🎬"

    /// How many inputs there may be in each role: what is needed, each other one beside that, and all.
    var inputChoices: [[InputRole: Int]] {
        let needed = Dictionary(descriptor.inputs.map { ($0.role, $0.count.lowerBound) }) { first, _ in first }
        let more = descriptor.inputs.flatMap { input in
            [1, 2].filter { $0 > input.count.lowerBound && input.count.contains($0) }.map { count in
                needed.merging([input.role: count]) { _, new in new }
            }
        }
        let all = Dictionary(descriptor.inputs.map { ($0.role, min(3, $0.count.upperBound)) }) { first, _ in first }
        return ([needed] + more + [all]).filter { descriptor.canInclude(VideoOptions(values: [:]), inputs: $0) }
    }

    /// The request for exactly `values` and so many inputs; nil if the descriptor does not allow it.
    func example(
        _ values: Values, inputs: [InputRole: Int], content: UInt8 = 1, byURL: Bool = false, prompt: String? = nil
    ) -> Example? {
        let media = inputs.compactMap { role, count in
            descriptor.inputs.first { $0.role == role }.map { input in
                (role, (0..<count).map { input.example(content &+ UInt8($0), byURL: byURL) })
            }
        }
        let request = InspectedRequest(
            prompt: prompt ?? fittingPrompt, media: Dictionary(media) { first, _ in first },
            options: VideoOptions(values: values))
        return descriptor.negotiate(request).request.map { Example(values: values, inputs: inputs, request: $0) }
    }

    /// The prompt as far as the model takes one so long.
    var fittingPrompt: String {
        var prompt = Self.prompt
        while !descriptor.prompt.contains(.text(prompt)), !prompt.isEmpty { prompt.removeLast() }
        return prompt
    }

    /// Some request with `fixed` in it, with as little else as possible; nil if none was found.
    func example(including fixed: Values) -> Example? {
        var generator = SeededGenerator(seed: 7)
        for attempt in 0..<30 {
            var values: Values = [:]
            for option in descriptor.options where option.isRequired || attempt > 10 && Bool.random(using: &generator) {
                values[option.name] = option.domain.probes.randomElement(using: &generator)
            }
            values.merge(fixed) { _, new in new }
            for inputs in inputChoices {
                if let example = nearest(to: values, keeping: fixed, inputs: inputs) { return example }
            }
        }
        return nil
    }

    /// The nearest request that keeps `fixed`.
    private func nearest(to values: Values, keeping fixed: Values, inputs: [InputRole: Int]) -> Example? {
        let options = VideoOptions(values: values)
        if descriptor.supports(options, inputs: inputs) { return example(values, inputs: inputs) }
        guard let near = descriptor.nearest(to: options, inputs: inputs)?.values,
            fixed.allSatisfy({ near[$0.key] == $0.value })
        else { return nil }
        return example(near, inputs: inputs)
    }

    /// The same request with `value` for `name`, or without it; nil if the descriptor does not allow that.
    func changing(_ name: OptionName, to value: OptionValue?, in example: Example) -> Example? {
        var values = example.values
        values[name] = value
        return self.example(values, inputs: example.inputs)
    }

    /// Requests of all kinds, the same ones each time.
    var mixedExamples: [Example] {
        var generator = SeededGenerator(seed: 42)
        var examples: [Example] = []
        let choices = inputChoices
        for _ in 0..<120 {
            var values: Values = [:]
            for option in descriptor.options where option.isRequired || Bool.random(using: &generator) {
                values[option.name] = option.domain.probes.randomElement(using: &generator)
            }
            guard let inputs = choices.randomElement(using: &generator) else { return [] }
            if let example = nearest(to: values, keeping: [:], inputs: inputs) { examples.append(example) }
        }
        return examples
    }
}

extension OptionDomain {
    /// Values that stand for all others: each word, and both ends, the first step, the middle and zero of numbers.
    var probes: [OptionValue] {
        switch self {
        case .oneOf(let values): return values
        case .flag: return [true, false]
        case .text:
            let texts: [OptionValue] = ["no rain", "\"söft\" \\ light\n🎬", "rain", ""]
            return texts.filter(contains)
        case .ignored: return []
        case .decimal(let minimum, let maximum):
            return numbers([minimum, maximum, minimum / 2 + maximum / 2, 0])
        case .range(let minimum, let maximum, let step, let sentinel):
            let (low, high) = (Double(minimum), Double(maximum))
            return numbers([low, low + Double(max(1, step)), low / 2 + high / 2, high, 0])
                + (sentinel.map { [$0] } ?? [])
        }
    }

    private func numbers(_ wishes: [Double]) -> [OptionValue] {
        var found: [OptionValue] = []
        for wish in wishes {
            if let value = nearest(to: .number(wish)), !found.contains(value) { found.append(value) }
        }
        return found
    }
}

extension OptionValue {
    /// Whether a careless test for truth takes it for nothing.
    var isZero: Bool { self == .integer(0) || self == .number(0) || self == .flag(false) || self == .text("") }
}

extension InputCapability {
    /// An input that the model takes; another `content` is another input.
    func example(_ content: UInt8, byURL: Bool = false) -> Media {
        if !acceptsContent || byURL && acceptsURL, let url = WebURL("https://files.example/\(role.rawValue)/\(content)")
        {
            return Media(location: .remote(url))
        }
        return Media(
            location: .local(MemorySource([UInt8](repeating: content, count: 30))), mediaType: mediaTypes.first,
            pixels: pixels, sha256: String(repeating: "\(content % 10)", count: 64))
    }

    private var pixels: PixelSize {
        let wanted = recommendedPixels ?? PixelSize(width: 1280, height: 720)
        guard let limits, !limits.allows(wanted) else { return wanted }
        let side = min(max(1024, limits.minimumSide ?? 1), limits.maximumSide ?? .max)
        return PixelSize(width: side, height: side)
    }
}
