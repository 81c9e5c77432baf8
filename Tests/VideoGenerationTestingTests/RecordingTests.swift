// SPDX-License-Identifier: Apache-2.0
import Foundation
import HighwayProvider
import Testing
import VideoGenerationClient
import VideoGenerationTesting

@Suite("A recording of a service")
struct RecordingTests {
    private let canary = "cAnArY-0f3d9a51c7"
    private static let link = "https://cdn.example/1.mp4?sign=cAnArY-0f3d9a51c7&x=1"

    /// A service that takes a task, and is done at the third question.
    private func service() -> VirtualLoop {
        let polls = Counter()
        return VirtualLoop { exchange in
            switch (exchange.request.method, exchange.purpose) {
            case (.post, _): return .json(#"{"task_id":"t-1"}"#)
            case (_, .download): return .bytes(TinyVideo().build(), header: "ETag: \"v1\"\r\nContent-Length: 1273\r\n")
            default:
                return polls.next() < 3
                    ? .json(#"{"task":{"task_id":"t-1","status":"TASK_STATUS_PROCESSING"}}"#)
                    : .json(
                        #"{"task":{"task_id":"t-1","status":"TASK_STATUS_SUCCEED"},"videos":[{"video_url":"\#(Self.link)"}]}"#
                    )
            }
        }
    }

    private func generate(
        _ client: VideoClient, by loop: VirtualLoop, to path: String, prompt: String = "a ship"
    ) throws -> Delivery {
        try loop.run {
            let request = VideoRequest(prompt, image: .url("https://example.com/ship.png"))
            return try await client.generate(request, to: .path(path))
        }
    }

    private func record(_ path: String) throws -> Recording {
        let loop = service()
        let recorder = RecordingTransport(loop)
        let client = VideoClient(
            models: Highway.models(), transport: recorder, store: .memory,
            credentials: FixedCredentials([Highway.credential: canary]))
        _ = try generate(client, by: loop, to: path)
        return recorder.recording
    }

    @Test("plays what happened, in the same order, without the service")
    func plays() throws {
        let folder = try Folder()
        let recording = try record(folder.path + "/recorded.mp4")
        #expect(recording.exchanges.map(\.method) == ["POST", "GET", "GET", "GET", "GET"])
        let text = try JSONEncoder().encode(recording)
        let read = try JSONDecoder().decode(Recording.self, from: text)
        let loop = VirtualLoop(replaying: read)
        let client = VideoClient(
            models: Highway.models(), transport: loop, store: .memory,
            credentials: FixedCredentials([Highway.credential: "another"]))
        let delivery = try generate(client, by: loop, to: folder.path + "/played.mp4")
        #expect(delivery.samples.map(\.outcome) == [.delivered])
        #expect(loop.exchanges.count == 5)
        let contents = ["/recorded.mp4", "/played.mp4"].map { FileManager.default.contents(atPath: folder.path + $0) }
        #expect(contents[0] == contents[1] && contents[0] != nil)
    }

    @Test("holds no key, and no signature of a URL")
    func secrets() throws {
        let folder = try Folder()
        let recording = try record(folder.path + "/recorded.mp4")
        let text = String(decoding: try JSONEncoder().encode(recording), as: UTF8.self)
        #expect(!text.contains(canary))
        #expect(recording.exchanges.contains { $0.text?.contains("https://cdn.example/1.mp4\"") == true })
    }

    @Test(
        "holds no query, however an address is spelled",
        arguments: [
            "https://c.example/1.mp4?Expires=1&Signature=SECRET",
            #"https://c.example/1.mp4?Expires=1\u0026Signature=SECRET"#,
            #"https:\/\/c.example\/1.mp4?Signature=SECRET"#, "/v1/1.mp4?Signature=SECRET",
            #"https:\/\/c.example\/1.mp4\u003fSignature\u003dSECRET"#, "https://c.example/1.mp4#SECRET",
            "v1/1.mp4?sig=SECRET",
        ])
    func spellings(address: String) throws {
        let loop = VirtualLoop { _ in
            .json(#"{"video":"\#(address)","next":7}"#, header: "Location: \(address)\r\n")
        }
        let recorder = RecordingTransport(loop)
        let url = try #require(WebURL("https://api.example/tasks"))
        _ = try loop.run {
            await recorder.send(HTTPExchange(HTTPCall(.get, url).request, purpose: .call))
        }
        let exchange = try #require(recorder.recording.exchanges.first)
        let text = try #require(exchange.text)
        #expect(!text.contains("SECRET"))
        #expect(text.hasPrefix(#"{"video":""#) && text.hasSuffix(#"","next":7}"#))
        #expect(exchange.header["Location"]?.contains("SECRET") == false)
    }

    @Test("says what it has no answer for, and nothing of it is taken for sent")
    func unknownCall() throws {
        let folder = try Folder()
        let loop = VirtualLoop(replaying: try record(folder.path + "/recorded.mp4"))
        let client = VideoClient(
            models: Highway.models(), transport: loop, store: .memory,
            credentials: FixedCredentials([Highway.credential: canary]))
        let error = #expect(throws: VideoGenerationError.self) {
            try generate(client, by: loop, to: folder.path + "/other.mp4", prompt: "another ship")
        }
        #expect(error?.message.contains("no call with this body") == true)
    }

    @Test("keeps failures as what they were, and what is proved about them")
    func failures() throws {
        try failure(.failure(.timedOut), "timed_out", .submissionUnknown)
        try failure(
            .failure(.unreachable, phase: .connecting, provesNothingSent: true), "unreachable", .serviceUnavailable)
    }

    private func failure(_ reply: VirtualReply, _ name: String, _ code: VideoGenerationError.Code) throws {
        let loop = VirtualLoop { _ in reply }
        let recorder = RecordingTransport(loop)
        let client = VideoClient(
            models: Highway.models(), transport: recorder, store: .memory,
            credentials: FixedCredentials([Highway.credential: canary]))
        let folder = try Folder()
        #expect(throws: VideoGenerationError.self) { try generate(client, by: loop, to: folder.path + "/x.mp4") }
        #expect(Set(recorder.recording.exchanges.map(\.failure)) == [name])
        let player = VirtualLoop(replaying: recorder.recording)
        let second = VideoClient(
            models: Highway.models(), transport: player, store: .memory,
            credentials: FixedCredentials([Highway.credential: canary]))
        let error = #expect(throws: VideoGenerationError.self) {
            try generate(second, by: player, to: folder.path + "/x.mp4")
        }
        #expect(error?.code == code)
    }
}

/// Counts.
private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    func next() -> Int {
        lock.withLock {
            count += 1
            return count
        }
    }
}

/// A fresh folder, removed with this object.
private final class Folder: Sendable {
    let path = NSTemporaryDirectory() + "recording-tests-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
