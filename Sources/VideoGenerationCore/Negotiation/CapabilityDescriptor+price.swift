// SPDX-License-Identifier: Apache-2.0

extension CapabilityDescriptor {
    /// What a video with these options costs; nil where no price is known. Never a guess: where something is for the
    /// service to decide, the estimate spans all that it may decide.
    ///
    /// - Parameters:
    ///   - options: Legal options, as they will be sent.
    ///   - inputs: How many inputs there are in each role.
    public func price(of options: VideoOptions, inputs: [InputRole: Int]) -> PriceEstimate? {
        guard let prices else { return nil }
        let quote = Quote(descriptor: self, options: options, inputs: inputs)
        guard let amounts = quote.amounts(in: prices), let samples = quote.counts(of: .samples, absent: 1...1) else {
            return nil
        }
        var seconds: ClosedRange<Double> = 1...1
        if prices.unit == .second {
            guard let known = quote.counts(of: .duration, absent: nil) else { return nil }
            seconds = known
        }
        let lowest = amounts.lowerBound * (seconds.lowerBound * samples.lowerBound)
        let highest = amounts.upperBound * (seconds.upperBound * samples.upperBound)
        guard let lowest, let highest else { return nil }
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

    /// The amounts that one unit may cost; nil if it may be one that no tier names.
    func amounts(in prices: PriceList) -> ClosedRange<Money>? {
        let names = prices.tiers.flatMap(\.when).compactMap { condition -> OptionName? in
            if case .option(let name, _) = condition { name } else { nil }
        }
        let open = Set(names).compactMap(descriptor.option).filter { known($0) == nil }
        var possible: [Money] = []
        for assumed in assumptions(about: open) {
            guard let amounts = amounts(in: prices, assuming: assumed) else { return nil }
            possible += amounts
        }
        return possible.min().flatMap { low in possible.max().map { low...$0 } }
    }

    /// Every combination of the values that the service may decide on; a range is left open.
    private func assumptions(about options: [OptionCapability]) -> [[OptionName: OptionValue]] {
        options.reduce([[:]]) { combinations, option in
            let values: [OptionValue] =
                switch option.domain {
                case .oneOf(let values): values
                case .flag: [false, true]
                case .range, .decimal, .text: []
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

    /// How many seconds or videos there may be; nil if nobody says.
    func counts(of name: OptionName, absent: ClosedRange<Double>?) -> ClosedRange<Double>? {
        guard let option = descriptor.option(name) else { return absent }
        if let value = known(option) { return value.number.flatMap { $0 >= 0 ? $0...$0 : nil } }
        switch option.domain {
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

extension OptionValue {
    /// A number written without a fraction that is none.
    fileprivate struct Plain: Comparable, CustomStringConvertible {
        let number: Double

        init(_ number: Double) { self.number = number }

        static func < (left: Self, right: Self) -> Bool { left.number < right.number }

        var description: String { Int(exactly: number).map(String.init) ?? String(number) }
    }
}
