// SPDX-License-Identifier: Apache-2.0

extension CapabilityDescriptor {
    /// What a video with these options costs; nil where no price is known. Never a guess: where something is for the
    /// service to decide, the estimate spans all that it may decide, as far as the descriptor's implications allow it.
    ///
    /// - Parameters:
    ///   - options: Legal options, as they will be sent.
    ///   - inputs: How many inputs there are in each role.
    public func price(of options: VideoOptions, inputs: [InputRole: Int]) -> PriceEstimate? {
        guard let prices else { return nil }
        let quote = Quote(descriptor: self, options: options, inputs: inputs)
        guard let cases = quote.cases(in: prices), let first = cases.first else { return nil }
        var (lowest, highest) = (first.lowest, first.highest)
        var (amounts, seconds, samples) = (first.amounts, first.seconds, first.samples)
        for other in cases.dropFirst() {
            (lowest, highest) = (min(lowest, other.lowest), max(highest, other.highest))
            amounts = amounts.union(other.amounts)
            seconds = seconds.union(other.seconds)
            samples = samples.union(other.samples)
        }
        func words(_ range: ClosedRange<some CustomStringConvertible>) -> String {
            let (low, high) = (range.lowerBound.description, range.upperBound.description)
            return low == high ? low : "\(low) to \(high)"
        }
        func whole(_ range: ClosedRange<Double>) -> ClosedRange<OptionValue.Plain> {
            OptionValue.Plain(range.lowerBound)...OptionValue.Plain(range.upperBound)
        }
        let length = prices.unit == .second ? "\(words(whole(seconds))) s at " : ""
        let videos = samples == 1...1 ? "" : ", \(words(whole(samples))) videos"
        return PriceEstimate(
            lowest: lowest, highest: highest, currency: prices.currency,
            basis: "\(length)\(words(amounts)) \(prices.currency)\(videos); \(prices.source.document), "
                + prices.source.date,
            perSecond: prices.unit == .second ? amounts.upperBound : nil, unbilled: prices.unbilled)
    }
}

extension CapabilityDescriptor {
    /// What `request`, which was negotiated with this model, costs; nil where no price is known.
    public func price(of request: NegotiatedRequest) -> PriceEstimate? {
        price(
            of: VideoOptions(values: Dictionary(request.values.map { ($0.name, $0.value) }) { first, _ in first }),
            inputs: request.media.mapValues(\.count))
    }
}

/// What is known of a request when its price is asked for.
private struct Quote {
    let descriptor: CapabilityDescriptor
    let options: VideoOptions
    let inputs: [InputRole: Int]

    /// What a video may cost if the service decides in one way.
    struct Case {
        let amounts: ClosedRange<Money>
        let seconds: ClosedRange<Double>
        let samples: ClosedRange<Double>
        let lowest: Money
        let highest: Money
    }

    /// Every way in which the service may decide; nil if one of them has a price that nobody knows.
    func cases(in prices: PriceList) -> [Case]? {
        let names = prices.tiers.flatMap(\.when).compactMap { condition -> OptionName? in
            if case .option(let name, _) = condition { name } else { nil }
        }
        let open = Set(names).compactMap(descriptor.option).filter { known($0) == nil }
        let space = OptionSpace(descriptor, inputs: inputs)
        var cases: [Case] = []
        for assumed in assumptions(about: open) {
            let values = descriptor.options.map { options.values[$0.name] ?? assumed[$0.name] }
            // What the implications forbid, the service does not choose.
            guard space.brokenRules(values).isEmpty else { continue }
            let amounts = amounts(in: prices, assuming: assumed)
            guard let low = amounts?.min(), let high = amounts?.max(),
                let samples = counts(of: .samples, in: space, values, absent: 1...1),
                let seconds = prices.unit == .second
                    ? counts(of: .duration, in: space, values, absent: nil) : 1...1,
                let lowest = low * (seconds.lowerBound * samples.lowerBound),
                let highest = high * (seconds.upperBound * samples.upperBound)
            else { return nil }
            cases.append(
                Case(amounts: low...high, seconds: seconds, samples: samples, lowest: lowest, highest: highest))
        }
        return cases
    }

