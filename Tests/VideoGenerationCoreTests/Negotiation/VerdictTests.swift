// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

/// The quick answer, which has no words, held against the whole negotiation.
@Suite struct VerdictTests {
    @Test("A request is accepted exactly when negotiation finds one, with the same values", arguments: Siblings.all)
    func agreement(model: CapabilityDescriptor) {
        var random = RandomRequests(seed: 5)
        var accepted = 0
        var adjusted = 0
        for _ in 0..<400 {
            let (request, policy) = random.next(for: model)
            let negotiation = model.negotiate(request, policy: policy)
            let isAccepted = model.accepts(request, policy: policy)
            let question = "\(request.options.values) \(policy)"
            #expect(isAccepted == (negotiation.request != nil), "\(question)")
            #expect(isAccepted == negotiation.violations.isEmpty, "\(question)")
            let sent = negotiation.request.map { request in
                Dictionary(uniqueKeysWithValues: request.values.map { ($0.name, $0.value) })
            }
            #expect(model.settle(request, policy: policy)?.values == sent, "\(question)")
            if isAccepted { accepted += 1 }
            if isAccepted, !negotiation.report.adjustments.isEmpty { adjusted += 1 }
        }
        // Else the agreement would say little.
        #expect(accepted > 10 && accepted < 390 && adjusted > 0, "\(accepted) \(adjusted)")
    }

    @Test("What the oracle calls legal is accepted as it is, and nothing else", arguments: Siblings.all)
    func oracle(model: CapabilityDescriptor) {
        for inputs in SiblingTests.inputs where inputs["reference_video"] == nil {
            let oracle = Oracle(model, inputs)
            let media = inputs.mapValues { count in (0..<count).map { _ in Samples.image() } }
            for options in oracle.wishes(most: 100) {
                let request = InspectedRequest(prompt: "A cat wakes up.", media: media, options: options)
                #expect(model.accepts(request) == oracle.isLegal(options), "\(options.values) \(inputs)")
            }
        }
    }

    @Test("What a wish becomes by its own rule may not go with the rest: then it is refused, and that is the reason")
    func bentIntoConflict() {
        var model = Samples.descriptor
        model.options = [
            OptionCapability(.duration, .oneOf([8])), OptionCapability(.resolution, .oneOf(["720p", "1080p"])),
        ]
        model.implications = [
            Implication(
                code: "long_720", when: [.option(.duration, is: 8)], then: .option(.resolution, is: "720p"),
                message: "8 s only in 720p.")
        ]
        let request = Samples.request([.duration: 9, .resolution: "1080p"])
        let policy = NegotiationPolicy(.fail, byOption: [.duration: .nearest])
        let negotiation = model.negotiate(request, policy: policy)
        #expect(negotiation.request == nil)
        #expect(negotiation.violations.map(\.subject) == ["resolution"])
        #expect(negotiation.violations.first?.message.contains("duration 8") == true)
        #expect(!model.accepts(request, policy: policy))
        #expect(model.accepts(request, policy: NegotiationPolicy(.nearest)))
    }
}
