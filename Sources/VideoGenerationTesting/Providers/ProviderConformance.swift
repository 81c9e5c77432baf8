// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Checks a provider against everything that `HTTPVideoGeneration` asks for, by what its author has seen the service say:
/// without the service, a network, a clock or a testing library.
///
/// ```
/// @Test("the model keeps the rules", arguments: ProviderConformance(MyModel(), samples: MyModel.wire).rules)
/// func rules(rule: ProviderRule) throws { try rule.check() }
/// ```
///
/// What it cannot check is whether the samples, and ``WireSamples/documentedFields`` among them, are what the service says
/// today: take them from its documents.
public struct ProviderConformance: Sendable {
    private let provider: any HTTPVideoGeneration
    private let samples: WireSamples
    private let secrets: [String]

    /// A check of `provider`.
    ///
    /// - Parameters:
    ///   - provider: The model.
    ///   - samples: What its service says.
    ///   - secrets: What no call may hold, such as a key that the provider was made with; empty for a provider that
    ///     holds none, as it should be.
    public init(_ provider: some HTTPVideoGeneration, samples: WireSamples, secrets: [String] = []) {
        self.provider = provider
        self.samples = samples
        self.secrets = secrets
    }

    /// Everything that the provider has to keep to, one by one: the arguments of a test.
    public var rules: [ProviderRule] {
        ProviderRule.all.map { definition in
            ProviderRule(
                description: definition.sentence, model: provider.descriptor.model, mode: provider.descriptor.mode
            ) { [provider, samples, secrets] in
                definition.findings(on: ProviderBench(provider, samples, secrets: secrets))
            }
        }
    }

    /// Checks every rule.
    ///
    /// - Throws: ``BrokenProvider`` with every rule that does not hold.
    public func run() throws(BrokenProvider) {
        let broken = rules.flatMap { rule in rule.findings().map(rule.sentence) }
        if !broken.isEmpty { throw BrokenProvider(broken: broken) }
    }
}

/// What is wrong with a provider.
public struct BrokenProvider: Error, Hashable, CustomStringConvertible {
    /// Each thing that is wrong: the rule, what breaks it, and what to change.
    public let broken: [String]

    /// One a line.
    public var description: String {
        "What is wrong with the provider:\n" + broken.map { "- \($0)" }.joined(separator: "\n")
    }
}
