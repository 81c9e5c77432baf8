// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Answers by trying every combination of every option's values; ranges by samples that include all their turning points.
struct Oracle {
    let model: CapabilityDescriptor
    let inputs: [InputRole: Int]

    init(_ model: CapabilityDescriptor, _ inputs: [InputRole: Int]) {
        self.model = model
        self.inputs = inputs
    }

    /// The model after a journey through JSON.
    var copy: CapabilityDescriptor {
        get throws { try JSONDecoder().decode(CapabilityDescriptor.self, from: JSONEncoder().encode(model)) }
    }

    /// Whether a set may be sent, read off the descriptor's words.
    func isLegal(_ options: VideoOptions) -> Bool {
        for (role, count) in inputs where count > 0 && !model.inputs.contains(where: { $0.role == role }) {
            return false
        }
        for input in model.inputs where !input.count.contains(inputs[input.role] ?? 0) { return false }
        for option in model.options {
            guard let value = options.values[option.name] else {
                if option.isRequired { return false }
                continue
            }
            if !option.domain.contains(value) { return false }
        }
        func holds(_ condition: Condition, unknown: Bool) -> Bool {
            switch condition {
            case .input(let role, let count): return count.contains(inputs[role] ?? 0)
            case .option(let name, let domain):
                guard let value = options.values[name] ?? model.option(name)?.defaultValue else { return unknown }
                return domain.contains(value)
            }
        }
        let obeys = model.implications.filter { !$0.isAdvisory }.allSatisfy { implication in
            !implication.when.allSatisfy { holds($0, unknown: false) } || holds(implication.then, unknown: true)
        }
        guard obeys, !model.sizes.isEmpty else { return obeys }
        let resolution = options.values[.resolution] ?? model.option(.resolution)?.defaultValue
        let ratio = options.values[.aspectRatio] ?? model.option(.aspectRatio)?.defaultValue
        return model.sizes.contains { size in
            .text(size.resolution.rawValue) == resolution && .text(size.aspectRatio.rawValue) == ratio
        }
    }

    /// Values of an option: all of them, or the turning points of a range.
    static func samples(_ domain: OptionDomain) -> [OptionValue] {
        switch domain {
        case .oneOf(let values): values
        case .flag: [false, true]
        case .text, .ignored: ["a text"]
        case .decimal(let minimum, let maximum): [.number(minimum), .number((minimum + maximum) / 2), .number(maximum)]
        case .range(let minimum, let maximum, let step, let sentinel):
            if maximum - minimum < 64 {
                stride(from: minimum, through: maximum, by: step).map(OptionValue.integer)
                    + (sentinel.map { [$0] } ?? [])
            } else {
                [.integer(minimum), .integer(maximum)] + (sentinel.map { [$0] } ?? [])
            }
        }
    }

    func samples(of option: OptionCapability) -> [OptionValue] { Self.samples(option.domain) }

    /// Values that a person may ask for, the wrong ones included.
    private func wishes(of option: OptionCapability) -> [OptionValue?] {
        let wrong: [OptionValue] =
            switch option.domain {
            case .oneOf(let values): values.contains(.text("720p")) || values.contains(.text("480p")) ? ["4320p"] : [7]
            case .range(let minimum, let maximum, _, _): [.integer(minimum - 2), .integer(maximum + 3)]
            case .decimal(_, let maximum): [.number(maximum + 1)]
            case .flag, .text, .ignored: []
            }
        return [nil] + samples(of: option).map(Optional.some) + wrong.map(Optional.some)
    }

    /// Combinations of wishes, evenly spread over all there are.
    func wishes(most count: Int) -> [VideoOptions] {
        spread(model.options.map(wishes), most: count)
    }

    /// The legal combinations, or many of them.
    var legal: [VideoOptions] {
        spread(model.options.map { [nil] + samples(of: $0).map(Optional.some) }, most: 5000).filter(isLegal)
    }

