// SPDX-License-Identifier: Apache-2.0

// example: app-test
import Testing
import VideoGenerationKit
import VideoGenerationTesting

@Test("my screen, when the second sample is filtered")
func secondSampleFiltered() throws {
    let model = ScriptedModel(.queued, .running(0.5), .done(.video, .filtered("It shows somebody famous.")))
    let loop = VirtualLoop.offline
    let client = VideoClient(models: [model], transport: loop, store: .memory, credentials: FixedCredentials())

    let screen = try loop.run {
        var screen = Screen()
        try await screen.generate("a ship", samples: 2, with: client)
        return screen
    }

    #expect(screen.tiles == ["a video", "blocked: It shows somebody famous."])
}
// end

// example: app-screen
/// What my app shows: a value, made from what happens.
struct Screen {
    var progress = 0.0
    var tiles: [String] = []

    mutating func generate(_ prompt: String, samples: Int, with client: VideoClient) async throws {
        let plan = try await client.plan(VideoRequest(prompt, options: VideoOptions(samples: samples)))
        let generation = try await client.submit(plan, to: .links)
        for await event in await generation.events() {
            switch event {
            case .status(let status): progress = status.progress ?? progress
            case .delivered(let delivery): tiles = delivery.samples.map(Screen.tile)
            case .failed(let error): tiles = [error.message]
            case .submissionUnknown: tiles = ["unknown: it may be billed, and is not sent again"]
            default: break
            }
        }
    }

    static func tile(_ sample: SampleOutcome) -> String {
        switch sample.outcome {
        case .delivered: "a video"
        case .filtered: "blocked: \(sample.reason ?? "")"
        case .expired, .failed: "missing: \(sample.reason ?? "")"
        }
    }
}
// end

// example: lost-answer
@Test("a submission whose answer is lost is not sent again")
func lostAnswer() throws {
    let model = ScriptedModel(submissions: [.answerLost])
    let loop = VirtualLoop.offline
    let client = VideoClient(models: [model], transport: loop, store: .memory, credentials: FixedCredentials())

    let error = #expect(throws: VideoGenerationError.self) {
        try loop.run { try await client.generate(VideoRequest("a ship")) }
    }

    #expect(error?.code == .submissionUnknown)
    #expect(model.requests.count == 1)
}
// end

// example: wire-test
@Test("what goes over the wire, and what comes back")
func overTheWire() throws {
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
    #expect(loop.exchanges.filter { $0.request.method == .post }.count == 1)
}
// end

// example: main-actor
@MainActor
@Test("a view model on the main actor")
func viewModel() async throws {
    let model = ScriptedModel(submissions: [.answerLost])
    let loop = VirtualLoop.offline
    let client = VideoClient(models: [model], transport: loop, store: .memory, credentials: FixedCredentials())

    let screen = try await loop.runOnMainActor {
        var screen = Screen()
        try await screen.generate("a ship", samples: 1, with: client)
        return screen
    }

    #expect(screen.tiles == ["unknown: it may be billed, and is not sent again"])
}
// end
