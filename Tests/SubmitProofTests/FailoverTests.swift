// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import HighwayProvider
import TestServers
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

/// Two services on real sockets: what the first one did decides whether the second one ever hears of the task.
@Suite("After the first service", .timeLimit(.minutes(1)))
struct FailoverTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let script: ByteServer.Script
        /// Whether the second one is asked.
        let goesOn: Bool

        init(_ name: String, goesOn: Bool, _ script: @escaping ByteServer.Script) {
            testDescription = name
            self.goesOn = goesOn
            self.script = script
        }

        init(_ name: String, goesOn: Bool, status: Int, _ body: String) {
            self.init(name, goesOn: goesOn) { peer in
                _ = peer.readRequest()
                peer.send("HTTP/1.1 \(status) No\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                peer.waitForEnd()
            }
        }
    }

    private static func words(_ reason: String) -> String { #"{"code":1,"reason":"\#(reason)","message":"why"}"# }

    static let cases = [
        Case("is full", goesOn: true, status: 429, words("RATE_LIMIT_EXCEEDED")),
        Case("is not available", goesOn: true, status: 503, words("SERVICE_NOT_AVAILABLE")),
        Case("refuses the key", goesOn: true, status: 401, words("INVALID_API_KEY")),
        Case("has no money", goesOn: true, status: 402, words("NOT_ENOUGH_BALANCE")),
        Case("has no such address", goesOn: false, status: 404, "<html>nginx</html>"),
        Case("refuses what it shows", goesOn: false, status: 403, words("ILLEGAL_PROMPT")),
        Case("refuses the request", goesOn: false, status: 400, words("INVALID_REQUEST_BODY")),
        Case("is behind a gateway that failed", goesOn: false, status: 502, "<html>Bad Gateway</html>"),
        Case("failed inside", goesOn: false, status: 500, words("CREATE_TASK_FAILED")),
        Case("answers without an id", goesOn: false, status: 200, "{}"),
        Case("closes after it has read the request", goesOn: false) { _ = $0.readRequest() },
        Case("resets after it has read the request", goesOn: false) { peer in
            _ = peer.readRequest()
            peer.reset()
        },
        Case("answers half", goesOn: false) { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"task_")
        },
    ]

    private static let accepts: ByteServer.Script = { peer in
        _ = peer.readRequest()
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"task_id\":\"t-1\"}")
        peer.waitForEnd()
    }

    private func submit(_ urls: [String]) async throws -> VideoTask {
        let store = MemoryTaskStore()
        return try await withTransport { transport in
            let tracker = VideoTracker(
                loop: transport, store: store, credentials: FixedCredentials(["A": "key-a", "B": "key-b"]),
                configuration: .init(polling: .init(shortest: .seconds(3600), longest: .seconds(3600))))
            let offers = try zip(["A", "B"], urls).map { name, url in
                let surface = Surface(
                    name: name, baseURL: WebURL(url), credential: CredentialName(rawValue: name))
                let model = HighwayModel.veo31LiteImageToVideo(at: surface)
                let image = Media(
                    location: .local(MemorySource([1, 2, 3])), mediaType: "image/png",
                    pixels: PixelSize(width: 1280, height: 720))
                let request = InspectedRequest(prompt: "a ship", media: [.firstFrame: [image]], options: .init())
                return Offer(try #require(model.descriptor.negotiate(request).request), of: model)
            }
            let id = try await tracker.submit(
                offers[0].request, to: offers[0].model, orElse: Array(offers.dropFirst()), destination: .links)
            for await event in await tracker.events(of: id) {
                if case .submitted = event { break }
            }
            await tracker.stop()
            return try #require(try store.task(id))
        }
    }

    @Test(
        "the second one is asked only if the first one is proved not to have it, and could not judge the request",
        arguments: cases)
    func second(_ example: Case) async throws {
        try await withServer(example.script) { first in
            try await withServer(Self.accepts) { second in
                let task = try await submit([first.url, second.url])
                #expect(first.seen.posts == 1)
                #expect(second.seen.posts == (example.goesOn ? 1 : 0))
                #expect(task.attempts.map(\.model?.surface) == (example.goesOn ? ["A", "B"] : ["A"]))
                #expect((task.handle?.origin == second.url) == example.goesOn)
                // Each gets its own key, and no other's.
                #expect(first.seen.heads.allSatisfy { $0.contains("key-a") && !$0.contains("key-b") })
                #expect(second.seen.heads.allSatisfy { $0.contains("key-b") && !$0.contains("key-a") })
            }
        }
    }

    @Test("one that nobody listens for is followed by the second at once")
    func nobody() async throws {
        let gone = try ByteServer { _ in }
        gone.stop()
        try await withServer(Self.accepts) { second in
            let task = try await submit([gone.url, second.url])
            #expect(second.seen.posts == 1)
            #expect(task.attempts.map(\.outcome) == [.notSent, .accepted])
        }
    }
}
