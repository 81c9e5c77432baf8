// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct SizeAndMatchTests {
    @Test("A model that is asked for pixels finds them in the request, also where the service's defaults hold")
    func pixels() throws {
        var model = Samples.descriptor
        model.sizes = [VideoSize(1280, 720, "720p", "16:9"), VideoSize(720, 1280, "720p", "9:16")]
        let request = try #require(model.negotiate(Samples.request([.aspectRatio: "9:16"])).request)
        #expect(request.size?.pixels == PixelSize(width: 720, height: 1280))
        #expect(try #require(Samples.negotiate([:]).request).size == nil)
        model.options[2].defaultValue = nil
        #expect(try #require(model.negotiate(Samples.request()).request).size == nil)
    }

    @Test(
        "A size sets resolution and aspect ratio",
        arguments: [
            ("1920x1080", "1080p", "16:9"), ("1080x1920", "1080p", "9:16"), ("1280x720", "720p", "16:9"),
            ("720x1280", "720p", "9:16"),
        ] as [(String, OptionValue, OptionValue)])
    func goodSize(size: String, resolution: OptionValue, ratio: OptionValue) throws {
        let negotiation = Samples.negotiate([.resolution: .text(size)])
        let request = try #require(negotiation.request)
        #expect(request[.resolution] == resolution)
        #expect(request[.aspectRatio] == ratio)
        for option in [OptionName.resolution, .aspectRatio] {
            let outcome = try #require(negotiation.outcome(option))
            #expect(outcome.requested == .text(size))
            #expect(outcome.origin == .translated)
            #expect(outcome.reason?.contains(size) == true)
        }
        #expect(negotiation.report.adjustments.isEmpty)
    }

    @Test(
        "A size that is not supported is refused for each part that does not fit",
        arguments: [
            ("1440x1080", ["aspect_ratio:unsupported_option"]),
            ("1000x1000", ["resolution:unsupported_option", "aspect_ratio:unsupported_option"]),
            ("854x480", ["resolution:unsupported_option", "aspect_ratio:unsupported_option"]),
            ("3840x2160", ["resolution:unsupported_option"]),
            // These are no sizes at all, so nothing is said about the ratio.
            ("1920x", ["resolution:unsupported_option"]), ("0x0", ["resolution:unsupported_option"]),
            ("1920X1080", ["resolution:unsupported_option"]), ("-1920x1080", ["resolution:unsupported_option"]),
            ("+1920x+1080", ["resolution:unsupported_option"]), ("99999x9", ["resolution:unsupported_option"]),
        ])
    func badSize(size: String, complaints: [String]) {
        let negotiation = Samples.negotiate([.resolution: .text(size)])
        #expect(negotiation.complaints == complaints)
        #expect(negotiation.violations.allSatisfy { $0.message.contains(size) })
    }

    @Test(
        "Nearest turns a size into the nearest resolution and ratio",
        arguments: [
            ("1440x1080", "1080p", "16:9"), ("1000x1000", "1080p", "9:16"), ("640x480", "720p", "16:9"),
            ("3840x2160", "1080p", "16:9"), ("900x1600", "720p", "9:16"),
        ] as [(String, OptionValue, OptionValue)])
    func nearestSize(size: String, resolution: OptionValue, ratio: OptionValue) throws {
        let request = try #require(Samples.negotiate([.resolution: .text(size)], .nearest).request)
        #expect(request[.resolution] == resolution)
        #expect(request[.aspectRatio] == ratio)
    }

    @Test(
        "A ratio that contradicts the size fails under every rule",
        arguments: NegotiationPolicy.Rule.allCases, ["9:16", "1:1", "wide"])
    func conflict(rule: NegotiationPolicy.Rule, ratio: String) {
        let negotiation = Samples.negotiate([.resolution: "1920x1080", .aspectRatio: .text(ratio)], rule)
        #expect(negotiation.request == nil)
        #expect(negotiation.complaints == ["aspect_ratio:invalid_request"])
    }

    @Test("A ratio that agrees with the size is as requested", arguments: ["16:9", "32:18"])
    func agreement(ratio: String) throws {
        let negotiation = Samples.negotiate([.resolution: "1920x1080", .aspectRatio: .text(ratio)])
        let request = try #require(negotiation.request)
        #expect(request[.aspectRatio] == "16:9")
        #expect(negotiation.outcome(.aspectRatio)?.requested == .text(ratio))
    }

    @Test(
        "Match takes the ratio nearest to the first frame, the lower one for a square",
        arguments: [
            (1920, 1080, "16:9"), (1000, 750, "16:9"), (720, 1280, "9:16"), (3000, 4000, "9:16"), (1024, 1024, "9:16"),
            (32_768, 1, "16:9"), (1, 32_768, "9:16"),
        ] as [(Int, Int, OptionValue)])
    func match(width: Int, height: Int, ratio: OptionValue) throws {
        let media = [InputRole.firstFrame: [Samples.image(width, height)]]
        let negotiation = Samples.negotiate([.aspectRatio: "match"], media: media)
        #expect(try #require(negotiation.request)[.aspectRatio] == ratio)
        let outcome = try #require(negotiation.outcome(.aspectRatio))
        #expect(outcome.origin == .matched)
        #expect(outcome.requested == "match")
        #expect(outcome.reason?.contains("\(width)x\(height)") == true)
        #expect(negotiation.report.adjustments == [outcome])
    }

    static func unmeasured() throws -> [[InputRole: [Media]]] {
        [[.firstFrame: [try Samples.remoteImage()]], [.firstFrame: [Samples.image(0, 0)]]]
    }

    @Test("Match without a first frame that can be measured is refused, or dropped to the default")
    func matchWithoutSize() throws {
        for media in try Self.unmeasured() {
            for rule in [NegotiationPolicy.Rule.fail, .nearest] {
                let negotiation = Samples.negotiate([.aspectRatio: "match"], rule, media: media)
                #expect(negotiation.complaints == ["aspect_ratio:unsupported_option"])
            }
            let dropped = Samples.negotiate([.aspectRatio: "match"], .drop, media: media)
            #expect(dropped.request != nil)
            #expect(dropped.outcome(.aspectRatio)?.origin == .dropped)
            #expect(dropped.outcome(.aspectRatio)?.applied == "16:9")
        }
    }

    @Test("Match without an image misses the image, too")
    func matchWithoutImage() {
        let negotiation = Samples.negotiate([.aspectRatio: "match"], media: [:])
        #expect(negotiation.complaints == ["first_frame:invalid_request", "aspect_ratio:unsupported_option"])
    }

    @Test("Match beside a size must come out as the size's ratio, and cannot without a measured image")
    func matchAndSize() throws {
        let wishes: [OptionName: OptionValue] = [.resolution: "1920x1080", .aspectRatio: "match"]
        let lying = Samples.negotiate(wishes)
        #expect(try #require(lying.request)[.aspectRatio] == "16:9")
        #expect(lying.outcome(.aspectRatio)?.requested == "match")
        let standing = Samples.negotiate(wishes, media: [.firstFrame: [Samples.image(720, 1280)]])
        #expect(standing.complaints == ["aspect_ratio:invalid_request"])
        let remote = Samples.negotiate(wishes, media: [.firstFrame: [try Samples.remoteImage()]])
        #expect(remote.complaints == ["aspect_ratio:unsupported_option"])
    }
}
