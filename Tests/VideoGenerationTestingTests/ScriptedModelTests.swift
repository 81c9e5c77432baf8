// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationClient
import VideoGenerationTesting

@Suite("A scripted model")
struct ScriptedModelTests {
    private let loop = VirtualLoop { _ in .failure(.unreachable) }

    private func client(_ model: ScriptedModel) -> VideoClient {
        VideoClient(models: [model], transport: loop, store: .memory, credentials: FixedCredentials())
    }

    private func events(
        _ model: ScriptedModel, _ options: VideoOptions = .init()
    ) throws -> [String] {
        let client = client(model)
        return try loop.run {
            let plan = try await client.plan(VideoRequest("a ship", options: options))
            var words: [String] = []
            for await event in await (try client.submit(plan, to: .links)).events() { words.append(event.words) }
            return words
        }
    }

    @Test("says what the script says, in order, and the last thing again and again")
    func order() throws {
        let model = ScriptedModel(.queued, .running(0.25), .trouble(), .running(0.5, word: "almost"), .done())
        let words = try events(model)
        #expect(
            words == [
                "submitted", "queued", "running 0.25 running", "running 0.5 almost", "delivering", "delivered 1",
            ])
        #expect(model.requests.map(\.prompt) == ["a ship"])
        #expect(loop.exchanges.isEmpty)
    }

    @Test("fails, refuses and loses answers as the script says")
    func ends() throws {
        #expect(
            try events(ScriptedModel(.failed(.contentRefused, "No."))) == ["submitted", "failed content_refused"])
        #expect(
            try events(ScriptedModel(submissions: [.rejected(.outOfFunds)])) == ["failed out_of_funds"])
        #expect(try events(ScriptedModel(submissions: [.answerLost])) == ["unknown"])
        #expect(try events(ScriptedModel(.unknownTask)).last == "failed task_not_found")
    }

    @Test("is asked again after what is proved to be unsent, and each submission is counted")
    func submissions() throws {
        let model = ScriptedModel(submissions: [.notSent, .rejected(.rateLimited, isRetryable: true), .accepted])
        #expect(try events(model).last == "delivered 1")
        #expect(model.requests.count == 3)
    }

    @Test("goes through the script anew for each task")
    func eachTask() throws {
        let model = ScriptedModel(.running(0.5), .done())
        let first = try events(model)
        #expect(try events(model) == first)
    }

    @Test(
        "makes videos that are what was asked for",
        arguments: [
            (VideoOptions(duration: 4), 1280, 720, 4.0, false),
            (VideoOptions(duration: 8, resolution: .hd1080, aspectRatio: .portrait), 1080, 1920, 8, false),
            (VideoOptions(audio: true), 1280, 720, 8, true),
        ])
    func videos(options: VideoOptions, width: Int, height: Int, duration: Double, hasAudio: Bool) throws {
        let client = client(ScriptedModel())
        let (delivery, facts) = try loop.run {
            let plan = try await client.plan(VideoRequest("a ship", options: options))
            let delivery = try await client.submit(plan, to: .links).delivery()
            return (delivery, try MP4Inspector().inspect(fileAt: delivery.paths[0]))
        }
        #expect(delivery.samples.count == 1)
        #expect((facts.width, facts.height, facts.duration, facts.hasAudio) == (width, height, duration, hasAudio))
    }

    @Test("takes its files along when it goes")
    func files() throws {
        var model: ScriptedModel? = ScriptedModel()
        let path = try {
            let client = client(try #require(model))
            return try loop.run {
                let plan = try await client.plan(VideoRequest("a ship"))
                return try await client.submit(plan, to: .links).delivery().paths[0]
            }
        }()
        model = nil
        // The tracker of the client above went with it.
        #expect(throws: VideoGenerationError.self) { try MP4Inspector().inspect(fileAt: path) }
    }

    @Test("stops when it is asked to")
    func cancel() throws {
        let model = ScriptedModel(.running(0.1))
        let client = client(model)
        let state = try loop.run {
            let plan = try await client.plan(VideoRequest("a ship"))
            let generation = try await client.submit(plan, to: .links)
            for await event in await generation.events() { if case .status = event { break } }
            return try await client.cancel(generation.id).state
        }
        #expect(state == .cancelled)
        #expect(model.cancelled == ["scripted-1"])
    }

    @Test("of a descriptor that is none of the usual", arguments: ExampleDescriptors.all)
    func descriptors(descriptor: CapabilityDescriptor) throws {
        let model = ScriptedModel(descriptor: descriptor)
        let needsImage = descriptor.inputs.contains { $0.isRequired }
        let request = VideoRequest("a ship", image: needsImage ? .url("https://example.com/a.png") : nil)
        let client = client(model)
        let delivery = try loop.run {
            let plan = try await client.plan(request, from: [descriptor.model.description])
            return try await client.submit(plan, to: .links).delivery()
        }
        #expect(delivery.samples.map(\.outcome) == [.delivered])
    }
}

extension TaskEvent {
    /// The event in a few words.
    var words: String {
        switch self {
        case .submitted: "submitted"
        case .status(let status):
            ([status.state.rawValue] + (status.progress.map { ["\($0)"] } ?? [])
                + (status.progress == nil || status.state == .delivering ? [] : [status.word ?? ""]))
                .prefix(status.state == .delivering ? 1 : 3).joined(separator: " ")
        case .retrying: "retrying"
        case .failover: "failover"
        case .held: "held"
        case .unanswered: "unanswered"
        case .attention: "attention"
        case .delivered(let delivery): "delivered \(delivery.samples.count)"
        case .failed(let error): "failed \(error.code.rawValue)"
        case .submissionUnknown: "unknown"
        }
    }
}
