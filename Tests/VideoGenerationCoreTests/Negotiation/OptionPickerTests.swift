// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct OptionPickerTests {
    static func sibling(_ name: String) throws -> CapabilityDescriptor {
        try #require(Siblings.all.first { $0.model.model == name })
    }

    @Test("A random walk never reaches what the model refuses, and reaches what it insists on", arguments: Siblings.all)
    func walks(model: CapabilityDescriptor) throws {
        var picker = try OptionPicker(model)
        let oracle = Oracle(model, picker.inputs)
        var dice = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let option = try #require(model.options.randomElement(using: &dice))
            let wanted = Bool.random(using: &dice) ? oracle.samples(of: option).randomElement(using: &dice) : nil
            let choices = try #require(picker.choices(for: option.name))
            let isAllowed = wanted.map(choices.contains) ?? choices.mayBeUnset
            let before = picker
            do {
                let moved = try picker.choose(wanted, for: option.name, othersGiveWay: Bool.random(using: &dice))
                #expect(picker.options.values[option.name] == wanted)
                #expect(!isAllowed || moved.isEmpty)
            } catch {
                #expect(!isAllowed, "\(error)")
                #expect(picker == before)
            }
            #expect(oracle.isLegal(picker.options), "\(picker.options.values)")
        }
    }

    @Test("Where others give way, as few change as can be, and they are named")
    func givingWay() throws {
        var picker = try OptionPicker(
            Self.sibling("minimax-hailuo-2.3-i2v"), startingWith: VideoOptions(duration: 6, resolution: "1080p"))
        #expect(throws: VideoGenerationError.self) { try picker.choose(10, for: .duration) }
        #expect(try picker.choose(10, for: .duration, othersGiveWay: true) == [.resolution])
        #expect(picker.options.resolution == "768p")
    }

    @Test("What cannot be chosen is refused with what is allowed")
    func refusal() throws {
        var picker = try OptionPicker(Self.sibling("kling-v2.1-i2v"))
        let error = #expect(throws: VideoGenerationError.self) { try picker.choose(7, for: .duration) }
        #expect(error?.code == .unsupportedOption)
        #expect(error?.message.contains("5 or 10") == true)
        let stranger = #expect(throws: VideoGenerationError.self) { try picker.choose(1, for: "glow") }
        #expect(stranger?.message.contains("no option glow") == true)
    }

    @Test("Inputs that the model does not take leave nothing to choose")
    func inputs() throws {
        let model = try Self.sibling("kling-v2.1-i2v")
        let error = #expect(throws: VideoGenerationError.self) { try OptionPicker(model, inputs: [:]) }
        #expect(error?.message.contains("needs a first frame") == true)
        #expect(model.remaining(.duration, given: .init(), inputs: [.reference: 1])?.domains == [])
    }
}
