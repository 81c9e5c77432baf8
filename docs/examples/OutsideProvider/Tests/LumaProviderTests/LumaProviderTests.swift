// SPDX-License-Identifier: Apache-2.0
import LumaProvider
import Testing
import VideoGenerationClient
import VideoGenerationCore
import VideoGenerationTesting

@Test("Luma keeps the rules", arguments: LumaModel.models().flatMap { ProviderConformance($0, samples: wire).rules })
func lumaKeeps(rule: ProviderRule) throws { try rule.check() }

/// What Luma says, in the members that its SDK has; the refusals are as others have seen them.
private let wire = WireSamples(
    id: "123e4567-e89b-12d3-a456-426614174000",
    accepted: WireReply(
        #"{"id":"123e4567-e89b-12d3-a456-426614174000","state":"queued","assets":null,"failure_reason":null}"#,
        status: 201),
    refusals: [
        WireRefusal(#"{"detail":"Not authenticated"}"#, status: 401, .authentication),
        WireRefusal(
            #"{"detail":"400: Duration is not supported in Ray 1.6 API"}"#, status: 400, .invalidRequest),
        WireRefusal(#"{"detail":[{"loc":["body","model"],"msg":"Field required"}]}"#, status: 422, .invalidRequest),
        WireRefusal(#"{"detail":"Too many requests"}"#, status: 429, .rateLimited, isRetryable: true),
    ],
    queued: #"{"id":"123e4567-e89b-12d3-a456-426614174000","state":"queued"}"#,
    running: #"{"id":"123e4567-e89b-12d3-a456-426614174000","state":"dreaming","assets":null}"#,
    word: { #"{"id":"123e4567-e89b-12d3-a456-426614174000","state":"\#($0)"}"# },
    finished: [
        WireFinish(
            #"{"state":"completed","assets":{"image":"https://cdn.example/1.jpg","video":"https://cdn.example/1.mp4"}}"#,
            samples: ["https://cdn.example/1.mp4"]),
        WireFinish(#"{"state":"completed","assets":null}"#, samples: [.missing]),
    ],
    failed: [WireRefusal(#"{"state":"failed","failure_reason":"Job failed"}"#, .generationFailed)],
    statusRefusals: [
        WireRefusal(#"{"detail":"Generation not found"}"#, status: 404, .taskNotFound),
        WireRefusal(#"{"detail":"Not authenticated"}"#, status: 401, .authentication),
    ],
    pages: [
        // What RFC 9457 makes of an error has the member that Luma has, and is anybody's.
        WireReply(
            #"{"type":"about:blank","title":"Bad Request","status":400,"detail":"No such route."}"#, status: 400)
    ],
    documentedFields: [
        "model", "prompt", "aspect_ratio", "duration", "resolution", "loop", "keyframes", "frame0", "frame1", "type",
        "url", "concepts", "key", "callback_url",
    ])

@Suite("Luma")
struct LumaTests {
    private let model = LumaModel.models()[0]

    private func negotiated(
        _ options: VideoOptions = .init(), media: [InputRole: [Media]] = [:]
    ) throws -> NegotiatedRequest {
        try #require(
            model.descriptor.negotiate(InspectedRequest(prompt: "a lamp", media: media, options: options)).request)
    }

    private func picture(_ url: String) throws -> Media {
        Media(location: .remote(try #require(WebURL(url))))
    }

    @Test("seconds, a concept and the frames are in Luma's form, and false is a value")
    func body() throws {
        let request = try negotiated(
            VideoOptions(duration: 5, resolution: "4k", vendor: ["loop": false, "concept": "dolly_zoom"]),
            media: [
                .firstFrame: [picture("https://example.com/1.png")], .lastFrame: [picture("https://example.com/2.png")],
            ])
        let call = try model.submitCall(for: request)
        #expect(call.request.path == "/dream-machine/v1/generations/video")
        #expect(
            call.json?.text == #"{"model":"ray-2","prompt":"a lamp","duration":"5s","resolution":"4k","loop":false,"#
                + #""concepts":[{"key":"dolly_zoom"}],"keyframes":{"#
                + #""frame0":{"type":"image","url":"https://example.com/1.png"},"#
                + #""frame1":{"type":"image","url":"https://example.com/2.png"}}}"#)
    }

    @Test("each model is asked for by its own name")
    func names() throws {
        let request = try negotiated()
        let names = try LumaModel.models().map { try $0.submitCall(for: request).json?["model"]?.string }
        #expect(names == ["ray-2", "ray-flash-2"])
    }

    @Test("a file is refused before Luma is asked: it takes pictures by their URLs only")
    func files() {
        let file = Media(location: .local(MemorySource([1, 2, 3])), mediaType: "image/png")
        let request = InspectedRequest(prompt: "a lamp", media: [.firstFrame: [file]], options: .init())
        #expect(model.descriptor.negotiate(request).violations.map(\.subject) == ["first_frame"])
    }

    @Test("a callback names the generation, and anything else none")
    func callback() {
        func notice(_ text: String) -> WebhookNotice? {
            model.readWebhook(WebhookDelivery(headerFields: [:], body: Array(text.utf8), receivedAt: 0))
        }
        #expect(notice(#"{"id":"g-1","state":"dreaming"}"#) == WebhookNotice(remoteID: "g-1"))
        #expect(notice(#"{"state":"dreaming"}"#) == nil)
        #expect(notice("<html>") == nil)
    }

    @Test("an app takes it like a model of the package's own")
    func wholeTask() throws {
        let loop = VirtualLoop { exchange in
            exchange.request.method == .post
                ? .json(#"{"id":"g-1","state":"queued"}"#, status: 201)
                : .json(#"{"id":"g-1","state":"completed","assets":{"video":"https://cdn.example/1.mp4"}}"#)
        }
        let client = VideoClient(
            models: LumaModel.models(), transport: loop, store: .memory,
            credentials: FixedCredentials(["LUMAAI_API_KEY": "not-a-real-key"]))
        let request = VideoRequest(
            "a lamp", image: .url("https://example.com/1.png"),
            options: VideoOptions(duration: 9))

        let delivery = try loop.run {
            let plan = try await client.plan(request, from: ["luma/ray-flash-2"])
            return try await client.submit(plan, to: .links).delivery()
        }

        #expect(delivery.samples.map(\.url) == ["https://cdn.example/1.mp4"])
        #expect(loop.exchanges.map(\.purpose) == [.submit, .call])
    }
}
