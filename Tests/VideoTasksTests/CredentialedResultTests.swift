// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("Results that want the key")
struct CredentialedResultTests {
    private let video = TinyVideo().build()

    /// Delivers a task whose download is answered by `download`, and gives what was sent for it.
    private func deliver(
        _ model: KeyedModel = KeyedModel(), keys: (any CredentialSource)? = nil,
        _ download: @escaping @Sendable (HTTPExchange) -> VirtualReply
    ) throws -> (Delivery, [HTTPExchange]) {
        let folder = try TestFolder()
        let scene = KeyedScene(keys: keys) { exchange in
            if exchange.purpose == .submit { return .json(#"{"id":"k-1"}"#) }
            return exchange.purpose == .download ? download(exchange) : .json(#"{"state":"done"}"#)
        }
        let (request, tracker, destination) = (try model.request(), scene.tracker, try folder.destination())
        let delivery = try scene.loop.run {
            let id = try await tracker.submit(request, to: model, destination: destination)
            return try await tracker.delivery(of: id)
        }
        return (delivery, scene.loop.exchanges.filter { $0.purpose == .download })
    }

    @Test("are fetched with it from the surface's own origin")
    func own() throws {
        let bytes = video
        let (delivery, sent) = try deliver { $0.authorization == nil ? .json("{}", status: 401) : .video(bytes) }
        #expect(delivery.samples.map(\.outcome) == [.delivered])
        #expect(sent.map { $0.authorization?.secret.reveal() } == [canary])
    }

    @Test("a redirect to another origin is followed without it, one to the same origin with it")
    func redirects() throws {
        let bytes = video
        let (_, sent) = try deliver { exchange in
            switch exchange.request.path {
            case "/v1/tasks/k-1/content": .redirect(to: "/files/1")
            case "/files/1": .redirect(to: "https://cdn.example/1.mp4?signature=s")
            default: .video(bytes)
            }
        }
        #expect(sent.map { $0.authorization != nil } == [true, true, false])
    }

    @Test("at another origin are fetched without it, unless it belongs there as well", arguments: [false, true])
    func elsewhere(_ belongs: Bool) throws {
        var model = KeyedModel()
        model.result = "https://storage.example/bucket/1"
        if belongs { model.surface.credentialOrigins = ["https://storage.example"] }
        let bytes = video
        let (_, sent) = try deliver(model) { _ in .video(bytes) }
        #expect(sent.map { $0.authorization != nil } == [belongs])
    }

    @Test("that are not ready yet are asked for again")
    func notReady() throws {
        let bytes = video
        let counter = Counted()
        let (delivery, sent) = try deliver { _ in counter.next() < 2 ? .json("{}", status: 404) : .video(bytes) }
        #expect(delivery.samples.map(\.outcome) == [.delivered])
        #expect(sent.count == 3)
        #expect(sent.allSatisfy { $0.authorization != nil })
    }

    @Test("that the key may not read are told as that, once, and are not called expired")
    func forbidden() throws {
        let tries = Counted()
        let error = #expect(throws: VideoGenerationError.self) {
            try deliver { _ in
                _ = tries.next()
                return .json("{}", status: 403)
            }
        }
        #expect(error?.code == .authentication)
        #expect(error?.message.contains("the credential may not read it") == true)
        #expect(tries.count == 1)
    }

    @Test("a signed URL that they redirect to, and that has expired, says nothing about the key, and is renewed")
    func expiredBehindRedirect() throws {
        let bytes = video
        let signed = Counted()
        let (delivery, sent) = try deliver { exchange in
            if exchange.request.authority == "cdn.example" {
                return signed.next() == 0 ? .json("{}", status: 403) : .video(bytes)
            }
            return .redirect(to: "https://cdn.example/1.mp4?signature=s")
        }
        #expect(delivery.samples.map(\.outcome) == [.delivered])
        #expect(sent.map { $0.authorization != nil } == [true, false, true, false])
    }

    @Test("outlast a source of keys that is out of order for a while")
    func flakySource() throws {
        let bytes = video
        let (delivery, sent) = try deliver(keys: FlakyKeys(failing: 2...4)) { _ in .video(bytes) }
        #expect(delivery.samples.map(\.outcome) == [.delivered])
        #expect(sent.count == 1)
    }

    @Test("a link says that it wants a key, and which")
    func link() throws {
        let model = KeyedModel()
        let scene = KeyedScene { .json($0.purpose == .submit ? #"{"id":"k-1"}"# : #"{"state":"done"}"#) }
        let (request, tracker) = (try model.request(), scene.tracker)
        let delivery = try scene.loop.run {
            try await tracker.delivery(of: try await tracker.submit(request, to: model, destination: .links))
        }
        #expect(delivery.samples.first?.url == model.result)
        #expect(delivery.samples.first?.reason == "Fetching it needs the credential KEYED_API_KEY.")
    }
}

/// Has the key, but for some of the times when it is asked.
private final class FlakyKeys: CredentialSource {
    private let failing: ClosedRange<Int>
    private let asked = Counted()

    init(failing: ClosedRange<Int>) {
        self.failing = failing
    }

    func credential(named name: CredentialName) async throws -> Secret? {
        guard !failing.contains(asked.next()) else {
            throw VideoGenerationError(.authentication, "The vault does not answer.")
        }
        return try Secret(canary)
    }
}
