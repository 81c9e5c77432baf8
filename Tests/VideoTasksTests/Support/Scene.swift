// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import HighwayProvider
import LocalFiles
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

/// A tracker on a virtual loop, with a scripted service that keeps a log.
final class Scene: Sendable {
    let loop: VirtualLoop
    let tracker: VideoTracker
    let store: any TaskStore
    let model = HighwayModel.veo31LiteImageToVideo()
    private let log: Log

    init(
        _ script: Script = Script(), store: any TaskStore = .memory, key: String? = canary,
        configuration: VideoTracker.Configuration = .init(), seed: UInt64 = 1
    ) {
        let log = Log()
        let loop = VirtualLoop { exchange in log.answer(exchange, by: script) }
        log.loop.withLock { $0 = loop }
        self.log = log
        self.loop = loop
        self.store = store
        let credentials = FixedCredentials(key.map { [Highway.credential: $0] } ?? [:])
        tracker = VideoTracker(
            loop: loop, store: store, credentials: credentials, configuration: configuration,
            generator: SeededGenerator(seed: seed))
    }

    deinit {
        log.loop.withLock { $0 = nil }
    }

    var calls: [Call] { log.calls.withLock { $0 } }
    var posts: [Call] { calls.filter { $0.kind == .submit } }
    var polls: [Call] { calls.filter { $0.kind == .poll } }
    var downloads: [Call] { calls.filter { $0.kind == .download } }

    /// Runs `body` in virtual time, which ends if nothing comes of it.
    func run<Value: Sendable>(_ body: @escaping @Sendable (Scene) async throws -> Value) throws -> Value {
        try loop.run { try await body(self) }
    }

    func submit(_ options: VideoOptions = .init(), to destination: Destination = .links) async throws -> TaskID {
        try await tracker.submit(try negotiated(options), to: model, destination: destination)
    }

    func negotiated(_ options: VideoOptions = .init()) throws -> NegotiatedRequest {
        let media = Media(
            location: .local(MemorySource([1, 2, 3])), mediaType: "image/png",
            pixels: PixelSize(width: 1280, height: 720))
        let request = InspectedRequest(prompt: "a ship", media: [.firstFrame: [media]], options: options)
        return try #require(model.descriptor.negotiate(request).request)
    }

    /// Submits, and waits for the delivery or for what comes in its place.
    func deliver(_ options: VideoOptions = .init(), to destination: Destination = .links) throws -> Delivery {
        try run { scene in
            try await scene.tracker.delivery(of: try await scene.submit(options, to: destination))
        }
    }

    /// Submits, waits, and gives the error that comes of it.
    func failure(_ options: VideoOptions = .init(), to destination: Destination = .links) throws -> VideoGenerationError
    {
        try run { scene in await scene.failure(of: try await scene.submit(options, to: destination)) }
    }

    /// The error that waiting for `id` ends with; `internal` if it ends with none.
    func failure(of id: TaskID, within patience: Duration? = nil) async -> VideoGenerationError {
        do {
            _ = try await tracker.delivery(of: id, within: patience)
            return VideoGenerationError(.internalFailure, "It was delivered.")
        } catch {
            return error
        }
    }

    /// The only task that is recorded.
    func record() throws -> VideoTask {
        try run { scene in
            let tasks = try await scene.store.tasks()
            #expect(tasks.count == 1)
            return try #require(tasks.first)
        }
    }

    /// Lets virtual time pass.
    func pass(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            loop.makeTimer { continuation.resume() }.wake(at: loop.now + duration)
        }
    }
}

/// What the service has seen.
private final class Log: Sendable {
    let calls = Mutex<[Call]>([])
    private let counts = Mutex<[Call.Kind: Int]>([:])
    let loop = Mutex<VirtualLoop?>(nil)

    func answer(_ exchange: HTTPExchange, by script: Script) -> VirtualReply {
        let kind: Call.Kind =
            switch (exchange.request.method, exchange.purpose) {
            case (.post, _): .submit
            case (_, .download): .download
            default: .poll
            }
        let time = Duration.nanoseconds(loop.withLock { $0?.now.nanoseconds } ?? 0)
        var kept = exchange
        kept.sink = nil
        let number = counts.withLock { counts in
            defer { counts[kind, default: 0] += 1 }
            return counts[kind, default: 0]
        }
        var call = Call(kind: kind, number: number, time: time, exchange: kept)
        calls.withLock { $0.append(call) }
        call.loop = loop.withLock { $0 }
        return switch kind {
        case .submit: script.submit(call)
        case .poll: script.poll(call)
        case .download: script.download(call)
        }
    }
}

extension TaskEvents {
    /// All events in short words, until the sequence ends or `count` have come.
    func words(_ count: Int = .max) async -> [String] {
        var words: [String] = []
        for await event in self {
            words.append(event.word)
            if words.count == count { break }
        }
        return words
    }
}

extension TaskEvent {
    var word: String {
        switch self {
        case .submitted: "submitted"
        case .status(let status): status.progress.map { "\(status.state.rawValue) \($0)" } ?? status.state.rawValue
        case .retrying(let notice): "retrying \(notice.attempt)"
        case .failover(let failover): "failover \(failover.from) to \(failover.to)"
        case .held: "held"
        case .unanswered: "unanswered"
        case .attention(let error): "attention \(error.code.rawValue)"
        case .delivered: "delivered"
        case .failed(let error): "failed \(error.code.rawValue)"
        case .submissionUnknown: "submission_unknown"
        }
    }
}

/// The same model at another host.
enum HighwayModelElsewhere {
    static let model = HighwayModel.veo31LiteImageToVideo(
        at: Highway.surface(baseURL: WebURL("https://elsewhere.example")))
}
