// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationKit
import VideoGenerationTesting

@Suite("A client whose first model does not take it")
struct FailoverTests {
    private static func model(_ name: String) -> HighwayModel {
        .veo31LiteImageToVideo(
            at: Surface(name: name, baseURL: WebURL("https://\(name).example"), credential: Highway.credential))
    }

    /// A client of the models a, b and one that pretends; a answers a submission with `reply`, the others take it.
    private func client(_ reply: VirtualReply, store: MemoryTaskStore = .memory) -> (VirtualLoop, VideoClient) {
        let loop = VirtualLoop { exchange in
            guard exchange.request.method == .post else { return Desk.done }
            return exchange.request.authority == "a.example" ? reply : Desk.accepted
        }
        let client = VideoClient(
            models: [Self.model("a"), Disguise(Self.model("fake")) { $0.synthetic = true }, Self.model("b")],
            transport: loop,
            store: store, credentials: FixedCredentials([Highway.credential: "canary"]))
        return (loop, client)
    }

    private func posts(_ loop: VirtualLoop) -> [String] {
        loop.exchanges.filter { $0.request.method == .post }.compactMap(\.request.authority)
    }

    private let refusedForNow = VirtualReply.json(
        #"{"code":503,"reason":"SERVICE_NOT_AVAILABLE","message":"why"}"#, status: 503)

    @Test("the next one of the plan is asked, which is told, and the attempts are in the result")
    func next() throws {
        let (loop, client) = client(Desk.refused)
        let (failovers, delivery) = try loop.run {
            let generation = try await client.submit(try await client.plan(), to: .links)
            var failovers: [Failover] = []
            for await event in await generation.events() {
                if case .failover(let failover) = event { failovers.append(failover) }
            }
            return (failovers, try await generation.delivery())
        }
        #expect(posts(loop) == ["a.example", "b.example"])
        #expect(failovers.map(\.to.surface) == ["b"] && failovers.first?.recipientHost == "b.example")
        #expect(failovers.first?.reason.code == .outOfFunds && failovers.first?.delay == .zero)
        #expect(delivery.task.model.surface == "b")
        #expect(delivery.attempts.map(\.model?.surface) == ["a", "b"])
        #expect(delivery.attempts.map(\.outcome) == [.rejected, .accepted])
        #expect(delivery.attempts.map(\.code) == [.outOfFunds, nil])
    }

    @Test("one that only pretends is asked if it was named, and never else")
    func synthetic() throws {
        let (loop, client) = client(Desk.refused)
        let (a, b, fake) = ("a/veo-3.1-lite", "b/veo-3.1-lite", "fake/veo-3.1-lite")
        for (names, expected) in [([], "b"), ([a, fake], "fake"), ([a, b, fake], "b")] {
            let delivery = try loop.run {
                let request = VideoRequest("a ship", image: .bytes(Desk.png))
                return try await client.generate(request, from: names, to: .links)
            }
            #expect(delivery.task.model.surface == expected)
        }
    }

    @Test("a plan of one model has no next one, and its error says what it said")
    func alone() throws {
        let (loop, client) = client(Desk.refused)
        let error = try #require(throws: VideoGenerationError.self) {
            try loop.run {
                let request = VideoRequest("a ship", image: .bytes(Desk.png))
                return try await client.generate(request, from: ["a/veo-3.1-lite"], to: .links)
            }
        }
        #expect(error.code == .outOfFunds && error.message.contains("NOT_ENOUGH_BALANCE"))
        #expect(posts(loop) == ["a.example"])
    }

    @Test("when nobody takes it, the error says what each model said, and whether it may pass")
    func nobody() throws {
        let reply = refusedForNow
        let loop = VirtualLoop { $0.request.authority == "b.example" ? Desk.refused : reply }
        let client = VideoClient(
            models: [Self.model("a"), Self.model("b")], transport: loop, store: .memory,
            credentials: FixedCredentials([Highway.credential: "canary"]))
        let error = try #require(try loop.run { await client.trouble() })
        #expect(error.code == .serviceUnavailable && error.isRetryable)
        #expect(error.message.contains("a/veo-3.1-lite: ") && error.message.contains("b/veo-3.1-lite: "))
        #expect(error.message.contains("NOT_ENOUGH_BALANCE") && error.message.contains("SERVICE_NOT_AVAILABLE"))
    }

    @Test("where the video goes is for the chosen model to say; one that makes more videos is no replacement")
    func output() throws {
        let many = Disguise(Self.model("b")) { descriptor in
            let index = descriptor.options.firstIndex { $0.name == .samples }
            if let index { descriptor.options[index].defaultValue = 4 }
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "failover-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let loop = VirtualLoop { _ in Desk.refused }
        let client = VideoClient(
            models: [Self.model("a"), many], transport: loop, store: .memory,
            credentials: FixedCredentials([Highway.credential: "canary"]))
        let task = try loop.run {
            let generation = try await client.submit(try await client.plan(), to: .path(folder + "/ship.mp4"))
            _ = try? await generation.delivery()
            return try await client.task(generation.id)
        }
        #expect(task.failure?.code == .outOfFunds && posts(loop) == ["a.example"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }

    @Test("a request id is one task, whichever model has it, and another process finds it there")
    func requestID() throws {
        let store = MemoryTaskStore.memory
        let (loop, first) = client(Desk.refused, store: store)
        let id = try loop.run {
            let generation = try await first.submit(try await first.plan(), to: .links, requestID: "r")
            _ = try await generation.delivery()
            return generation.id
        }
        let (again, second) = client(Desk.accepted, store: store.another())
        let (found, delivery) = try again.run {
            let generation = try await second.submit(try await second.plan(), to: .links, requestID: "r")
            return (generation.id, try await generation.delivery())
        }
        #expect(found == id && delivery.task.model.surface == "b")
        #expect(posts(again).isEmpty)
    }

    @Test("one that no model took may go to another when it is asked for again under its request id")
    func anew() throws {
        let store = MemoryTaskStore.memory
        func run(_ name: String, _ reply: VirtualReply, _ store: MemoryTaskStore) throws -> (TaskID, Delivery?) {
            let loop = VirtualLoop { $0.request.method == .post ? reply : Desk.done }
            let client = VideoClient(
                models: [Self.model(name)], transport: loop, store: store,
                credentials: FixedCredentials([Highway.credential: "canary"]))
            return try loop.run {
                let generation = try await client.submit(try await client.plan(), to: .links, requestID: "r")
                return (generation.id, try? await generation.delivery())
            }
        }
        let (id, nothing) = try run("a", Desk.refused, store)
        let (again, delivery) = try run("b", Desk.accepted, store.another())
        #expect(nothing == nil && again == id)
        #expect(delivery?.attempts.map(\.model?.surface) == ["a", "b"])
        #expect(try store.task(id)?.model.surface == "b")
    }
}

/// The same model with another description.
private struct Disguise: HTTPVideoGeneration {
    let base: HighwayModel
    let descriptor: CapabilityDescriptor

    init(_ base: HighwayModel, _ change: (inout CapabilityDescriptor) -> Void) {
        self.base = base
        var descriptor = base.descriptor
        change(&descriptor)
        self.descriptor = descriptor
    }

    var surface: Surface { base.surface }

    func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        try base.submitCall(for: request)
    }

    func readSubmit(_ reply: HTTPReply) -> SubmitReading { base.readSubmit(reply) }

    func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall { try base.statusCall(for: task) }

    func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading { base.readStatus(reply, of: task) }
}
