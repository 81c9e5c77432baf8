// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Synchronization
import Testing
import Tracing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks
import VideoTelemetry

/// What nothing that is exported may hold.
enum Canary {
    static let key = "canary-key"
    static let prompt = "canary-prompt"
    static let path = "canary-path"
    static let url = "canary-url"
    static let service = "canary-service-text"
    static let all = [key, prompt, path, url, service, "https://", ".example"]
}

/// A tracker that is observed, on a virtual loop, before services `a` and `b` that speak the same wire.
final class Studio: Sendable {
    let exported = Exported()
    let loop: VirtualLoop
    let tracker: VideoTracker
    let store: MemoryTaskStore
    let models: [any VideoGeneration]

    /// - Parameters:
    ///   - model: Who is asked in their place.
    ///   - submissions: What each service answers to submissions, the last answer again and again.
    ///   - polls: What they answer to questions, likewise.
    init(
        _ submissions: [[VirtualReply]] = [[.accepted]], polls: [VirtualReply] = [.done()],
        model: (any VideoGeneration)? = nil,
        sinks: [any DeliverySink] = [], store: MemoryTaskStore = .init(),
        configuration: VideoTracker.Configuration = .init(), seed: UInt64 = 1
    ) {
        let book = Book(submissions, polls)
        models =
            model.map { [$0] }
            ?? ["a", "b"].prefix(submissions.count).map { name in
                HighwayModel.veo31LiteImageToVideo(
                    at: Surface(
                        name: name, baseURL: WebURL("https://\(name).example"),
                        credential: CredentialName(rawValue: "KEY")))
            }
        loop = VirtualLoop { book.answer($0) }
        self.store = store
        var configuration = configuration
        configuration.observers = [exported.telemetry()]
        configuration.sinks = sinks
        tracker = VideoTracker(
            loop: loop, store: store, credentials: FixedCredentials(["KEY": Canary.key]), configuration: configuration,
            generator: SeededGenerator(seed: seed))
    }

    func submit(
        to destination: Destination = .links, samples: Int? = nil, key: RequestKey? = nil
    ) async throws -> TaskID {
        let media = Media(
            location: .local(MemorySource([1, 2, 3])), mediaType: "image/png",
            pixels: PixelSize(width: 1280, height: 720))
        let offers = try models.map { model in
            let request = InspectedRequest(
                prompt: Canary.prompt, media: model.descriptor.mode == .text ? [:] : [.firstFrame: [media]],
                options: .init(samples: samples))
            return Offer(try #require(model.descriptor.negotiate(request).request), of: model)
        }
        return try await tracker.submit(
            offers[0].request, to: offers[0].model, orElse: Array(offers.dropFirst()), destination: destination,
            key: key)
    }

    /// Submits a task and follows it to its last event.
    @discardableResult
    func follow(to destination: Destination = .links, samples: Int? = nil) throws -> TaskID {
        try loop.run {
            let id = try await self.submit(to: destination, samples: samples)
            for await _ in await self.tracker.events(of: id) {}
            return id
        }
    }

    /// Lets virtual time pass.
    func pass(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            loop.makeTimer { continuation.resume() }.wake(at: loop.now + duration)
        }
    }
}

/// What the services answer.
private final class Book: Sendable {
    private let submissions: [String: [VirtualReply]]
    private let polls: [VirtualReply]
    private let counts = Mutex<[String: Int]>([:])

    init(_ submissions: [[VirtualReply]], _ polls: [VirtualReply]) {
        self.submissions = Dictionary(uniqueKeysWithValues: zip(["a", "b"], submissions))
        self.polls = polls
    }

    func answer(_ exchange: HTTPExchange) -> VirtualReply {
        let name = String(exchange.request.authority?.prefix(1) ?? "")
        if exchange.purpose == .download {
            return .bytes(TinyMP4.bytes, header: "Content-Length: \(TinyMP4.bytes.count)\r\n")
        }
        let isSubmission = exchange.request.method == .post
        let count = counts.withLock { counts in
            defer { counts[isSubmission ? name : "polls", default: 0] += 1 }
            return counts[isSubmission ? name : "polls", default: 0]
        }
        let replies = isSubmission ? submissions[name] ?? [] : polls
        return replies.indices.contains(count) ? replies[count] : replies.last ?? .failure(.unreachable)
    }
}

extension VirtualReply {
    static let accepted = VirtualReply.json(#"{"task_id":"t-1"}"#)
    static let queued = status("TASK_STATUS_QUEUED")
    static let running = status("TASK_STATUS_PROCESSING")
    static let lost = VirtualReply.failure(.connectionLost)
    static let unreachable = VirtualReply.failure(.unreachable, phase: .connecting, provesNothingSent: true)
    static let unavailable = refusal(503, "SERVICE_NOT_AVAILABLE")

    static func status(_ word: String) -> VirtualReply {
        .json(#"{"task":{"status":"\#(word)","reason":"\#(Canary.service)"}}"#)
    }

    static func done(_ count: Int = 1) -> VirtualReply {
        let videos = (0..<count).map { #"{"video_url":"https://cdn.example/\#($0).mp4?s=\#(Canary.url)"}"# }
        return .json(#"{"task":{"status":"TASK_STATUS_SUCCEED"},"videos":[\#(videos.joined(separator: ","))]}"#)
    }

    static func refusal(_ status: Int, _ reason: String, header: String = "") -> VirtualReply {
        .json(
            #"{"code":\#(status),"reason":"\#(reason)","message":"\#(Canary.service) \#(Canary.prompt)"}"#,
            status: status, header: header)
    }
}