    /// Every combination of the values that the service may decide on; a range is left open.
    private func assumptions(about options: [OptionCapability]) -> [[OptionName: OptionValue]] {
        options.reduce([[:]]) { combinations, option in
            let values: [OptionValue] =
                switch option.domain {
                case .oneOf(let values): values
                case .flag: [false, true]
                case .range, .decimal, .text, .ignored: []
                }
            guard !values.isEmpty else { return combinations }
            return combinations.flatMap { combination in
                values.map { combination.merging([option.name: $0]) { _, new in new } }
            }
        }
    }

    private func amounts(in prices: PriceList, assuming assumed: [OptionName: OptionValue]) -> [Money]? {
        var possible: [Money] = []
        for tier in prices.tiers {
            let verdicts = tier.when.map { holds($0, assuming: assumed) }
            if verdicts.contains(false) { continue }
            possible.append(tier.amount)
            if !verdicts.contains(nil) { return possible }
        }
        return nil
    }

    /// Whether `condition` holds; nil if that is for the service to decide.
    private func holds(_ condition: Condition, assuming assumed: [OptionName: OptionValue]) -> Bool? {
        switch condition {
        case .input(let role, let count): return count.contains(inputs[role, default: 0])
        case .option(let name, let domain):
            guard let option = descriptor.option(name) else { return false }
            return (known(option) ?? assumed[name]).map(domain.contains)
        }
    }

    /// The value that holds; nil if it is for the service to decide.
    private func known(_ option: OptionCapability) -> OptionValue? {
        let value = options.values[option.name] ?? option.defaultValue
        if case .range(_, _, _, let sentinel?) = option.domain, value == sentinel { return nil }
        return value
    }

    /// How many seconds or videos there may be beside `values`; nil if nobody says.
    private func counts(
        of name: OptionName, in space: OptionSpace, _ values: [OptionValue?], absent: ClosedRange<Double>?
    ) -> ClosedRange<Double>? {
        guard let index = descriptor.options.firstIndex(where: { $0.name == name }) else { return absent }
        if let value = known(descriptor.options[index]) { return value.number.flatMap { $0 >= 0 ? $0...$0 : nil } }
        let ranges = space.domains(of: index, beside: values).map(\.numbers)
        guard let first = ranges.first else { return descriptor.options[index].domain.numbers }
        return ranges.dropFirst().reduce(first) { all, next in all.flatMap { all in next.map(all.union) } }
    }
}

extension OptionDomain {
    /// From the least to the greatest number; nil if it has others than numbers from zero.
    fileprivate var numbers: ClosedRange<Double>? {
        switch self {
        case .range(let minimum, let maximum, _, _) where 0 <= minimum && minimum <= maximum:
            return Double(minimum)...Double(maximum)
        case .decimal(let minimum, let maximum) where 0 <= minimum && minimum <= maximum: return minimum...maximum
        case .oneOf(let values):
            let numbers = values.compactMap(\.number)
            guard numbers.count == values.count, let low = numbers.min(), let high = numbers.max(), low >= 0 else {
                return nil
            }
            return low...high
        default: return nil
        }
    }
}

extension ClosedRange {
    fileprivate func union(_ other: ClosedRange) -> ClosedRange {
        Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
    }
}

extension OptionValue {
    /// A number written without a fraction that is none.
    fileprivate struct Plain: Comparable, CustomStringConvertible {
        let number: Double

        init(_ number: Double) { self.number = number }

        static func < (left: Self, right: Self) -> Bool { left.number < right.number }

        var description: String { Int(exactly: number).map(String.init) ?? String(number) }
    }
}
