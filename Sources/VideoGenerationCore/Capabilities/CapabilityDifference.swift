// SPDX-License-Identifier: Apache-2.0

/// Something that two descriptions of one model say differently: a service has changed, or one of them is wrong.
public struct CapabilityDifference: Codable, Hashable, Sendable {
    /// What they differ in: `mode`, `prompt`, an option, the role of an input, `sizes`, `implications`, `prices` or
    /// `result_lifetime`.
    public var subject: String
    /// What the one says; nil if it says nothing of it.
    public var here: String?
    /// What the other says; nil if it says nothing of it.
    public var there: String?

    /// A difference; see the properties.
    public init(subject: String, here: String?, there: String?) {
        self.subject = subject
        self.here = here
        self.there = there
    }
}

extension CapabilityDescriptor {
    /// Where `other`, such as what a service publishes of itself, differs from this in what it allows, demands or asks for
    /// it. Names for people and sources do not count, nor does the order in which things are told.
    public func differences(from other: CapabilityDescriptor) -> [CapabilityDifference] {
        let (here, there) = (facts, other.facts)
        var subjects = here.map(\.subject)
        subjects += there.map(\.subject).filter { !subjects.contains($0) }
        return subjects.compactMap { subject in
            let ours = here.first { $0.subject == subject }
            let theirs = there.first { $0.subject == subject }
            guard ours?.value != theirs?.value else { return nil }
            return CapabilityDifference(subject: subject, here: ours?.words, there: theirs?.words)
        }
    }

    private struct Fact {
        let subject: String
        let words: String
        let value: AnyHashable

        init(_ subject: String, _ words: String, _ value: AnyHashable) {
            (self.subject, self.words, self.value) = (subject, words, value)
        }
    }

    private var facts: [Fact] {
        var facts = [Fact("mode", mode.rawValue, mode), Fact("prompt", prompt.summary, prompt.unordered)]
        facts += inputs.map { Fact($0.role.rawValue, $0.summary, $0.unordered) }
        facts += options.map { Fact($0.name.rawValue, $0.summary, $0.unordered) }
        if !sizes.isEmpty {
            let words = sizes.map { size in
                "\(size.pixels.width)x\(size.pixels.height) for \(size.resolution.rawValue) in \(size.aspectRatio.rawValue)"
            }
            facts.append(Fact("sizes", words.sorted().joined(separator: "; "), Set(sizes)))
        }
        let binding = implications.filter { !$0.isAdvisory }
        if !binding.isEmpty {
            let words = binding.map(\.message).sorted().joined(separator: " ")
            facts.append(Fact("implications", words, Set(binding.map(\.unordered))))
        }
        if let prices {
            let words = prices.tiers.map(\.amount.description).joined(separator: ", ")
            let free = prices.unbilled.map(\.rawValue).sorted().joined(separator: " and ")
            facts.append(
                Fact(
                    "prices",
                    "\(words) \(prices.currency) a \(prices.unit.rawValue), by their conditions"
                        + (free.isEmpty ? "" : "; \(free) are free"),
                    [prices.unit, prices.currency, prices.tiers, prices.unbilled] as [AnyHashable]))
        }
        if let resultLifetime {
            facts.append(Fact("result_lifetime", "\(resultLifetime) seconds", resultLifetime))
        }
        return facts
    }
}

extension OptionDomain {
    /// A value that is the same for every order of the same values.
    fileprivate var unordered: AnyHashable {
        if case .oneOf(let values) = self { Set(values) } else { self }
    }
}

extension OptionCapability {
    /// What is allowed, in words.
    public var summary: String {
        domain.summary + (defaultValue.map { ", default \($0)" } ?? "") + (isRequired ? ", required" : "")
    }

    fileprivate var unordered: AnyHashable {
        [domain.unordered, defaultValue, isRequired] as [AnyHashable?]
    }
}

extension InputCapability {
    /// What is allowed, in words.
    public var summary: String {
        var words = [mediaTypes.joined(separator: ", ")]
        if acceptsURL { words.append("or a URL") }
        if let maximumBytes { words.append("at most \(maximumBytes) bytes") }
        if let limits { words.append(limits.summary) }
        if count.upperBound > 1 { words.append("at most \(count.upperBound) of them") }
        if isRequired { words.append(count.lowerBound > 1 ? "at least \(count.lowerBound) of them" : "required") }
        return words.joined(separator: ", ")
    }

    fileprivate var unordered: AnyHashable {
        var sorted = self
        sorted.kinds.sort { $0.rawValue < $1.rawValue }
        sorted.mediaTypes.sort()
        // What is only advice is not what a service allows.
        sorted.cautionBytes = nil
        sorted.recommendedPixels = nil
        sorted.recommendedRatios = []
        return sorted
    }
}

extension Implication {
    /// The rule without its words, the same for every order of its conditions.
    fileprivate var unordered: AnyHashable {
        [Set(when.map(\.unordered)), Set([then.unordered])]
    }
}

extension Condition {
    fileprivate var unordered: AnyHashable {
        if case .option(let name, let domain) = self { [name, domain.unordered] as [AnyHashable] } else { self }
    }
}
