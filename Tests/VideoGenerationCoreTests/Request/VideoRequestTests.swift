// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct VideoRequestTests {
    @Test("A request keeps its images by their role and leaves out those that are not given")
    func inputs() {
        #expect(VideoRequest("A cat.").inputs.isEmpty)
        #expect(
            VideoRequest("A cat.", image: .file("a.png")).inputs.keys.sorted { $0.rawValue < $1.rawValue } == [
                .firstFrame
            ])
        let both = VideoRequest("A cat.", image: .url("https://a/b"), lastImage: .bytes([1]))
        #expect(Set(both.inputs.keys) == [.firstFrame, .lastFrame])
        #expect(both.options.values.isEmpty)
    }

    @Test("A negotiated request carries the prompt word for word, and the images that were given")
    func negotiated() throws {
        let request = Samples.request(prompt: "  A cat\n\u{1F408} \u{0}")
        let negotiated = try #require(Samples.descriptor.negotiate(request).request)
        #expect(negotiated.prompt.utf8.elementsEqual(request.prompt.utf8))
        #expect(negotiated.media.keys.map(\.rawValue) == ["first_frame"])
        #expect(negotiated.model == Samples.descriptor.model)
        #expect(negotiated.mode == .firstFrame)
        #expect(negotiated[.duration] == nil)
    }

    @Test("The size of inspected media is known where the bytes are with us")
    func byteCount() throws {
        #expect(Samples.image(bytes: 7).byteCount == 7)
        #expect(try Samples.remoteImage().byteCount == nil)
    }
}
