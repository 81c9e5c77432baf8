// SPDX-License-Identifier: Apache-2.0

// example: app-test
import Testing
import VideoGenerationKit
import VideoGenerationTesting

@Test("a missing second sample is told, and the first one is kept")
func secondSampleMissing() throws {
    let loop = VirtualLoop { exchange in
        exchange.request.method == .post
            ? .json(#"{"task_id":"t-1"}"#)
            : .json(
                #"{"task":{"task_id":"t-1","status":"TASK_STATUS_SUCCEED"},"#
                    + #""videos":[{"video_url":"https://cdn.example/1.mp4"}]}"#)
    }
    let client = VideoClient(
        models: Highway.models(), transport: loop, store: .memory,
        credentials: FixedCredentials(["HIGHWAY_API_KEY": "not-a-real-key"]))
    let request = VideoRequest(
        "a ship", image: .url("https://example.com/ship.png"), options: VideoOptions(samples: 2))

    let delivery = try loop.run {
        let plan = try await client.plan(request)
        return try await client.submit(plan, to: .links).delivery()
    }

    #expect(delivery.samples.map(\.outcome) == [.delivered, .failed])
    #expect(delivery.samples[1].reason == "The service gave 1 of 2 videos, and no reason.")
    #expect(loop.exchanges.filter { $0.request.method == .post }.count == 1)
}
// end

// example: lost-answer
@Test("a submission whose answer is lost is not sent again")
func lostAnswer() throws {
    let loop = VirtualLoop { _ in .failure(.connectionLost) }
    let client = VideoClient(
        models: Highway.models(), transport: loop, store: .memory,
        credentials: FixedCredentials(["HIGHWAY_API_KEY": "not-a-real-key"]))
    let request = VideoRequest("a ship", image: .url("https://example.com/ship.png"))

    let error = #expect(throws: VideoGenerationError.self) {
        try loop.run { try await client.generate(request) }
    }

    #expect(error?.code == .submissionUnknown)
    #expect(loop.exchanges.count == 1)
}
// end
