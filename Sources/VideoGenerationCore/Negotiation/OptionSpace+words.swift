// SPDX-License-Identifier: Apache-2.0

extension OptionSpace {
    /// What `values` do wrong by `rule`, what is allowed and what to do.
    func violation(of rule: Rule, by values: [OptionValue?]) -> Violation {
        let why = rule.source.message
        guard let then = rule.then else {
            guard case .input(let role, let count) = rule.source.then else {
                return Violation(rule.source.code, .unsupportedOption, why)
            }
            let what = count.lowerBound > 0 ? "a \(role.words) is needed" : "no \(role.words) is allowed"
            return Violation(role.rawValue, .invalidRequest, "With \(circumstances(of: rule, values)) \(what). \(why)")
        }
        let name = options[then.option].name.rawValue
        let wrong =
            values[then.option].map { "cannot be \($0)" }
            ?? holding(then.option, in: values).map { "must be set, because the service takes \($0) otherwise" }
            ?? "must be set"
        return Violation(
            name, .unsupportedOption,
            "\(name) \(wrong) with \(circumstances(of: rule, values)). Allowed: \(then.domain.summary). \(why)")
    }

    /// What the inputs do wrong, what is allowed and what to do.
    func violation(of fault: InputFault) -> Violation {
        switch fault {
        case .implication(let rule):
            guard rule.when.isEmpty, case .input(let role, let count) = rule.then else {
                return violation(of: Rule(source: rule, when: [], then: nil), by: [])
            }
            return violation(in: role, count, rule.message)
        case .count(let capability): return violation(in: capability.role, capability.count, capability.countWords)
        case .stranger(let role): return violation(in: role, 0...0, "This model takes no \(role.words). Leave it out.")
        }
    }

    private func violation(in role: InputRole, _ allowed: ClosedRange<Int>, _ message: String) -> Violation {
        Violation(role.rawValue, allowed.upperBound > 0 ? .invalidRequest : .unsupportedOption, message)
    }

    /// All that is wrong with exactly `values`.
    func violations(by values: [OptionValue?]) -> [Violation] {
        inputFaults.map(violation) + zip(options, values).filter { !$0.allows($1) }.map { $0.refusal(of: $1) }
            + brokenRules(values).map { violation(of: $0, by: values) }
    }

    /// What `rule` speaks of besides `option`, in words: "resolution 1080p".
    func company(of option: Int, in rule: Rule, _ values: [OptionValue?]) -> String {
        guard rule.then?.option != option else { return circumstances(of: rule, values) }
        return rule.then.map { words($0, values) } ?? "the inputs"
    }

    private func circumstances(of rule: Rule, _ values: [OptionValue?]) -> String {
        let inputs = rule.source.when.compactMap { condition -> String? in
            guard case .input(let role, let count) = condition else { return nil }
            return (count.upperBound > 0 ? "a " : "no ") + role.words
        }
        return (inputs + rule.when.map { words($0, values) }).joined(separator: " and ")
    }

    private func words(_ term: Term, _ values: [OptionValue?]) -> String {
        let name = options[term.option].name.rawValue
        return holding(term.option, in: values).map { "\(name) \($0)" } ?? name
    }
}

extension OptionCapability {
    /// Whether `value` is allowed by itself; nil stands for none.
    func allows(_ value: OptionValue?) -> Bool { value.map(domain.contains) ?? !isRequired }

    /// What is wrong with `value`, which is not allowed.
    func refusal(of value: OptionValue?) -> Violation {
        guard let value else {
            return Violation(
                name.rawValue, .invalidRequest,
                "\(name.rawValue) must be set: this service has no default for it. \(allowed)")
        }
        return Violation(name.rawValue, .unsupportedOption, "\(name.rawValue) cannot be \(value). \(allowed)")
    }

    private var allowed: String { "Allowed: \(domain.summary)." + (meaning.map { " " + $0 } ?? "") }
}

extension InputCapability {
    /// How many there must be, and what each is to be.
    fileprivate var countWords: String {
        let some = count.upperBound == 1 ? "a \(role.words)" : "\(count.lowerBound) or more of the input \(role.words)"
        let kinds = [acceptsContent ? "a file" : nil, acceptsURL ? "a URL" : nil].compactMap { $0 }
        let needed = isRequired ? "This model needs \(some): give \(kinds.joined(separator: " or "))." : ""
        let most = count.upperBound > 1 ? "At most \(count.upperBound) may be given as \(role.words)." : ""
        return [needed, most].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension Violation {
    /// An option that the model does not have.
    static func stranger(_ name: OptionName, _ value: OptionValue) -> Violation {
        Violation(
            name.rawValue, .unsupportedOption,
            "\(name.rawValue) cannot be \(value). This model has no option \(name.rawValue).")
    }
}
