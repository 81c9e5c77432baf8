// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A descriptor that says one thing of every kind.
func lanternBeam() -> CapabilityDescriptor {
    // example: descriptor
    let model = CapabilityDescriptor(
        model: ModelID(surface: "lantern", model: "beam-2"), title: "Beam 2, image to video", mode: .firstFrame,
        vendor: "Lantern", prompt: .text(maximum: 2000),
        inputs: [
            InputCapability(
                .firstFrame, kinds: [.url, .base64], mediaTypes: ["image/jpeg", "image/png"],
                maximumBytes: 10_000_000, limits: PictureLimits(minimumSide: 300, maximumElongation: 2.5)),
            InputCapability(.lastFrame, count: 0...1, kinds: [.base64], mediaTypes: ["image/jpeg", "image/png"]),
        ],
        options: [
            OptionCapability(.duration, .oneOf([6, 10]), default: 6),
            OptionCapability(.resolution, .oneOf(["768p", "1080p"]), default: "768p"),
            OptionCapability(.audio, .flag, isRequired: true),
            OptionCapability(.seed, .range(minimum: 0, maximum: 65_535, sentinel: -1)),
            OptionCapability(.negativePrompt, .text(maximum: 500)),
            OptionCapability("guidance", .decimal(minimum: 0, maximum: 1), default: .number(0.5)),
        ],
        implications: [
            Implication(
                code: "long_only_768", when: [.option(.duration, is: 10)], then: .option(.resolution, is: "768p"),
                message: "10 seconds come only in 768p."),
            Implication(
                code: "last_frame_short", when: [.given(.lastFrame)], then: .option(.duration, is: 6),
                isAdvisory: true, message: "The document shows a last frame only with 6 seconds."),
        ],
        prices: PriceList(
            per: .second,
            tiers: [
                .init(Money(micros: 80_000), when: [.option(.resolution, is: "1080p")]),
                .init(Money(micros: 50_000)),
            ], unbilled: [.failed], source: FactSource("https://docs.lantern.example/prices", date: "2026-11-01")),
        sources: [FactSource("https://docs.lantern.example/beam", date: "2026-11-01")])
    // end
    return model
}

/// What a descriptor answers.
struct CapabilitiesExample {
    let model = lanternBeam()

    @Test("The four questions have the answers that the page gives")
    func questions() {
        // example: questions
        let wish = VideoOptions(duration: 10, resolution: .hd1080, audio: true)
        let isSupported = model.supports(wish)  // false
        let reasons = model.violations(of: wish)  // one: 10 seconds come only in 768p
        let nearest = model.nearest(to: wish)  // 6 seconds in 1080p
        let left = model.remaining(.resolution, given: VideoOptions(duration: 10, audio: true))  // 768p
        // end
        #expect(!isSupported)
        #expect(reasons.map(\.message).map { $0.contains("10 seconds come only in 768p") } == [true])
        #expect(nearest == VideoOptions(duration: 6, resolution: .hd1080, audio: true))
        #expect(left?.domains == [.oneOf(["768p"])] && left?.mayBeUnset == true)
    }

    @Test("A form is never at a choice that the model refuses")
    func pick() throws {
        // example: picker
        var picker = try OptionPicker(model, startingWith: VideoOptions(duration: 10))
        let resolutions = picker.choices(for: .resolution)  // 768p, or none
        let moved = try picker.choose("1080p", for: .resolution, othersGiveWay: true)  // duration
        let price = model.price(of: picker.options, inputs: picker.inputs)  // 0.48 USD
        // end
        #expect(resolutions?.domains == [.oneOf(["768p"])])
        #expect(moved == [.duration])
        #expect(price?.highest == Money(micros: 480_000) && price?.isExact == true)
    }

    @Test("Two descriptions of a model are compared fact by fact")
    func compare() throws {
        var published = model
        published.options[0].domain = .oneOf([6, 8, 10])
        published.prices = nil
        let json = try JSONEncoder().encode(published)
        // example: differences
        let theirs = try JSONDecoder().decode(CapabilityDescriptor.self, from: json)
        for difference in model.differences(from: theirs) {
            print(difference.subject, difference.here ?? "nothing", difference.there ?? "nothing")
        }
        // end
        #expect(model.differences(from: theirs).map(\.subject) == ["duration", "prices"])
    }
}