    private func spread(_ columns: [[OptionValue?]], most count: Int) -> [VideoOptions] {
        let total = columns.reduce(1) { $0 * $1.count }
        // A step without a common divisor with the columns visits all of their values.
        let step = max(1, total / count) | 1
        return stride(from: 0, to: total, by: step).map { number in
            var number = number
            var options = VideoOptions()
            for (option, column) in zip(model.options, columns) {
                options.values[option.name] = column[number % column.count]
                number /= column.count
            }
            return options
        }
    }

    /// Whether what is left open in `part` can be chosen so that the whole is legal: every choice of the options that a
    /// rule or a size speaks of is tried.
    func hasCompletion(of part: VideoOptions) -> Bool {
        func extend(_ rest: ArraySlice<OptionCapability>, _ built: VideoOptions) -> Bool {
            guard let option = rest.first else { return isLegal(built) }
            if part.values[option.name] != nil { return extend(rest.dropFirst(), built) }
            if !option.isRequired, extend(rest.dropFirst(), built) { return true }
            guard option.isRequired || tied.contains(option.name) else { return false }
            return samples(of: option).contains { value in
                var next = built
                next.values[option.name] = value
                return extend(rest.dropFirst(), next)
            }
        }
        return extend(model.options[...], part)
    }

    /// The options that a rule or a size speaks of.
    private var tied: Set<OptionName> {
        Set(
            model.implications.flatMap { $0.when + [$0.then] }.compactMap { condition -> OptionName? in
                if case .option(let name, _) = condition { name } else { nil }
            }
        ).union(model.sizes.isEmpty ? [] : [.resolution, .aspectRatio])
    }

    /// The nearest legal combination: of all, the one with the fewest changes, then the smallest distance, then the
    /// lowest values.
    func nearest(to options: VideoOptions) -> VideoOptions? {
        if isLegal(options) { return options }
        // Nothing is near to none.
        if model.options.contains(where: { $0.isRequired && options.values[$0.name] == nil }) { return nil }
        let tied = tied
        var best: (options: VideoOptions, key: [Double])?
        func extend(_ rest: ArraySlice<OptionCapability>, _ built: VideoOptions, _ changes: Double, _ distance: Double)
        {
            if let best, changes > best.key[0] { return }
            guard let option = rest.first else {
                let key = [changes, distance] + model.options.map { height(in: $0, built) }
                if best.map({ key.lexicographicallyPrecedes($0.key) }) ?? true, isLegal(built) { best = (built, key) }
                return
            }
            let wish = options.values[option.name]
            extend(rest.dropFirst(), built, changes, distance)
            // Nobody gains by changing what is legal and tied to nothing.
            guard tied.contains(option.name) || wish.map({ !option.domain.contains($0) }) ?? false else { return }
            for value in samples(of: option) where value != wish {
                let from = wish ?? option.defaultValue
                let near = from.map { option.domain.distance(from: $0, to: value) ?? (wish == nil ? 1 : nil) } ?? 1
                guard let near else { continue }
                var next = built
                next.values[option.name] = value
                extend(rest.dropFirst(), next, changes + 1, distance + near)
            }
        }
        extend(model.options[...], options, 0, 0)
        return best?.options
    }

    /// How high an option's value stands: numbers, lines and ratios by amount, words by their place.
    private func height(in option: OptionCapability, _ options: VideoOptions) -> Double {
        switch options.values[option.name] ?? option.defaultValue {
        case nil: return 0
        case .integer(let integer)?: return Double(integer)
        case .number(let number)?: return number
        case .flag(let flag)?: return flag ? 1 : 0
        case .text(let text)?:
            if text.hasSuffix("p"), let lines = Double(text.dropLast()) { return lines }
            let sides = text.split(separator: ":").compactMap { Double($0) }
            if sides.count == 2 { return sides[0] / (sides[0] + sides[1]) }
            return Double(samples(of: option).firstIndex(of: .text(text)) ?? 0)
        }
    }
}
