// SPDX-License-Identifier: Apache-2.0

// example: provider-test
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("Lantern")
struct LanternTests {
    let model = LanternModel()
    let image = Media(
        location: .local(MemorySource([1, 2, 3])), mediaType: "image/png",
        pixels: PixelSize(width: 1024, height: 1024))

    private func negotiated(_ options: VideoOptions = .init()) throws -> NegotiatedRequest {
        let request = InspectedRequest(prompt: "a lamp", media: [.firstFrame: [image]], options: options)
        return try #require(model.descriptor.negotiate(request).request)
    }

    @Test("only what was asked for is on the wire, and 0 is a value")
    func body() throws {
        let call = try model.submitCall(for: negotiated(VideoOptions(seed: 0, vendor: ["glow": "soft"])))
        #expect(call.request.method == .post && call.request.path == "/videos")
        #expect(
            call.json?.text
                == #"{"text":"a lamp","image_base64":{"bytes":3,"sha256":null},"seed":0,"glow":"soft"}"#)
    }

    @Test("what the service does not take is refused before it is asked")
    func refusals() {
        let request = InspectedRequest(
            prompt: "a lamp", media: [.firstFrame: [image]], options: VideoOptions(duration: 5, audio: true))
        let violations = model.descriptor.negotiate(request).violations
        #expect(violations.map(\.subject) == ["duration", "audio"])
    }

    @Test("a page that is not the service's own proves nothing")
    func gateway() throws {
        let reply = HTTPReply(status: 502, body: Array("<html>Bad gateway</html>".utf8))
        guard case .unknown = SubmitOutcome(judging: .reply(reply), reading: model.readSubmit) else {
            Issue.record("a 502 from somewhere in between is not a rejection")
            return
        }
    }

    @Test("an hour of rendering, an unknown word and a short outage, in a moment")
    func wholeTask() throws {
        let replies: [VirtualReply] = [
            .json(#"{"id":"v-7","state":"waiting"}"#, status: 201),
            .json(#"{"state":"warming-up"}"#),
            .failure(.connectionLost),
            .json("<html>", status: 503, header: "Retry-After: 60\r\n"),
            .json(#"{"state":"done","file":"https://files.lantern.example/v-7.mp4?sig=s"}"#),
        ]
        let queue = Replies(replies)
        let loop = VirtualLoop { _ in queue.next() }
        let tracker = VideoTracker(
            loop: loop, store: .memory, credentials: FixedCredentials(["LANTERN_API_KEY": "not-a-real-key"]))
        let request = try negotiated()

        let delivery = try loop.run {
            let id = try await tracker.submit(request, to: model, destination: .links)
            return try await tracker.delivery(of: id)
        }

        #expect(delivery.samples.map(\.url) == ["https://files.lantern.example/v-7.mp4?sig=s"])
        #expect(loop.exchanges.map(\.request.method) == [.post, .get, .get, .get, .get])
        #expect(loop.exchanges.map(\.purpose) == [.submit, .call, .call, .call, .call])
        // The key is no part of the request, so that no log and no recording has it.
        #expect(loop.exchanges.allSatisfy { $0.authorization?.field == .authorization })
    }
}
// end
