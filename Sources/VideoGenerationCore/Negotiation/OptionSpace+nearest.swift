// SPDX-License-Identifier: Apache-2.0

extension OptionSpace {
    /// A value that an option may get, and how far it is from what it was.
    private struct Candidate {
        let value: OptionValue?
        let distance: Double
    }

    /// The best values so far.
    private struct Best {
        let values: [OptionValue?]
        let distance: Double
        let heights: [Double]
    }

    /// The allowed values that are nearest to `wishes`: the fewest options changed, then the smallest sum of distances,
    /// then the lower values; nil if there are none.
    ///
    /// - Parameters:
    ///   - wishes: What each option is to be.
    ///   - policy: What may be done to each option: `nearest` gives it another value, `drop` leaves it out, `fail` keeps
    ///     it, even if its domain does not hold it.
    func nearest(to wishes: [OptionValue?], policy: [NegotiationPolicy.Rule]) -> [OptionValue?]? {
        // Whoever must change anyway costs nothing more by going further.
        let (start, forced) = bent(wishes, policy: policy)
        let broken = brokenRules(start)
        guard !broken.isEmpty else { return start }
        let members = connected(to: broken)
        let judges = rules.filter { $0.subjects.contains(where: members.contains) }
        let movable = members.filter { policy[$0] != .fail }
        let candidates = Dictionary(
            uniqueKeysWithValues: movable.map { ($0, self.candidates(for: $0, from: wishes[$0], policy: policy[$0])) })
        let moving = movable.filter(forced.contains)
        let standing = movable.filter { !forced.contains($0) }
        for count in 0...standing.count {
            var best: Best?
            Self.forEachSubset(of: standing, count: count) { chosen in
                var values = start
                search((moving + chosen).sorted()[...], &values, 0, candidates, judges, &best)
            }
            if let best { return best.values }
        }
        return nil
    }

    /// The wishes once each that is not allowed by itself has become what its policy makes of it, and which those are.
    func bent(
        _ wishes: [OptionValue?], policy: [NegotiationPolicy.Rule]
    ) -> (values: [OptionValue?], forced: Set<Int>) {
        var values = wishes
        var forced: Set<Int> = []
        for (index, wish) in wishes.enumerated() where policy[index] != .fail {
            guard let wish, !options[index].domain.contains(wish) else { continue }
            forced.insert(index)
            values[index] = policy[index] == .drop ? nil : options[index].domain.nearest(to: wish)
        }
        return (values, forced)
    }

    private func search(
        _ rest: ArraySlice<Int>, _ values: inout [OptionValue?], _ distance: Double, _ candidates: [Int: [Candidate]],
        _ judges: [Rule], _ best: inout Best?
    ) {
        // Distances only grow.
        if let best, distance > best.distance { return }
        guard let option = rest.first else {
            guard !judges.contains(where: { breaks($0, values) }) else { return }
            let heights = options.indices.map { index in
                holding(index, in: values).map(options[index].domain.height(of:)) ?? 0
            }
            if let best, distance == best.distance, !heights.lexicographicallyPrecedes(best.heights) { return }
            best = Best(values: values, distance: distance, heights: heights)
            return
        }
        let kept = values[option]
        for candidate in candidates[option] ?? [] {
            values[option] = candidate.value
            search(rest.dropFirst(), &values, distance + candidate.distance, candidates, judges, &best)
        }
        values[option] = kept
    }

    /// The options that `rules` speak of, and those tied to them by other rules, in the descriptor's order.
    private func connected(to rules: [Rule]) -> [Int] {
        var members = Set(rules.flatMap(\.subjects))
        var before = -1
        while members.count != before {
            before = members.count
            for rule in self.rules where rule.subjects.contains(where: members.contains) {
                members.formUnion(rule.subjects)
            }
        }
        return members.sorted()
    }

