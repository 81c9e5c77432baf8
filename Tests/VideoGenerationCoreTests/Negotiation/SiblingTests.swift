// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

/// The answers of every sibling, held against an oracle that knows nothing but the descriptor's words and tries everything.
@Suite struct SiblingTests {
    /// Inputs that a person may have given.
    static let inputs: [[InputRole: Int]] = [
        [:], [.firstFrame: 1], [.firstFrame: 1, .lastFrame: 1], [.lastFrame: 1], [.firstFrame: 1, .reference: 3],
        [.firstFrame: 1, .reference: 8], [.reference: 7, "reference_video": 1],
    ]

    @Test("What may be a part of a request is found whatever else it takes: another word, another input")
    func whatever() {
        let model = CapabilityDescriptor(
            model: ModelID(surface: "s", model: "m"), title: "", mode: .firstFrame, vendor: "",
            inputs: [
                InputCapability(.firstFrame, kinds: [.url], mediaTypes: []),
                InputCapability(.lastFrame, count: 0...1, kinds: [.url], mediaTypes: []),
            ],
            options: [
                OptionCapability("mode", .oneOf(["standard", "pro"]), isRequired: true),
                OptionCapability(.resolution, .oneOf(["720p", "1080p"]), default: "720p"),
                OptionCapability("blend", .flag),
            ],
            implications: [
                Implication(
                    code: "pro", when: [.option(.resolution, is: "1080p")], then: .option("mode", is: "pro"),
                    message: ""),
                Implication(code: "two", when: [.option("blend", is: true)], then: .given(.lastFrame), message: ""),
            ], sources: [])
        #expect(model.canInclude(VideoOptions(resolution: "1080p")))
        #expect(model.canInclude(VideoOptions(values: ["blend": true])))
        #expect(!model.canInclude(VideoOptions(values: ["blend": true]), inputs: [.firstFrame: 1]))
        #expect(!model.canInclude(VideoOptions(values: ["mode": "standard", "resolution": "1080p"])))
    }

    @Test("There are eighteen families, and each comes back equal from JSON", arguments: Siblings.all)
    func families(model: CapabilityDescriptor) throws {
        #expect(Siblings.all.count == 18)
        #expect(try Oracle(model, [:]).copy == model)
    }

    @Test("A set of options is supported exactly when the oracle says so", arguments: Siblings.all)
    func supports(model: CapabilityDescriptor) {
        for inputs in Self.inputs {
            let oracle = Oracle(model, inputs)
            for options in oracle.wishes(most: 3000) {
                let isLegal = oracle.isLegal(options)
                #expect(model.supports(options, inputs: inputs) == isLegal, "\(options.values) \(inputs)")
                #expect(model.violations(of: options, inputs: inputs).isEmpty == isLegal)
            }
        }
    }

    @Test("Values are a part of some request exactly when the oracle finds one with them", arguments: Siblings.all)
    func canInclude(model: CapabilityDescriptor) {
        for inputs in Self.inputs {
            let oracle = Oracle(model, inputs)
            // What is tied to nothing can always be left out, so that few columns are left to try in full.
            for options in oracle.wishes(most: 60) {
                for pair in zip(model.options, model.options.dropFirst() + model.options.prefix(1)) {
                    var part = VideoOptions()
                    for name in [pair.0.name, pair.1.name] { part.values[name] = options.values[name] }
                    let isPart = oracle.hasCompletion(of: part)
                    #expect(model.canInclude(part, inputs: inputs) == isPart, "\(part.values) \(inputs)")
                }
            }
        }
    }

    @Test("What remains of an option is what the oracle leaves of it", arguments: Siblings.all)
    func remaining(model: CapabilityDescriptor) {
        for inputs in Self.inputs {
            let oracle = Oracle(model, inputs)
            for options in oracle.legal.prefix(150) {
                for option in model.options {
                    let left = model.remaining(option.name, given: options, inputs: inputs)
                    for value in oracle.samples(of: option) {
                        var changed = options
                        changed.values[option.name] = value
                        #expect(left?.contains(value) == oracle.isLegal(changed), "\(option.name.rawValue) \(value)")
                    }
                    var without = options
                    without.values[option.name] = nil
                    #expect(left?.mayBeUnset == oracle.isLegal(without))
                }
            }
        }
    }

    @Test("The nearest options are those that the oracle finds among all", arguments: Siblings.all)
    func nearest(model: CapabilityDescriptor) {
        for inputs in Self.inputs {
            let oracle = Oracle(model, inputs)
            for options in oracle.wishes(most: 60) {
                let answer = model.nearest(to: options, inputs: inputs)
                #expect(answer?.values == oracle.nearest(to: options)?.values, "\(options.values) \(inputs)")
                if let answer { #expect(model.supports(answer, inputs: inputs)) }
                if model.supports(options, inputs: inputs) { #expect(answer == options) }
            }
        }
    }

    @Test("Random choices among what remains never reach an illegal set", arguments: Siblings.all)
    func walks(model: CapabilityDescriptor) throws {
        for inputs in Self.inputs {
            let oracle = Oracle(model, inputs)
            guard let start = oracle.legal.first else { continue }
            var dice = SeededGenerator(seed: 1)
            var options = start
            for _ in 0..<300 {
                let option = try #require(model.options.randomElement(using: &dice))
                let left = try #require(model.remaining(option.name, given: options, inputs: inputs))
                let values = left.domains.flatMap(Oracle.samples)
                if left.mayBeUnset, Int.random(in: 0..<4, using: &dice) == 0 {
                    options.values[option.name] = nil
                } else if let value = values.randomElement(using: &dice) {
                    options.values[option.name] = value
                }
                #expect(oracle.isLegal(options), "\(options.values)")
            }
        }
    }
}
