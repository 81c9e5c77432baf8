// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct InputJudgementTests {
    static let limit = 20 << 20

    @Test(
        "An image is refused by its content and its length",
        arguments: [
            ("image/png", 1, []), ("image/jpeg", limit, []), ("image/png", limit + 1, ["first_frame:invalid_input"]),
            ("image/gif", 1, ["first_frame:invalid_input"]), ("image/webp", 1, ["first_frame:invalid_input"]),
            (nil, 1, ["first_frame:invalid_input"]),
            ("image/gif", limit + 1, ["first_frame:invalid_input", "first_frame:invalid_input"]),
        ] as [(String?, Int, [String])])
    func refusal(type: String?, bytes: Int, complaints: [String]) {
        let negotiation = Samples.negotiate([:], media: [.firstFrame: [Samples.image(type: type, bytes: bytes)]])
        #expect(negotiation.complaints == complaints)
        #expect((negotiation.request == nil) == !complaints.isEmpty)
    }

    @Test(
        "What is not advised is told and sent all the same",
        arguments: [
            (Samples.image(1280, 720), []), (Samples.image(720, 1280), []), (Samples.image(3840, 2160), []),
            (Samples.image(1920, 1088), []), (Samples.image(1280, 720, bytes: 20_000_000), []),
            (Samples.image(1280, 720, bytes: 20_000_001), ["image_large"]),
            (Samples.image(1280, 720, bytes: limit), ["image_large"]),
            (Samples.image(1279, 720), ["image_small"]), (Samples.image(1280, 719), ["image_small"]),
            (Samples.image(719, 1280), ["image_small"]), (Samples.image(1024, 1024), ["image_small", "image_ratio"]),
            (Samples.image(2000, 2000), ["image_ratio"]), (Samples.image(4000, 3000), ["image_ratio"]),
            (Samples.image(0, 0), ["image_size_unknown"]),
            (Samples.image(0, 0, bytes: 20_000_001), ["image_large", "image_size_unknown"]),
        ] as [(Media, [String])])
    func advice(media: Media, codes: [String]) {
        let negotiation = Samples.negotiate([:], media: [.firstFrame: [media]])
        #expect(negotiation.request != nil)
        #expect(negotiation.report.advisories.map(\.code) == codes)
    }

    @Test("A URL is taken unseen where the model takes URLs, and refused where not")
    func remote() throws {
        let media = [InputRole.firstFrame: [try Samples.remoteImage()]]
        let taken = Samples.negotiate([:], media: media)
        #expect(taken.request != nil)
        #expect(taken.report.advisories.isEmpty)
        var descriptor = Samples.descriptor
        descriptor.inputs[0].kinds = [.base64]
        #expect(descriptor.negotiate(Samples.request(media: media)).complaints == ["first_frame:invalid_input"])
    }

    @Test("A missing first frame is named, and so is a last frame that is not taken")
    func roles() {
        #expect(Samples.negotiate([:], media: [:]).complaints == ["first_frame:invalid_request"])
        let both = [InputRole.firstFrame: [Samples.image()], .lastFrame: [Samples.image()]]
        #expect(Samples.negotiate([:], media: both).complaints == ["last_frame:unsupported_option"])
        let last = [InputRole.lastFrame: [Samples.image()]]
        #expect(
            Samples.negotiate([:], media: last).complaints == [
                "first_frame:invalid_request", "last_frame:unsupported_option",
            ])
    }

    @Test(
        "The measures of a picture and the number of inputs are held to what the model takes",
        arguments: [
            (299, 400, 1, ["reference:invalid_input"]), (300, 751, 1, ["reference:invalid_input"]),
            (300, 750, 2, []), (4096, 4096, 3, []), (4097, 4096, 1, ["reference:invalid_input"]),
            (300, 300, 4, ["reference:invalid_request"]), (300, 300, 0, ["reference:invalid_request"]),
        ])
    func limits(width: Int, height: Int, count: Int, complaints: [String]) {
        var descriptor = Samples.descriptor
        let limits = PictureLimits(minimumSide: 300, maximumSide: 4096, maximumElongation: 2.5)
        descriptor.inputs = [
            InputCapability(.reference, count: 1...3, kinds: [.base64], mediaTypes: ["image/png"], limits: limits)
        ]
        let media = [InputRole.reference: Array(repeating: Samples.image(width, height), count: count)]
        #expect(descriptor.negotiate(Samples.request(media: media)).complaints == complaints)
        #expect(Samples.request(media: media).mode == (count > 0 ? .references : .text))
    }

    @Test("A model that takes only URLs refuses a file")
    func onlyURLs() throws {
        var descriptor = Samples.descriptor
        descriptor.inputs[0].kinds = [.url]
        #expect(descriptor.negotiate(Samples.request()).complaints == ["first_frame:invalid_input"])
        let remote = [InputRole.firstFrame: [try Samples.remoteImage()]]
        #expect(descriptor.negotiate(Samples.request(media: remote)).request != nil)
    }

    @Test("An input that is not supported is never dropped, because it changes what is asked for")
    func neverDropped() {
        let both = [InputRole.firstFrame: [Samples.image()], .lastFrame: [Samples.image()]]
        #expect(Samples.negotiate([:], .drop, media: both).request == nil)
    }

    @Test("A model of text alone takes no image")
    func textMode() {
        var descriptor = Samples.descriptor
        descriptor.mode = .text
        descriptor.inputs = []
        #expect(descriptor.negotiate(Samples.request(media: [:])).request?.mode == .text)
        #expect(descriptor.negotiate(Samples.request()).complaints == ["first_frame:unsupported_option"])
    }

    @Test("The mode of a request follows from its inputs")
    func mode() {
        #expect(Samples.request(media: [:]).mode == .text)
        #expect(Samples.request(media: [.firstFrame: [Samples.image()]]).mode == .firstFrame)
        #expect(Samples.request(media: [.lastFrame: [Samples.image()]]).mode == .firstAndLastFrame)
    }
}
