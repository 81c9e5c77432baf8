// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct OptionDomainTests {
    static let stepped = OptionDomain.range(minimum: 1, maximum: 10, step: 4)
    static let whole = OptionDomain.range(minimum: .min, maximum: .max)

    @Test(
        "A stepped range counts from its minimum",
        arguments: [(1, true), (5, true), (9, true), (10, false), (2, false), (0, false), (13, false)])
    func steps(value: Int, isContained: Bool) {
        #expect(Self.stepped.contains(.integer(value)) == isContained)
    }

    @Test(
        "The nearest of a stepped range is one of its steps, the lower of a tie",
        arguments: [(0, 1), (2, 1), (3, 1), (4, 5), (7, 5), (8, 9), (10, 9), (99, 9), (.max, 9), (.min, 1)])
    func nearestStep(value: Int, nearest: Int) {
        #expect(Self.stepped.nearest(to: .integer(value)) == .integer(nearest))
    }

    @Test("The widest range traps nowhere", arguments: [Int.min, -1, 0, 1, .max])
    func widest(value: Int) {
        #expect(Self.whole.contains(.integer(value)))
        #expect(Self.whole.nearest(to: .integer(value)) == .integer(value))
        for step in [Int.min, 0, 1, 7, Int.max] {
            let domain = OptionDomain.range(minimum: .min, maximum: .max, step: step)
            let near = domain.nearest(to: .number(Double(value) + 0.5))
            #expect(near.map(domain.contains) == true)
        }
    }

    @Test("A range that is upside down holds nothing")
    func upsideDown() {
        let domain = OptionDomain.range(minimum: 4, maximum: 1)
        #expect(!domain.contains(4))
        #expect(!domain.contains(2))
        #expect(domain.nearest(to: 2) == nil)
    }

    @Test("Values of two scales are never near")
    func scales() {
        let mixed = OptionDomain.oneOf(["adaptive", "16:9", "720p", 5])
        #expect(mixed.nearest(to: "1:1") == "16:9")
        #expect(mixed.nearest(to: "480p") == "720p")
        #expect(mixed.nearest(to: 400) == 5)
        #expect(mixed.nearest(to: "automatic") == nil)
        #expect(OptionDomain.oneOf([]).nearest(to: 4) == nil)
    }

    @Test(
        "A domain reads as words",
        arguments: [
            (.oneOf([4, 6, 8]), "4, 6 or 8"), (.oneOf(["a"]), "a"), (.oneOf([]), "nothing"),
            (.range(minimum: 1, maximum: 4), "1 to 4"), (stepped, "1 to 10 in steps of 4"), (.flag, "true or false"),
            (.text(), "text"), (.text(maximum: 5), "text of at most 5 characters"),
        ] as [(OptionDomain, String)])
    func summary(domain: OptionDomain, words: String) {
        #expect(domain.summary == words)
    }
}
