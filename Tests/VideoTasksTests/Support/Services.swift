// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

/// A tracker before several services that speak the same wire, each with its own key, its own answers, and its own book
/// of what it bills.
final class Services: Sendable {
    let loop: VirtualLoop
    let tracker: VideoTracker
    let store = MemoryTaskStore()
    let models: [HighwayModel]
    private let book: Book
    /// How long each answer to a submission takes.
    var delay: Duration {
        get { book.delay.withLock { $0 } }
        set { book.delay.withLock { $0 = newValue } }
    }

    /// - Parameters:
    ///   - answers: What each service says to submissions, the last answer again and again; the first is called a.
    ///   - asked: What a service says to questions, by its name.
    init(
        _ answers: [[Answer]], configuration: VideoTracker.Configuration = .init(),
        asked: @escaping @Sendable (String) -> VirtualReply = { _ in .done() }
    ) {
        let book = Book(answers, asked)
        let names = Book.names.prefix(answers.count)
        models = names.map { name in
            HighwayModel.veo31LiteImageToVideo(
                at: Surface(
                    name: name, baseURL: WebURL("https://\(name).example"),
                    credential: CredentialName(rawValue: "\(name.uppercased())_API_KEY")))
        }
        loop = VirtualLoop { book.answer($0) }
        self.book = book
        let keys = models.compactMap(\.surface.credential).map { ($0, "key-of-\($0.rawValue)") }
        tracker = VideoTracker(
            loop: loop, store: store, credentials: FixedCredentials(Dictionary(uniqueKeysWithValues: keys)),
            configuration: configuration, generator: SeededGenerator(seed: 1))
    }

    /// The services that were given a submission, in order.
    var posts: String { book.posts.withLock { $0.joined() } }
    /// The services that bill something, each as often as it does.
    var bills: String { book.bills.withLock { $0.joined() } }
    /// The services that were asked something, in order.
    var questions: String { book.questions.withLock { $0.joined() } }

    /// Submits to these services, the first one first; without a choice, to all.
    func submit(to chosen: [Int]? = nil) async throws -> TaskID {
        let media = Media(
            location: .local(MemorySource([1, 2, 3])), mediaType: "image/png",
            pixels: PixelSize(width: 1280, height: 720))
        let offers = try (chosen ?? Array(models.indices)).map { index in
            let model = models[index]
            let request = InspectedRequest(prompt: "a ship", media: [.firstFrame: [media]])
            return Offer(try #require(model.descriptor.negotiate(request).request), of: model)
        }
        return try await tracker.submit(
            offers[0].request, to: offers[0].model, orElse: Array(offers.dropFirst()), destination: .links)
    }

    /// Submits, and tells all that happens.
    func words() throws -> [String] {
        try loop.run {
            let id = try await self.submit()
            return await self.tracker.events(of: id).words()
        }
    }

    func record() throws -> VideoTask { try #require(try store.tasks(in: Set(TaskState.allCases)).first) }

    /// Lets virtual time pass.
    func pass(_ duration: Duration) throws {
        try loop.run { await self.wait(duration) }
    }

    /// The same from within.
    func wait(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            loop.makeTimer { continuation.resume() }.wake(at: loop.now + duration)
        }
    }
}

/// What a service does with a submission.
enum Answer: String, CaseIterable, Sendable {
    case accepted
    case unreachable, overloaded, unavailable
    case refusedKey, noMoney, retired, wrongAddress
    case refusedContent, refusedRequest, untrusted
    case lostAndTaken, lost

    var reply: VirtualReply {
        switch self {
        case .accepted: .json(#"{"task_id":"t-1"}"#)
        case .unreachable: .failure(.unreachable, phase: .connecting, provesNothingSent: true)
        case .overloaded: .json("{}", status: 429)
        case .unavailable: .refusal(503, "SERVICE_NOT_AVAILABLE")
        case .refusedKey: .refusal(401, "INVALID_API_KEY")
        case .noMoney: .refusal(402, "NOT_ENOUGH_BALANCE")
        case .retired: .refusal(404, "MODEL_NOT_FOUND")
        case .wrongAddress: .json("<html>nginx</html>", status: 404)
        case .refusedContent: .refusal(403, "ILLEGAL_PROMPT")
        case .refusedRequest: .refusal(400, "INVALID_REQUEST_BODY")
        case .untrusted: .failure(.insecure, phase: .connecting, provesNothingSent: true)
        case .lostAndTaken: .failure(.timedOut)
        case .lost: .failure(.connectionLost)
        }
    }

    /// Whether the service works, and bills.
    var isBilled: Bool { self == .accepted || self == .lostAndTaken }
}

/// What the services have seen.
private final class Book: Sendable {
    static let names = ["a", "b", "c", "d"]
    let posts = Mutex<[String]>([])
    let bills = Mutex<[String]>([])
    let questions = Mutex<[String]>([])
    let delay = Mutex(Duration.milliseconds(10))
    private let answers: [String: [Answer]]
    private let asked: @Sendable (String) -> VirtualReply

    init(_ answers: [[Answer]], _ asked: @escaping @Sendable (String) -> VirtualReply) {
        self.answers = Dictionary(uniqueKeysWithValues: zip(Self.names, answers))
        self.asked = asked
    }

    func answer(_ exchange: HTTPExchange) -> VirtualReply {
        let name = String(exchange.request.authority?.prefix(1) ?? "")
        guard exchange.request.method == .post else {
            questions.withLock { $0.append(name) }
            return asked(name)
        }
        let count = posts.withLock { posts in
            defer { posts.append(name) }
            return posts.count { $0 == name }
        }
        guard let answers = answers[name], let answer = answers.indices.contains(count) ? answers[count] : answers.last
        else { return .failure(.unreachable) }
        // Whoever asks with another's key has told a stranger a secret.
        let isOurs = exchange.authorization?.secret.reveal() == "key-of-\(name.uppercased())_API_KEY"
        if !isOurs { return .failure(.cancelled) }
        if answer.isBilled { bills.withLock { $0.append(name) } }
        return answer.reply.after(delay.withLock { $0 })
    }
}
