// SPDX-License-Identifier: Apache-2.0

/// The option values that go together at one model, once it is known which inputs there are.
///
/// Options are numbered as the descriptor lists them; a value that is nil is not sent, and stands for the service's default.
struct OptionSpace {
    let options: [OptionCapability]
    let rules: [Rule]
    /// What the inputs break, whatever the options are.
    let inputFaults: [Implication]

    /// A binding implication as far as the inputs leave it open.
    struct Rule {
        let source: Implication
        let when: [Term]
        /// What must hold then; nil if the inputs speak against it already.
        let then: Term?

        /// The options it speaks of.
        var subjects: [Int] { when.map(\.option) + (then.map { [$0.option] } ?? []) }
    }

    /// A condition on one option.
    struct Term {
        let option: Int
        let domain: OptionDomain
    }

    /// The space of `descriptor` for as many inputs in each role as `inputs` says: what is legal by its binding
    /// implications, or what is advised by the others.
    init(_ descriptor: CapabilityDescriptor, inputs: [InputRole: Int], binding: Bool = true) {
        options = descriptor.options
        let index = Dictionary(descriptor.options.enumerated().map { ($1.name, $0) }) { first, _ in first }
        var implications = descriptor.implications.filter { $0.isAdvisory != binding }
        if binding { implications += descriptor.sizeImplications + descriptor.inputImplications(inputs) }
        let open = implications.compactMap { Rule($0, index: index, inputs: inputs) }
        rules = open.filter { !$0.subjects.isEmpty }
        inputFaults = open.filter(\.subjects.isEmpty).map(\.source)
    }

    /// The value that holds for `option` if `values` are sent; nil if that is for the service to know.
    func holding(_ option: Int, in values: [OptionValue?]) -> OptionValue? {
        values[option] ?? options[option].defaultValue
    }

    /// Whether `values` go against `rule`. What is not known goes against nothing.
    func breaks(_ rule: Rule, _ values: [OptionValue?]) -> Bool {
        func isMet(_ term: Term, unknown: Bool) -> Bool {
            holding(term.option, in: values).map(term.domain.contains) ?? unknown
        }
        return rule.when.allSatisfy { isMet($0, unknown: false) }
            && !(rule.then.map { isMet($0, unknown: true) } ?? false)
    }

    /// The rules that `values` go against.
    func brokenRules(_ values: [OptionValue?]) -> [Rule] {
        rules.filter { breaks($0, values) }
    }

    /// Whether exactly `values` may be sent.
    func allows(_ values: [OptionValue?]) -> Bool {
        zip(options, values).allSatisfy { option, value in value.map(option.domain.contains) ?? !option.isRequired }
            && inputFaults.isEmpty && !rules.contains { breaks($0, values) }
    }
}

extension CapabilityDescriptor {
    /// How many inputs there may be, said as implications.
    fileprivate func inputImplications(_ given: [InputRole: Int]) -> [Implication] {
        let strangers = Set(given.keys).subtracting(inputs.map(\.role)).sorted { $0.rawValue < $1.rawValue }
        return inputs.map(\.countRule)
            + strangers.map { role in
                Implication(
                    code: "input_count", when: [], then: .absent(role),
                    message: "This model takes no \(role.words). Leave it out.")
            }
    }

    /// A table of sizes, said as implications: each resolution goes with its aspect ratios only.
    var sizeImplications: [Implication] {
        var seen: Set<Resolution> = []
        return sizes.filter { seen.insert($0.resolution).inserted }.map { size in
            let ratios = sizes.filter { $0.resolution == size.resolution }.map {
                OptionValue.text($0.aspectRatio.rawValue)
            }
            return Implication(
                code: "size", when: [.option(.resolution, is: .text(size.resolution.rawValue))],
                then: .option(.aspectRatio, .oneOf(ratios)), message: "No other size is made.")
        }
    }
}

extension OptionSpace.Rule {
    /// What is left of `source`; nil if the inputs fulfil it, or if it speaks of an option that the model does not take.
    fileprivate init?(_ source: Implication, index: [OptionName: Int], inputs: [InputRole: Int]) {
        self.source = source
        var when: [OptionSpace.Term] = []
        for condition in source.when {
            switch condition {
            case .option(let name, let domain):
                guard let option = index[name] else { return nil }
                when.append(.init(option: option, domain: domain))
            case .input(let role, let count):
                guard count.contains(inputs[role, default: 0]) else { return nil }
            }
        }
        self.when = when
        switch source.then {
        case .option(let name, let domain):
            guard let option = index[name] else { return nil }
            then = .init(option: option, domain: domain)
        case .input(let role, let count):
            guard !count.contains(inputs[role, default: 0]) else { return nil }
            then = nil
        }
    }
}
