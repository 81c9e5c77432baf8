// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

/// Many tasks at one service that is ill for a while, in one process.
///
/// Sendable by confinement to the loop's thread, as ``World``.
final class Crowd: @unchecked Sendable {
    private(set) lazy var loop = VirtualLoop { [unowned self] exchange in answer(exchange) }
    let store = MemoryTaskStore()
    let model = HighwayModel.veo31LiteImageToVideo()
    private(set) lazy var tracker = VideoTracker(
        loop: loop, store: store, credentials: FixedCredentials([Highway.credential: "key"]),
        configuration: configuration, generator: SeededGenerator(seed: 1))
    private var configuration = VideoTracker.Configuration()
    private var random: SeededGenerator
    /// The task each entry is billed for.
    private(set) var ledger: [String] = []
    private(set) var posts = 0
    /// When the service was asked for tasks.
    private(set) var questions: [MonotonicTime] = []
    private(set) var troubles: [VideoGenerationError] = []
    private(set) var ends: [TaskID: TaskEvent] = [:]
    /// Until when every submission ends in a gateway's page or a reset.
    var illUntil = MonotonicTime(nanoseconds: 0)
    private let render = Duration.seconds(90)
    private var done: [MonotonicTime] = []

    init(seed: UInt64, resubmission: ResubmissionAllowance? = nil) {
        random = SeededGenerator(seed: seed)
        configuration.resubmission = resubmission
        configuration.rememberedTasks = 100_000
    }

    private func answer(_ exchange: HTTPExchange) -> VirtualReply {
        let path = exchange.request.path ?? ""
        guard exchange.request.method == .post else {
            questions.append(loop.now)
            guard let number = Int(path.split(separator: "-").last ?? ""), number < done.count else {
                return .envelope(404, "TASK_NOT_FOUND")
            }
            guard loop.now >= done[number] else { return .json(#"{"task":{"status":"TASK_STATUS_PROCESSING"}}"#) }
            return .json(
                #"{"task":{"status":"TASK_STATUS_SUCCEED"},"videos":[{"video_url":"https://cdn.example/\#(number).mp4"}]}"#
            )
        }
        posts += 1
        let isIll = loop.now < illUntil
        let isTaken = !isIll || random.chance(0.3)
        if isTaken {
            ledger.append(prompt(of: exchange))
            done.append(loop.now + render)
        }
        guard isIll else { return .json(#"{"task_id":"t-\#(done.count - 1)"}"#) }
        return random.chance(0.5) ? .page(502) : .failure(.connectionLost)
    }

    private func prompt(of exchange: HTTPExchange) -> String {
        for case .bytes(let bytes) in exchange.body.segments {
            let text = String(decoding: bytes, as: UTF8.self)
            if let part = text.split(separator: "\"").first(where: { $0.hasPrefix("request ") }) { return String(part) }
        }
        return ""
    }

    func request(_ number: Int) -> NegotiatedRequest? {
        let media = Media(
            location: .local(MemorySource([1])), mediaType: "image/png", pixels: PixelSize(width: 1280, height: 720))
        return model.descriptor.negotiate(
            InspectedRequest(prompt: "request \(number)", media: [.firstFrame: [media]], options: .init())
        ).request
    }

    /// Submits request `number`, and listens to its end.
    func submit(_ number: Int) async throws {
        guard let request = request(number) else { return }
        let id = try await tracker.submit(request, to: model, destination: .links)
        Task(executorPreference: loop) {
            for await event in await self.tracker.events(of: id) {
                if case .attention(let error) = event { self.troubles.append(error) }
                if event.isLast { self.ends[id] = event }
            }
        }
    }

    func pass(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            loop.makeTimer { continuation.resume() }.wake(at: loop.now + duration)
        }
    }

    /// Lets time pass until `count` tasks have ended, or for a day.
    func settle(_ count: Int) async {
        let limit = loop.now + .seconds(86_400)
        while loop.now < limit, ends.count < count { await pass(.seconds(10)) }
        await tracker.stop()
    }
}
