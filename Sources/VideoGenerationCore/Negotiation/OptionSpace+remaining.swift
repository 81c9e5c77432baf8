// SPDX-License-Identifier: Apache-2.0

/// Which values of one option remain legal, given the others.
public struct RemainingValues: Hashable, Sendable, Codable {
    /// The values, as one domain or several stretches of one; empty if none remains.
    public var domains: [OptionDomain]
    /// Whether the option may be left out.
    public var mayBeUnset: Bool

    /// Whether `value` remains.
    public func contains(_ value: OptionValue) -> Bool { domains.contains { $0.contains(value) } }
}

extension OptionSpace {
    /// The values that `option` may be given while all others stay as they are.
    func remaining(_ option: Int, in values: [OptionValue?]) -> RemainingValues {
        guard inputFaults.isEmpty else { return RemainingValues(domains: [], mayBeUnset: false) }
        return RemainingValues(
            domains: domains(of: option, beside: values),
            mayBeUnset: !options[option].isRequired && isAllowed(nil, for: option, beside: values))
    }

    /// The same values, whatever is wrong with the inputs.
    func domains(of option: Int, beside values: [OptionValue?]) -> [OptionDomain] {
        allowed(of: option) { isAllowed($0, for: option, beside: values) }
    }

    private func isAllowed(_ value: OptionValue?, for option: Int, beside values: [OptionValue?]) -> Bool {
        var values = values
        values[option] = value
        return !rules.contains { $0.subjects.contains(option) && breaks($0, values) }
    }

    private func allowed(of option: Int, where isAllowed: (OptionValue) -> Bool) -> [OptionDomain] {
        let domain = options[option].domain
        switch domain {
        case .oneOf(let values):
            let left = values.filter(isAllowed)
            return left.isEmpty ? [] : [.oneOf(left)]
        case .flag:
            let left = [false, true].filter { isAllowed(.flag($0)) }
            return left.count == 2 ? [.flag] : left.isEmpty ? [] : [.oneOf(left.map(OptionValue.flag))]
        // No rule tells texts and broken numbers apart, so one speaks for all.
        case .text, .ignored: return isAllowed("") ? [domain] : []
        case .decimal(let minimum, _): return isAllowed(.number(minimum)) ? [domain] : []
        case .range(let minimum, let maximum, let step, let sentinel):
            let left = stretches(of: option, minimum, maximum).filter { isAllowed(.integer($0.lowerBound)) }
            var domains: [OptionDomain] = []
            for stretch in left {
                if case .range(let start, let end, _, _)? = domains.last, end &+ max(1, step) == stretch.lowerBound {
                    domains[domains.count - 1] = .range(minimum: start, maximum: stretch.upperBound, step: step)
                } else {
                    domains.append(.range(minimum: stretch.lowerBound, maximum: stretch.upperBound, step: step))
                }
            }
            if let sentinel, isAllowed(sentinel) {
                if case .range(let start, let end, _, _)? = domains.first {
                    domains[0] = .range(minimum: start, maximum: end, step: step, sentinel: sentinel)
                } else {
                    domains = [.oneOf([sentinel])]
                }
            }
            return domains
        }
    }

    /// The range from `minimum` to `maximum`, cut where a rule may change its mind; both ends of each stretch are values.
    private func stretches(of option: Int, _ minimum: Int, _ maximum: Int) -> [ClosedRange<Int>] {
        let domain = options[option].domain
        let starts = [minimum] + Set(cuts(of: option)).filter { $0 > minimum && $0 <= maximum }.sorted()
        return starts.indices.compactMap { index in
            let end = index + 1 < starts.count ? starts[index + 1] - 1 : maximum
            let inside = domain.neighbours(of: [starts[index], end]).filter { (starts[index]...end).contains($0) }
            return inside.min().flatMap { low in inside.max().map { low...$0 } }
        }
    }
}
