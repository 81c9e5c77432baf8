// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationCore

@Suite("An option that a model ignores")
struct IgnoredOptionTests {
    private let model = CapabilityDescriptor(
        model: ModelID(surface: "local", model: "deaf"), title: "Deaf", mode: .text, vendor: "nobody", prompt: .ignored,
        options: [
            OptionCapability(.duration, .oneOf([4, 8]), default: 4), OptionCapability(.negativePrompt, .ignored),
            OptionCapability("glow", .ignored),
        ], sources: [])

    @Test(
        "may have any value, is not sent, and the report says so",
        arguments: [OptionValue.text("fog"), .integer(7), .flag(true), .number(0.5)])
    func accepted(value: OptionValue) throws {
        let request = InspectedRequest(prompt: "a ship", options: VideoOptions(duration: 8, vendor: ["glow": value]))
        let negotiation = model.negotiate(request)
        let sent = try #require(negotiation.request)
        #expect(sent.values.map(\.name) == [.duration])
        let outcome = try #require(negotiation.report.adjustments.first)
        #expect(negotiation.report.adjustments.count == 1)
        #expect((outcome.option, outcome.requested, outcome.applied, outcome.origin) == ("glow", value, nil, .ignored))
        #expect(outcome.reason?.isEmpty == false)
        #expect(model.accepts(request))
        #expect(model.supports(request.options))
    }

    @Test("says nothing about itself when nobody asks for it")
    func silent() {
        let report = model.negotiate(InspectedRequest(prompt: "a ship", options: .init())).report
        #expect(report.options.map(\.option) == [.duration])
    }

    @Test(
        "as the prompt, is told by an advisory whatever it says",
        arguments: ["a ship", String(repeating: "x", count: 50_000)])
    func prompt(text: String) {
        let negotiation = model.negotiate(InspectedRequest(prompt: text, options: .init()))
        #expect(negotiation.request != nil)
        #expect(negotiation.report.advisories.map(\.code) == ["prompt_ignored"])
    }

    @Test("as the prompt, must still be there")
    func blankPrompt() {
        #expect(model.negotiate(InspectedRequest(prompt: " ", options: .init())).request == nil)
    }

    @Test("survives a round trip through JSON")
    func roundTrip() throws {
        let data = try JSONEncoder().encode(model)
        #expect(try JSONDecoder().decode(CapabilityDescriptor.self, from: data) == model)
    }

    @Test("is a value of a picker that nobody has to choose")
    func picker() {
        #expect(model.remaining("glow", given: .init())?.domains == [.ignored])
    }
}