    private static func forEachSubset(of members: [Int], count: Int, _ body: ([Int]) -> Void) {
        func extend(_ chosen: [Int], _ from: Int) {
            if chosen.count == count { return body(chosen) }
            for next in members.indices.dropFirst(from) { extend(chosen + [members[next]], next + 1) }
        }
        extend([], 0)
    }

    private func candidates(
        for option: Int, from wish: OptionValue?, policy: NegotiationPolicy.Rule
    ) -> [Candidate] {
        let capability = options[option]
        if policy == .drop {
            return wish == nil || capability.isRequired ? [] : [Candidate(value: nil, distance: 0)]
        }
        return landmarks(of: option, near: wish ?? capability.defaultValue).compactMap { value in
            guard value != wish, capability.domain.contains(value) else { return nil }
            let distance: Double? =
                if let from = wish ?? capability.defaultValue {
                    // What nobody asked for may become anything; a word that somebody chose has no near one.
                    capability.domain.distance(from: from, to: value) ?? (wish == nil ? 1 : nil)
                } else {
                    1
                }
            return distance.map { Candidate(value: value, distance: $0) }
        }
    }

    /// The values of `option` among which the nearest allowed one must be: all of them if they are few, else the ends of
    /// every stretch on which no rule changes its mind.
    private func landmarks(of option: Int, near wish: OptionValue?) -> [OptionValue] {
        switch options[option].domain {
        case .oneOf(let values): return values
        case .flag: return [.flag(false), .flag(true)]
        case .text, .ignored: return []
        case .decimal(let minimum, let maximum):
            return [.number(minimum), .number(maximum)] + (wish.map { [$0] } ?? [])
        case .range(let minimum, let maximum, _, _):
            var marks: Set<Int> = [minimum, maximum]
            for case .integer(let integer)? in [wish] { marks.insert(integer) }
            for cut in cuts(of: option) { marks.formUnion([cut, cut &- 1]) }
            let domain = options[option].domain
            let stretches = domain.neighbours(of: marks)
            return stretches.sorted().map(OptionValue.integer)
        }
    }

    /// Where a rule may change its mind about a whole number: each cut is the first number of a stretch.
    func cuts(of option: Int) -> [Int] {
        let terms = rules.flatMap { $0.when + ($0.then.map { [$0] } ?? []) }.filter { $0.option == option }
        return terms.flatMap { term -> [Int] in
            switch term.domain {
            case .range(let minimum, let maximum, _, _): [minimum, maximum == .max ? maximum : maximum + 1]
            case .oneOf(let values):
                values.flatMap { value -> [Int] in
                    if case .integer(let integer) = value {
                        integer == .max ? [integer] : [integer, integer + 1]
                    } else {
                        []
                    }
                }
            case .decimal, .flag, .text, .ignored: []
            }
        }
    }
}

extension OptionDomain {
    /// Where `value` stands among the others: by its amount, or else by its place in the list.
    func height(of value: OptionValue) -> Double {
        if let magnitude = value.magnitude { return magnitude.amount }
        if case .flag(let flag) = value { return flag ? 1 : 0 }
        if case .oneOf(let values) = self { return Double(values.firstIndex(of: value) ?? values.count) }
        return 0
    }

    /// The numbers of a range that lie next to each of `marks`: itself, or the one below and the one above.
    func neighbours(of marks: Set<Int>) -> Set<Int> {
        guard case .range(let minimum, let maximum, let step, _) = self, minimum <= maximum else { return [] }
        let stride = UInt(max(1, step))
        let count = UInt(bitPattern: maximum &- minimum) / stride
        var found: Set<Int> = []
        for mark in marks {
            guard mark > minimum else {
                found.insert(minimum)
                continue
            }
            let below = min(UInt(bitPattern: mark &- minimum) / stride, count)
            for step in [below, min(below + 1, count)] {
                found.insert(minimum &+ Int(truncatingIfNeeded: step * stride))
            }
        }
        return found
    }
}
