// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@Suite("The providers' conformance kit")
struct ProviderKitTests {
    @Test("a provider without a mistake keeps every rule", arguments: conformance(nil).rules)
    func faultless(rule: ProviderRule) throws {
        try rule.check()
    }

    @Test(
        "so does one with quite another wire",
        arguments: ProviderConformance(FjordModel(), samples: FjordModel.wire).rules)
    func otherWire(rule: ProviderRule) throws {
        try rule.check()
    }

    @Test("so does one with verbs of its own, if they do no harm")
    func ownVerbs() throws {
        try ProviderConformance(OwnVerbs(base: BeaconModel()), samples: BeaconModel.wire).run()
    }

    @Test("a mistake is found by the rule that is about it, and named", arguments: BeaconFault.allCases)
    func faults(_ fault: BeaconFault) throws {
        let rules = Self.conformance(fault).rules
        let rule = try #require(rules.first { $0.description == fault.rule })
        let error = try #require(#expect(throws: BrokenProvider.self) { try rule.check() })
        #expect(error.broken.contains { $0.contains(fault.sentence) }, "\(error)")
        #expect(error.broken.allSatisfy { $0.hasPrefix(fault.rule + ": ") })
    }

    @Test("every rule can be broken")
    func breakable() {
        #expect(Set(BeaconFault.allCases.map(\.rule)) == Set(Self.conformance(nil).rules.map(\.description)))
    }

    @Test("one error tells all that is wrong")
    func all() throws {
        let fault = BeaconFault.dropsSeedZero
        let error = try #require(#expect(throws: BrokenProvider.self) { try Self.conformance(fault).run() })
        #expect(error.broken.allSatisfy { $0.hasPrefix(fault.rule) }, "\(error)")
        #expect(error.description.hasPrefix("What is wrong with the provider:\n- zero"))
    }

    @Test("samples that are not what the provider reads are told, too")
    func wrongSamples() throws {
        var samples = BeaconModel.wire
        samples.id = "another"
        samples.queued = "{}"
        let error = try #require(
            #expect(throws: BrokenProvider.self) { try ProviderConformance(BeaconModel(), samples: samples).run() })
        #expect(error.broken.contains { $0.contains("read the id another in it") }, "\(error)")
        #expect(
            error.broken.contains { $0.contains("the answer {} is read as unrecognized: report .queued") }, "\(error)")
    }

    private static func conformance(_ fault: BeaconFault?) -> ProviderConformance {
        let model = BeaconModel(fault)
        return fault?.isInVerb == true
            ? ProviderConformance(OwnVerbs(base: model), samples: BeaconModel.wire, secrets: [BeaconModel.key])
            : ProviderConformance(model, samples: BeaconModel.wire, secrets: [BeaconModel.key])
    }
}
