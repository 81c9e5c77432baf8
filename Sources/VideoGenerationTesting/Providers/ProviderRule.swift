// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Something that every provider keeps to, and the provider that is asked whether it does.
public struct ProviderRule: Sendable, CustomStringConvertible {
    /// The rule, as a sentence.
    public let description: String
    /// The model that is asked.
    public let model: ModelID
    /// In which of its modes.
    public let mode: GenerationMode
    let findings: @Sendable () -> [String]

    /// Checks the rule.
    ///
    /// - Throws: ``BrokenProvider`` if it does not hold.
    public func check() throws(BrokenProvider) {
        let broken = findings()
        if !broken.isEmpty { throw BrokenProvider(broken: broken.map(sentence)) }
    }

    /// What is wrong, with the rule and the model that it is about.
    func sentence(_ finding: String) -> String {
        "\(self): \(finding) (\(model), \(mode.rawValue))"
    }
}

extension ProviderRule {
    /// A rule before it is asked of a provider.
    struct Definition: Sendable {
        let sentence: String
        private let check: @Sendable (ProviderBench) throws -> Void

        init(_ sentence: String, check: @escaping @Sendable (ProviderBench) throws -> Void) {
            self.sentence = sentence
            self.check = check
        }

        /// The sentences about what does not hold on `bench`.
        func findings(on bench: ProviderBench) -> [String] {
            do {
                try check(bench)
            } catch {
                bench.report("it threw an error where none is due: \(error)")
            }
            return bench.findings
        }
    }

    static let all: [Definition] =
        describing + building + sendingOptions + calling + submitting + refusing + finishing + reading + sending
}
