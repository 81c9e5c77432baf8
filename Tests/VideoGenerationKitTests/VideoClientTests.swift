// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationKit
import VideoGenerationTesting

@Suite struct VideoClientTests {
    private static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        + [0, 0, 5, 0, 0, 0, 2, 0xD0, 8, 2, 0, 0, 0]

    private static func client(_ loop: VirtualLoop, key: String? = "canary") -> VideoClient {
        VideoClient(
            models: Highway.models(), transport: loop, store: .memory,
            credentials: FixedCredentials(key.map { [Highway.credential: $0] } ?? [:]))
    }

    @Test("A request becomes links in three steps that can be taken one by one")
    func steps() throws {
        let loop = VirtualLoop { exchange in
            exchange.request.method == .post
                ? .json(#"{"task_id":"t1"}"#)
                : .json(
                    #"{"task":{"status":"TASK_STATUS_SUCCEED"},"videos":[{"video_url":"https://cdn.example/1.mp4"}]}"#)
        }
        let client = Self.client(loop)
        let delivery = try loop.run {
            let plan = try await client.plan(VideoRequest("a ship", image: .bytes(Self.png)))
            return try await client.submit(plan, to: .links).delivery()
        }
        #expect(delivery.samples.map(\.url) == ["https://cdn.example/1.mp4"])
        #expect(delivery.task.remoteID == "t1")
    }

    @Test("A plan needs no key and sends nothing; a submission without a key is refused, and names the variable")
    func withoutKey() throws {
        let loop = VirtualLoop { _ in .json("{}") }
        let client = Self.client(loop, key: nil)
        let plan = try loop.run { try await client.plan(VideoRequest("a ship", image: .bytes(Self.png))) }
        #expect(plan.candidates.map(\.verdict) == [.notConfigured])
        #expect(plan.candidates.first?.call?.json?.text.contains("a ship") == true)
        #expect {
            try loop.run { try await client.submit(plan) }
        } throws: { error in
            (error as? VideoGenerationError)?.code == .authentication && "\(error)".contains("HIGHWAY_API_KEY")
        }
        #expect(loop.exchanges.isEmpty)
    }

    @Test("An output that exists is refused before anything is sent")
    func occupied() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "taken-\(UUID().uuidString).mp4").path
        #expect(FileManager.default.createFile(atPath: path, contents: Data("mine".utf8)))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let loop = VirtualLoop { _ in .json("{}") }
        let client = Self.client(loop)
        #expect {
            try loop.run { try await client.generate(VideoRequest("a ship", image: .bytes(Self.png)), to: .path(path)) }
        } throws: { ($0 as? VideoGenerationError)?.code == .outputUnwritable }
        #expect(loop.exchanges.isEmpty)
        #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
    }
}
