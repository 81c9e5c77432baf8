// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct VideoOptionsTests {
    static let all = VideoOptions(
        duration: 4, resolution: .hd1080, aspectRatio: .portrait, samples: 2, audio: false, negativePrompt: "rain",
        seed: 0,
        personGeneration: .dontAllow, vendor: ["mood": "calm"])

    @Test("Every option is kept under its name, zero and false included")
    func names() {
        #expect(
            Self.all.values == [
                .duration: 4, .resolution: "1080p", .aspectRatio: "9:16", .samples: 2, .audio: false,
                .negativePrompt: "rain",
                .seed: 0, .personGeneration: "dont_allow", "mood": "calm",
            ])
        #expect(Self.all.duration == 4)
        #expect(Self.all.resolution == .hd1080)
        #expect(Self.all.aspectRatio == .portrait)
        #expect(Self.all.samples == 2)
        #expect(Self.all.audio == false)
        #expect(Self.all.negativePrompt == "rain")
        #expect(Self.all.seed == 0)
        #expect(Self.all.personGeneration == .dontAllow)
        #expect(VideoOptions().values.isEmpty)
    }

    @Test("A vendor's value of an unexpected type is kept for negotiation to judge")
    func wrongType() {
        let options = VideoOptions(vendor: [.duration: "long", .seed: .number(1.5), .audio: 1])
        #expect(options.values.count == 3)
        #expect(options.duration == nil)
        #expect(VideoOptions(duration: 8, vendor: [.duration: "long"]).duration == 8)
    }

    @Test("Setting nil unsets")
    func unset() {
        var options = Self.all
        options.duration = nil
        options.audio = nil
        options.resolution = nil
        #expect(options.values.count == 6)
    }

    @Test("Options come back equal")
    func codable() throws {
        let data = try JSONEncoder().encode(Self.all)
        #expect(try JSONDecoder().decode(VideoOptions.self, from: data) == Self.all)
    }

    @Test(
        "A size is two numbers",
        arguments: [
            ("1920x1080", 1920, 1080), ("1x1", 1, 1), ("32768x32768", 32_768, 32_768), ("0x1", nil, nil),
            ("1x32769", nil, nil),
            ("-1x1", nil, nil), ("+1x1", nil, nil), ("1x", nil, nil), ("x", nil, nil), ("", nil, nil),
            ("1x1x1", nil, nil),
            ("1X1", nil, nil), ("1 x1", nil, nil), ("1*1", nil, nil), ("\u{661}x1", nil, nil),
        ] as [(String, Int?, Int?)])
    func pixelSize(text: String, width: Int?, height: Int?) {
        #expect(PixelSize(text)?.width == width)
        #expect(PixelSize(text)?.height == height)
    }

    @Test(
        "A text is an address, a data URI, or else a path",
        arguments: [
            ("https://a/b", "url"), ("HTTP://a/b", "url"), ("data:image/png;base64,AA==", "data"), ("DATA:,x", "data"),
            ("cat.png", "file"),
            ("./https://a", "file"), ("http:/a", "file"), ("", "file"), ("ftp://a/b", "file"), ("-", "file"),
        ])
    func mediaInput(text: String, kind: String) {
        switch MediaInput(text) {
        case .file(text): #expect(kind == "file")
        case .url(text): #expect(kind == "url")
        case .dataURI(text): #expect(kind == "data")
        case .file, .url, .dataURI, .bytes: Issue.record("changed")
        }
    }
}
