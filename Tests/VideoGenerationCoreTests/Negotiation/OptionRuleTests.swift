// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct OptionRuleTests {
    /// One wish: whether it is allowed as it is, what is nearest to it, and what holds when it is dropped.
    struct Case: Sendable, CustomTestStringConvertible {
        let option: OptionName
        let wish: OptionValue
        let isAllowed: Bool
        let nearest: OptionValue?
        let dropped: OptionValue?
        var testDescription: String { "\(option.rawValue) \(wish)" }

        static func good(_ option: OptionName, _ wish: OptionValue) -> Case {
            Case(option: option, wish: wish, isAllowed: true, nearest: wish, dropped: nil)
        }

        static func bad(_ option: OptionName, _ wish: OptionValue, nearest: OptionValue?, _ dropped: OptionValue?)
            -> Case
        {
            Case(option: option, wish: wish, isAllowed: false, nearest: nearest, dropped: dropped)
        }
    }

    static let cases: [Case] =
        [
            .good(.duration, 4), .good(.duration, 6), .good(.duration, 8),
            .bad(.duration, 5, nearest: 4, 8), .bad(.duration, 7, nearest: 6, 8), .bad(.duration, 0, nearest: 4, 8),
            .bad(.duration, -8, nearest: 4, 8), .bad(.duration, 60, nearest: 8, 8),
            .bad(.duration, .number(5.1), nearest: 6, 8), .bad(.duration, "8", nearest: nil, 8),
            .bad(.duration, true, nearest: nil, 8), .bad(.duration, "720p", nearest: nil, 8),
            .bad(.duration, "16:9", nearest: nil, 8), .bad(.duration, .number(.nan), nearest: nil, 8),
            .bad(.duration, .number(.infinity), nearest: nil, 8), .bad(.duration, .integer(.max), nearest: 8, 8),
            .bad(.duration, .integer(.min), nearest: 4, 8),
        ] + [
            .good(.resolution, "720p"), .good(.resolution, "1080p"),
            .bad(.resolution, "480p", nearest: "720p", "720p"), .bad(.resolution, "900p", nearest: "720p", "720p"),
            .bad(.resolution, "2160p", nearest: "1080p", "720p"), .bad(.resolution, "4K", nearest: nil, "720p"),
            .bad(.resolution, "4k", nearest: nil, "720p"), .bad(.resolution, "", nearest: nil, "720p"),
            .bad(.resolution, "1080P", nearest: "1080p", "720p"), .bad(.resolution, 1080, nearest: nil, "720p"),
            .bad(.resolution, "16:9", nearest: nil, "720p"), .bad(.resolution, false, nearest: nil, "720p"),
        ] + [
            .good(.aspectRatio, "16:9"), .good(.aspectRatio, "9:16"),
            .bad(.aspectRatio, "1:1", nearest: "9:16", "16:9"), .bad(.aspectRatio, "4:3", nearest: "16:9", "16:9"),
            .bad(.aspectRatio, "3:4", nearest: "9:16", "16:9"), .bad(.aspectRatio, "21:9", nearest: "16:9", "16:9"),
            .bad(.aspectRatio, "16x9", nearest: nil, "16:9"), .bad(.aspectRatio, "0:0", nearest: nil, "16:9"),
            .bad(.aspectRatio, "inf:1", nearest: nil, "16:9"), .bad(.aspectRatio, "wide", nearest: nil, "16:9"),
            .bad(.aspectRatio, 1, nearest: nil, "16:9"), .bad(.aspectRatio, "1080p", nearest: nil, "16:9"),
        ] + [
            .good(.samples, 1), .good(.samples, 4),
            .bad(.samples, 0, nearest: 1, 1), .bad(.samples, 9, nearest: 4, 1), .bad(.samples, -1, nearest: 1, 1),
            .bad(.samples, .number(2.5), nearest: 2, 1), .bad(.samples, "2", nearest: nil, 1),
            .bad(.samples, true, nearest: nil, 1),
        ] + [
            .good(.audio, true), .good(.audio, false),
            .bad(.audio, 1, nearest: nil, false), .bad(.audio, "true", nearest: nil, false),
        ] + [
            .good(.negativePrompt, "rain"), .good(.negativePrompt, ""), .good(.negativePrompt, "twelve chars"),
            .bad(.negativePrompt, "thirteen char", nearest: nil, nil), .bad(.negativePrompt, 7, nearest: nil, nil),
        ] + [
            .good(.seed, 0), .good(.seed, 4_294_967_295),
            .bad(.seed, -1, nearest: 0, nil), .bad(.seed, 4_294_967_296, nearest: 4_294_967_295, nil),
            .bad(.seed, .integer(.max), nearest: 4_294_967_295, nil), .bad(.seed, "random", nearest: nil, nil),
        ] + [
            .good(.personGeneration, "allow_adult"), .good(.personGeneration, "dont_allow"),
            .bad(.personGeneration, "allow_all", nearest: nil, "allow_adult"),
            .bad(.personGeneration, "ALLOW_ADULT", nearest: nil, "allow_adult"),
            .bad(.personGeneration, true, nearest: nil, "allow_adult"),
        ] + [
            .good("house_mood", "wild"), .bad("house_mood", "sad", nearest: nil, nil),
            .bad("other_mood", "sad", nearest: nil, nil), .bad("other_mood", 5, nearest: nil, nil),
        ]

    @Test("Fail sends a supported value as it is, and refuses every other", arguments: cases)
    func failing(_ sample: Case) throws {
        let negotiation = Samples.negotiate([sample.option: sample.wish])
        if sample.isAllowed {
            let request = try #require(negotiation.request)
            #expect(request[sample.option] == sample.wish)
            #expect(request.values.count == 1)
            #expect(negotiation.outcome(sample.option)?.origin == .requested)
            #expect(negotiation.outcome(sample.option)?.reason == nil)
        } else {
            #expect(negotiation.request == nil)
            #expect(negotiation.complaints == ["\(sample.option.rawValue):unsupported_option"])
        }
    }

    @Test("Nearest sends the nearest value, the lower one of a tie, and refuses what has none", arguments: cases)
    func nearest(_ sample: Case) throws {
        let negotiation = Samples.negotiate([sample.option: sample.wish], .nearest)
        guard let nearest = sample.nearest else {
            #expect(negotiation.request == nil)
            #expect(negotiation.complaints == ["\(sample.option.rawValue):unsupported_option"])
            return
        }
        let request = try #require(negotiation.request)
        #expect(request[sample.option] == nearest)
        let outcome = try #require(negotiation.outcome(sample.option))
        #expect(outcome.requested == sample.wish)
        #expect(outcome.applied == nearest)
        #expect(outcome.origin == (sample.isAllowed ? .requested : .adjusted))
        #expect((outcome.reason == nil) == sample.isAllowed)
    }

    @Test("Drop leaves out what is not supported, says so, and names the default that holds", arguments: cases)
    func dropping(_ sample: Case) throws {
        let negotiation = Samples.negotiate([sample.option: sample.wish], .drop)
        let request = try #require(negotiation.request)
        let outcome = try #require(negotiation.outcome(sample.option))
        if sample.isAllowed {
            #expect(request[sample.option] == sample.wish)
            #expect(outcome.origin == .requested)
        } else {
            #expect(request.values.isEmpty)
            #expect(outcome.origin == .dropped)
            #expect(outcome.applied == sample.dropped)
            #expect(outcome.reason?.isEmpty == false)
        }
    }

    @Test("A rule of its own wins over the general rule")
    func ruleByOption() throws {
        let policy = NegotiationPolicy(.fail, byOption: [.duration: .nearest, .resolution: .drop])
        let request = Samples.request([.duration: 5, .resolution: "4K", .samples: 9])
        let negotiation = Samples.descriptor.negotiate(request, policy: policy)
        #expect(negotiation.complaints == ["samples:unsupported_option"])
        #expect(negotiation.outcome(.duration)?.applied == 4)
        #expect(negotiation.outcome(.resolution)?.applied == "720p")
    }

    @Test("A whole number is whole however it was written")
    func wholeNumbers() throws {
        let request = try #require(Samples.negotiate([.duration: .number(8), .seed: .number(0)]).request)
        #expect(request[.duration] == .integer(8))
        #expect(request[.seed] == .integer(0))
    }
}
