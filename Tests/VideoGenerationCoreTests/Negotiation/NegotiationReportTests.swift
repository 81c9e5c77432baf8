// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct NegotiationReportTests {
    @Test("An advisory about inputs alone is in the report")
    func inputAdvisory() throws {
        var model = Samples.descriptor
        model.inputs.append(InputCapability(.lastFrame, count: 0...1, kinds: [.base64], mediaTypes: ["image/png"]))
        model.implications = [
            Implication(
                code: "last_frame_new", when: [.given(.lastFrame)], then: .input(.firstFrame, 2...2), isAdvisory: true,
                message: "It may be refused.")
        ]
        let image = Samples.image()
        let negotiation = model.negotiate(Samples.request(media: [.firstFrame: [image], .lastFrame: [image]]))
        #expect(negotiation.request != nil)
        #expect(negotiation.report.advisories.map(\.code).contains("last_frame_new"))
        #expect(model.negotiate(Samples.request()).report.advisories.isEmpty)
    }

    @Test("What is not set is not sent, and the report names the documented defaults")
    func unset() throws {
        let negotiation = Samples.negotiate([:])
        let request = try #require(negotiation.request)
        #expect(request.values.isEmpty)
        #expect(negotiation.report.options.map(\.option) == Samples.descriptor.options.map(\.name))
        for outcome in negotiation.report.options {
            #expect(outcome.origin == .serviceDefault)
            #expect(outcome.requested == nil)
            #expect(outcome.applied == Samples.descriptor.option(outcome.option)?.defaultValue)
            #expect(outcome.reason == nil)
        }
        #expect(negotiation.report.adjustments.isEmpty)
        #expect(request.samples == 1)
    }

    @Test("Zero, false and the empty text are values and survive")
    func zero() throws {
        let wishes: [OptionName: OptionValue] = [.seed: 0, .audio: false, .negativePrompt: ""]
        let request = try #require(Samples.negotiate(wishes).request)
        #expect(request[.seed] == 0)
        #expect(request[.audio] == false)
        #expect(request[.negativePrompt] == "")
        #expect(request.values.count == 3)
    }

    @Test("The report names every option once: the descriptor's in its order, then the unknown ones by name")
    func names() {
        let wishes: [OptionName: OptionValue] = [.duration: 5, "zebra": 1, "apple": "red", .resolution: "1920x1080"]
        let report = Samples.negotiate(wishes, .drop).report
        #expect(report.options.map(\.option) == Samples.descriptor.options.map(\.name) + ["apple", "zebra"])
        #expect(report.adjustments.map(\.option) == [.duration, "apple", "zebra"])
        #expect(report.adjustments.allSatisfy { $0.reason?.isEmpty == false })
        #expect(report.applied(.duration) == 8)
        #expect(report.applied("zebra") == nil)
    }

    @Test("All violations come at once, not only the first")
    func allAtOnce() {
        let media: [InputRole: [Media]] = [
            .firstFrame: [Samples.image(type: "image/gif", bytes: 30 << 20)], .lastFrame: [Samples.image()],
        ]
        let wishes: [OptionName: OptionValue] = [
            .duration: 5, .samples: 9, .seed: -1, "zebra": 1, .resolution: "1920x1080", .aspectRatio: "9:16",
        ]
        let negotiation = Samples.descriptor.negotiate(Samples.request(wishes, prompt: " \n\t", media: media))
        #expect(negotiation.request == nil)
        #expect(
            negotiation.complaints == [
                "prompt:invalid_request", "last_frame:unsupported_option", "first_frame:invalid_input",
                "first_frame:invalid_input", "aspect_ratio:invalid_request", "duration:unsupported_option",
                "samples:unsupported_option", "seed:unsupported_option", "zebra:unsupported_option",
            ])
    }

    @Test("A violation says what was wrong and what is allowed")
    func messages() {
        let messages = Samples.negotiate([.duration: 5, .samples: 9, "zebra": 1]).violations.map(\.message)
        #expect(
            messages == [
                "duration cannot be 5. Allowed: 4, 6 or 8.", "samples cannot be 9. Allowed: 1 to 4.",
                "zebra cannot be 1. This model has no option zebra.",
            ])
    }

    @Test("A prompt that is blank or too long is refused", arguments: ["", " ", "\n\t\r\n", "\u{3000}"])
    func blankPrompt(prompt: String) {
        #expect(Samples.descriptor.negotiate(Samples.request(prompt: prompt)).complaints == ["prompt:invalid_request"])
        var short = Samples.descriptor
        short.prompt = .text(maximum: 3)
        #expect(short.negotiate(Samples.request(prompt: "日本語")).request != nil)
        let long = short.negotiate(Samples.request(prompt: "four"))
        #expect(long.complaints == ["prompt:invalid_request"])
        #expect(long.violations.first?.message.contains("at most 3") == true)
    }

    @Test(
        "A caution is told when all its values hold, the service's defaults included",
        arguments: [
            ([.resolution: "1080p", .duration: 4], .fail, true), ([.resolution: "1080p", .duration: 6], .fail, true),
            ([.resolution: "1080p", .duration: 8], .fail, false), ([.resolution: "1080p"], .fail, false),
            ([.resolution: "720p", .duration: 4], .fail, false), ([.duration: 4], .fail, false),
            ([.resolution: "1920x1080", .duration: 4], .fail, true),
            ([.resolution: "1080p", .duration: 5], .nearest, true),
            ([.resolution: "1080p", .duration: 5], .drop, false), ([.resolution: "4K", .duration: 4], .drop, false),
        ] as [([OptionName: OptionValue], NegotiationPolicy.Rule, Bool)])
    func caution(wishes: [OptionName: OptionValue], rule: NegotiationPolicy.Rule, isTold: Bool) {
        let negotiation = Samples.negotiate(wishes, rule)
        #expect(negotiation.request != nil)
        #expect(negotiation.report.advisories.map(\.code) == (isTold ? ["full_hd_short"] : []))
    }

    @Test("A caution holds by the default of an option that is not sent")
    func cautionByDefault() {
        var descriptor = Samples.descriptor
        descriptor.options[0].defaultValue = 4
        let negotiation = descriptor.negotiate(Samples.request([.resolution: "1080p"]))
        #expect(negotiation.report.advisories.map(\.code) == ["full_hd_short"])
        descriptor.options[0].defaultValue = nil
        #expect(descriptor.negotiate(Samples.request([.resolution: "1080p"])).report.advisories.isEmpty)
    }

    @Test("The number of samples is the one that will be made")
    func samples() throws {
        #expect(try #require(Samples.negotiate([.samples: 3]).request).samples == 3)
        #expect(try #require(Samples.negotiate([.samples: 9], .nearest).request).samples == 4)
        #expect(try #require(Samples.negotiate([.samples: 9], .drop).request).samples == 1)
    }
}
