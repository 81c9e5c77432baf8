// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import HighwayProvider
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoRouting
import VideoTasks

@Suite("What is planned is what is sent")
struct PlannedBodyTests {
    static let options: [VideoOptions] = [
        .init(), .init(seed: 0), .init(audio: false),
        .init(
            duration: 4, resolution: .hd1080, aspectRatio: .portrait, samples: 3, audio: true,
            negativePrompt: "\u{0} \\ \" / \u{2028} é", seed: 4_294_967_295, personGeneration: .dontAllow),
    ]

    private func bytes(_ body: HTTPBody) throws -> [UInt8] {
        var all: [UInt8] = []
        for segment in body.segments {
            switch segment {
            case .bytes(let bytes): all += bytes
            case .raw(let source), .base64(let source):
                // Which source and how long is enough here; encoding is the transport's.
                let memory = try #require(source as? MemorySource)
                all += [0xFF] + memory.bytes + [0xFF]
            }
        }
        return all
    }

    @Test("byte for byte, and planning sends nothing", arguments: options)
    func same(_ options: VideoOptions) throws {
        let loop = VirtualLoop { exchange in
            exchange.request.method == .post
                ? .json(#"{"task_id":"t-1"}"#)
                : .json(#"{"task":{"status":"TASK_STATUS_FAILED","reason":"enough"}}"#)
        }
        let router = Router(models: Highway.models())
        let plan = try router.plan(.image(options: options)) { _ in true }
        let candidate = try #require(plan.chosen)
        let planned = try #require(candidate.call)
        #expect(loop.exchanges.isEmpty)
        #expect(candidate.recipientHost == "api.highwayapi.ai")

        let tracker = VideoTracker(
            loop: loop, store: .memory, credentials: FixedCredentials([Highway.credential: "key"]))
        let request = try #require(candidate.negotiation.request)
        let model = candidate.model
        #expect(throws: VideoGenerationError.self) {
            try loop.run {
                let id = try await tracker.submit(request, to: model, destination: .links)
                _ = try await tracker.delivery(of: id)
            }
        }
        let sent = try #require(loop.exchanges.first)
        #expect(try bytes(sent.body) == bytes(planned.body))
        #expect(sent.body.byteCount == planned.body.byteCount)
        #expect(sent.request == planned.request)
        #expect(planned.request.headerFields[.authorization] == nil)
        #expect(sent.request.headerFields[.authorization] == nil)
    }

    @Test("a plan without a key has the whole call")
    func withoutKey() throws {
        let plan = try Router(models: Highway.models()).plan(.image()) { _ in false }
        #expect(plan.chosen == nil)
        #expect(plan.candidates.map(\.verdict) == [.notConfigured])
        #expect(plan.candidates[0].call != nil)
    }

    @Test("a candidate that cannot has no call")
    func incapable() throws {
        let plan = try Router(models: Highway.models()).plan(.text) { _ in true }
        #expect(plan.candidates.map(\.verdict) == [.incapable])
        #expect(plan.candidates[0].call == nil)
        #expect(plan.candidates[0].problem == nil)
    }
}
