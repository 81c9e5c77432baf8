// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// Requests and policies as people make them, the wrong ones included; the same ones for the same seed.
struct RandomRequests {
    private var dice: SeededGenerator

    init(seed: UInt64) {
        dice = SeededGenerator(seed: seed)
    }

    /// One that `model` may like or not.
    mutating func next(for model: CapabilityDescriptor) -> (request: InspectedRequest, policy: NegotiationPolicy) {
        var options: [OptionName: OptionValue] = [:]
        var policy = NegotiationPolicy(rule)
        for option in model.options {
            if chance(of: 2, in: 3) { options[option.name] = wish(option.domain) }
            if chance(of: 1, in: 5) { policy.byOption[option.name] = rule }
        }
        if chance(of: 1, in: 8) { options[.resolution] = pick(["1280x720", "1088x832", "999x10", "1920x1080"]) }
        if chance(of: 1, in: 8) { options["zebra"] = 1 }
        var media: [InputRole: [Media]] = [:]
        for input in model.inputs where chance(of: 5, in: 6) {
            let counts = input.count.lowerBound...min(input.count.upperBound + 1, 10)
            let count = chance(of: 4, in: 5) ? counts.lowerBound : Int.random(in: counts, using: &dice)
            media[input.role] = (0..<count).map { _ in picture }
        }
        if chance(of: 1, in: 8) { media[.firstFrame] = [picture] }
        let prompt = chance(of: 1, in: 12) ? pick([" ", String(repeating: "é", count: 5000)]) : "A cat wakes up."
        return (InspectedRequest(prompt: prompt, media: media, options: VideoOptions(values: options)), policy)
    }

    private var rule: NegotiationPolicy.Rule {
        mutating get { pick(NegotiationPolicy.Rule.allCases) }
    }

    private var picture: Media {
        mutating get {
            switch Int.random(in: 0..<12, using: &dice) {
            case 0: WebURL("https://example.com/a.png").map { Media(location: .remote($0)) } ?? Samples.image()
            case 1: Samples.image(type: "image/gif")
            case 2: Samples.image(0, 0)
            case 3: Samples.image(200, 900)
            case 4: Samples.image(bytes: 30 << 20)
            default: Samples.image()
            }
        }
    }

    private mutating func wish(_ domain: OptionDomain) -> OptionValue {
        let right = Oracle.samples(domain)
        if chance(of: 3, in: 4), !right.isEmpty { return pick(right) }
        return switch domain {
        case .oneOf: pick([7, "4320p", "match", "2:1", .number(5)])
        case .range(let minimum, let maximum, _, _): pick([.integer(minimum - 2), .integer(maximum + 3), .number(4.4)])
        case .decimal(_, let maximum): .number(maximum + 1)
        case .flag, .text, .ignored: 3
        }
    }

    private mutating func chance(of count: Int, in all: Int) -> Bool { Int.random(in: 0..<all, using: &dice) < count }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &dice)]
    }
}
