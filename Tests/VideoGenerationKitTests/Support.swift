// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationKit
import VideoGenerationTesting

/// A client of a scripted service on a virtual loop, and the places that it shares with others.
struct Desk {
    static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        + [0, 0, 5, 0, 0, 0, 2, 0xD0, 8, 2, 0, 0, 0]
    static let accepted = VirtualReply.json(#"{"task_id":"t1"}"#)
    static let done = VirtualReply.json(
        #"{"task":{"status":"TASK_STATUS_SUCCEED"},"videos":[{"video_url":"https://cdn.example/1.mp4"}]}"#)
    static let running = VirtualReply.json(#"{"task":{"status":"TASK_STATUS_PROCESSING"}}"#)
    static let silence = VirtualReply.failure(.timedOut, phase: .receiving)
    static let refused = VirtualReply.json(
        #"{"code":402,"reason":"NOT_ENOUGH_BALANCE","message":"why"}"#, status: 402)

    let loop: VirtualLoop
    let store: MemoryTaskStore
    let client: VideoClient

    /// A desk whose service answers submissions and questions alike, whatever their number.
    init(
        submit: VirtualReply = accepted, poll: VirtualReply = done, key: String? = "canary",
        store: MemoryTaskStore = .memory
    ) {
        let loop = VirtualLoop { $0.request.method == .post ? submit : poll }
        self.init(loop, store, key: key)
    }

    init(_ loop: VirtualLoop, _ store: MemoryTaskStore, key: String? = "canary") {
        self.loop = loop
        self.store = store
        client = VideoClient(
            models: Highway.models(), transport: loop, store: store,
            credentials: FixedCredentials(key.map { [Highway.credential: $0] } ?? [:]))
    }

    /// How many submissions were made.
    var posts: Int { loop.exchanges.count { $0.request.method == .post } }

    /// Runs `body` in virtual time.
    func run<Value: Sendable>(_ body: @escaping @Sendable (VideoClient) async throws -> Value) throws -> Value {
        let client = client
        return try loop.run { try await body(client) }
    }
}

extension VideoClient {
    /// A plan of a request for a video of the sample picture.
    func plan(_ prompt: String = "a ship", _ options: VideoOptions = .init()) async throws -> Plan {
        try await plan(VideoRequest(prompt, image: .bytes(Desk.png), options: options))
    }

    /// Submits the usual request, and waits for its end; the error that it ends with.
    func trouble(requestID: String? = nil) async -> VideoGenerationError? {
        do {
            _ = try await submit(try await plan(), to: .links, requestID: requestID).delivery()
            return nil
        } catch {
            return error as? VideoGenerationError
        }
    }
}
