// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct CapabilityDifferenceTests {
    private static let model = CapabilityDescriptor(
        model: ModelID(surface: "example", model: "lantern-1"), title: "Lantern", mode: .firstFrame, vendor: "Example",
        inputs: [InputCapability(.firstFrame, kinds: [.url, .base64], mediaTypes: ["image/png", "image/jpeg"])],
        options: [
            OptionCapability(.duration, .oneOf([4, 8]), default: 8), OptionCapability(.audio, .flag, isRequired: true),
        ],
        implications: [
            Implication(
                code: "long_only", when: [.option(.audio, is: true)], then: .option(.duration, is: 8), message: "Why.")
        ],
        prices: PriceList(
            per: .second, tiers: [.init(Money(micros: 50_000))], source: FactSource("a page", date: "2026-01-01")),
        resultLifetime: 3600, sources: [])

    @Test("Advice, codes and the order of conditions make no difference; what is free does")
    func order() {
        var (model, other) = (PriceTests.model, PriceTests.model)
        func rule(_ code: String, _ when: [Condition], _ values: [OptionValue]) -> Implication {
            Implication(code: code, when: when, then: .option(.duration, .oneOf(values)), message: code)
        }
        let conditions: [Condition] = [.option(.audio, is: true), .option(.resolution, is: "1080p", "720p")]
        model.implications.append(rule("a", conditions, [4, 8]))
        other.implications = [
            rule("b", [.option(.resolution, is: "720p", "1080p"), .option(.audio, is: true)], [8, 4])
        ]
        #expect(model.differences(from: other) == [])
        other.prices?.unbilled = [.failed]
        #expect(model.differences(from: other).map(\.subject) == ["prices"])
        #expect(model.differences(from: other).first?.there?.hasSuffix("failed are free") == true)
    }

    @Test("The order of words, names and sources are no difference", arguments: Siblings.all)
    func none(sibling: CapabilityDescriptor) {
        var other = sibling
        other.title = "Another title"
        other.sources = [FactSource("another page", date: "2020-01-01")]
        other.options.reverse()
        other.inputs.reverse()
        other.implications.reverse()
        for index in other.options.indices {
            if case .oneOf(let values) = other.options[index].domain {
                other.options[index].domain = .oneOf(values.reversed())
            }
        }
        #expect(sibling.differences(from: other).isEmpty)
    }

    private static let changes: [(String, @Sendable (inout CapabilityDescriptor) -> Void)] = [
        ("duration", { $0.options[0].domain = .oneOf([4, 6, 8]) }),
        ("duration", { $0.options[0].domain = .oneOf(["4", "8"]) }),
        ("duration", { $0.options[0].defaultValue = 4 }), ("audio", { $0.options[1].isRequired = false }),
        ("audio", { $0.options.remove(at: 1) }),
        ("seed", { $0.options.append(OptionCapability(.seed, .range(minimum: 0, maximum: 9))) }),
        ("first_frame", { $0.inputs[0].kinds = [.url] }), ("first_frame", { $0.inputs[0].count = 0...1 }),
        ("first_frame", { $0.inputs[0].maximumBytes = 1 }),
        ("last_frame", { $0.inputs.append(InputCapability(.lastFrame, kinds: [.url], mediaTypes: [])) }),
        ("implications", { $0.implications = [] }),
        ("implications", { $0.implications[0].then = .option(.duration, is: 4) }),
        ("prices", { $0.prices?.tiers[0].amount = Money(micros: 60_000) }), ("prices", { $0.prices = nil }),
        ("prompt", { $0.prompt = .text(maximum: 10) }), ("mode", { $0.mode = .text }),
        ("result_lifetime", { $0.resultLifetime = nil }),
        ("sizes", { $0.sizes = [VideoSize(1280, 720, "720p", "16:9")] }),
    ]

    @Test("Each other fact is one difference, under its name", arguments: changes)
    func one(subject: String, change: @Sendable (inout CapabilityDescriptor) -> Void) throws {
        var other = Self.model
        change(&other)
        let differences = Self.model.differences(from: other)
        #expect(differences.map(\.subject) == [subject])
        let back = other.differences(from: Self.model)
        #expect(back.map(\.here) == differences.map(\.there) && back.map(\.there) == differences.map(\.here))
    }

    @Test("A table of sizes is told in the words of a request")
    func sizes() {
        var other = Self.model
        other.sizes = [VideoSize(1280, 720, "720p", "16:9"), VideoSize(1088, 832, "720p", "4:3")]
        let words = Self.model.differences(from: other).map(\.there)
        #expect(words == ["1088x832 for 720p in 4:3; 1280x720 for 720p in 16:9"])
    }
}
