// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct NegotiationPropertyTests {
    /// Every pair of wishes from the table of single wishes.
    static let pairs: [[OptionName: OptionValue]] = {
        let singles =
            OptionRuleTests.cases.map { ($0.option, $0.wish) } + [(.resolution, "1920x1080"), (.aspectRatio, "match")]
        return singles.flatMap { first in
            singles.map { second in
                [first.0: first.1].merging([second.0: second.1]) { _, later in later }
            }
        }
    }()

    @Test(
        "There is a request exactly when there is no violation, and it holds nothing undeclared",
        arguments: NegotiationPolicy.Rule.allCases)
    func requestOrViolation(rule: NegotiationPolicy.Rule) {
        let policy = NegotiationPolicy(rule)
        for wishes in Self.pairs {
            let negotiation = Samples.descriptor.negotiate(Samples.request(wishes), policy: policy)
            #expect((negotiation.request == nil) == !negotiation.violations.isEmpty)
            let named = negotiation.report.options.map(\.option)
            #expect(Set(named).count == named.count)
            guard let request = negotiation.request else { continue }
            #expect(Set(named) == Set(Samples.descriptor.options.map(\.name)).union(wishes.keys))
            for (name, value) in request.values {
                #expect(Samples.descriptor.option(name)?.domain.contains(value) == true)
                #expect(negotiation.report.applied(name) == value)
            }
            for outcome in negotiation.report.options where outcome.applied != outcome.requested {
                #expect(outcome.origin == .serviceDefault || outcome.reason != nil)
            }
        }
    }

    @Test("A violation never blames an option that was not asked for")
    func blame() {
        for wishes in Self.pairs {
            let subjects = Samples.descriptor.negotiate(Samples.request(wishes)).violations.map(\.subject)
            var allowed = Set(wishes.keys.map(\.rawValue))
            // A size speaks for the ratio, too.
            if wishes[.resolution] == "1920x1080" { allowed.insert("aspect_ratio") }
            #expect(Set(subjects).isSubset(of: allowed))
        }
    }

    @Test("The same question has the same answer a hundred times")
    func deterministic() {
        let wishes: [OptionName: OptionValue] = [
            .duration: 5, .resolution: "1000x1000", .samples: 9, .seed: -1, "zebra": 1, "apple": 2, "mango": 3,
        ]
        for rule in NegotiationPolicy.Rule.allCases {
            let answers = (0..<100).map { _ in
                let negotiation = Samples.negotiate(wishes, rule)
                let values = negotiation.request?.values.map { "\($0.name.rawValue)=\($0.value)" } ?? []
                return "\(negotiation.report) \(negotiation.violations) \(values)"
            }
            #expect(Set(answers).count == 1)
        }
    }

    @Test(
        "What negotiation applied, negotiation accepts unchanged", arguments: [NegotiationPolicy.Rule.nearest, .drop])
    func idempotent(rule: NegotiationPolicy.Rule) throws {
        for wishes in Self.pairs {
            guard let request = Samples.negotiate(wishes, rule).request else { continue }
            let again = Samples.negotiate(Dictionary(uniqueKeysWithValues: request.values.map { ($0.name, $0.value) }))
            #expect(try #require(again.request).values.map(\.value) == request.values.map(\.value))
            #expect(again.report.adjustments.isEmpty)
        }
    }
}
