// SPDX-License-Identifier: Apache-2.0

/// The option values that go together at one model, once it is known which inputs there are.
///
/// Options are numbered as the descriptor lists them; a value that is nil is not sent, and stands for the service's default.
struct OptionSpace {
    let options: [OptionCapability]
    let rules: [Rule]
    /// What the inputs break, whatever the options are.
    let inputFaults: [InputFault]

    /// Too few inputs, or too many, whatever the options are.
    enum InputFault {
        /// An implication that speaks of inputs only.
        case implication(Implication)
        /// Not so many as the model takes in one role.
        case count(InputCapability)
        /// Some in a role that the model does not have.
        case stranger(InputRole)
    }

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
        var rules: [Rule] = []
        var faults: [InputFault] = []
        let implications = descriptor.implications + (binding ? descriptor.sizeImplications : [])
        for implication in implications where implication.isAdvisory != binding {
            guard let rule = Rule(implication, options: descriptor.options, inputs: inputs) else { continue }
            if rule.subjects.isEmpty { faults.append(.implication(implication)) } else { rules.append(rule) }
        }
        self.rules = rules
        inputFaults = binding ? faults + descriptor.countFaults(inputs) : faults
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
        inputFaults.isEmpty && zip(options, values).allSatisfy { $0.allows($1) }
            && !rules.contains { breaks($0, values) }
    }
}

extension CapabilityDescriptor {
    /// Whether it takes so many inputs in these roles, whatever else is asked for.
    package func takes(_ inputs: [InputRole: Int]) -> Bool { countFaults(inputs).isEmpty }

    /// What is wrong with so many inputs by themselves.
    fileprivate func countFaults(_ given: [InputRole: Int]) -> [OptionSpace.InputFault] {
        let strangers = given.filter { role, count in count > 0 && !inputs.contains { $0.role == role } }.keys
        return inputs.filter { !$0.count.contains(given[$0.role, default: 0]) }.map { .count($0) }
            + strangers.sorted { $0.rawValue < $1.rawValue }.map { .stranger($0) }
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
    fileprivate init?(_ source: Implication, options: [OptionCapability], inputs: [InputRole: Int]) {
        self.source = source
        var when: [OptionSpace.Term] = []
        for condition in source.when {
            switch condition {
            case .option(let name, let domain):
                guard let option = options.firstIndex(where: { $0.name == name }) else { return nil }
                when.append(.init(option: option, domain: domain))
            case .input(let role, let count):
                guard count.contains(inputs[role, default: 0]) else { return nil }
            }
        }
        self.when = when
        switch source.then {
        case .option(let name, let domain):
            guard let option = options.firstIndex(where: { $0.name == name }) else { return nil }
            then = .init(option: option, domain: domain)
        case .input(let role, let count):
            guard !count.contains(inputs[role, default: 0]) else { return nil }
            then = nil
        }
    }
}
