// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Measuring
import Synchronization
import VideoGenerationKit

/// Any number of tasks that a service has taken, followed by one tracker: what is measured is the following alone.
struct Crowd {
    let tracker: VideoTracker
    let model: HighwayModel
    private let count: Int
    private let journal: Journal
    private let loop: any LoopTransport

    /// How often the tracker has written to the journal.
    var journalWrites: Int { journal.writes.load(ordering: .relaxed) }

    /// Tasks that are asked about every `interval` over `loop`, at the service at `url`.
    init(_ count: Int, every interval: Duration, at url: WebURL, over loop: any LoopTransport) async throws {
        model = HighwayModel.veo31LiteImageToVideo(at: Highway.surface(baseURL: url))
        let template = try await Self.template(of: model)
        let configuration = VideoTracker.Configuration(
            polling: PollSchedule(shortest: interval, longest: interval),
            pace: PollPace(rate: 1_000_000, burst: 1_000_000))
        journal = try Journal(template)
        tracker = VideoTracker(loop: loop, store: journal, credentials: Keys(), configuration: configuration)
        self.count = count
        self.loop = loop
    }

    /// Takes so many of them up, or all.
    func follow(_ part: Int? = nil) async throws {
        let (tracker, model, count, loop) = (tracker, model, part ?? count, loop)
        // Several at a time, because questions are asked meanwhile and each of these waits its turn on the loop.
        let width = min(count, 32)
        try await withThrowingDiscardingTaskGroup { group in
            for share in 0..<width {
                // On the loop: what a switch between threads leaves in their caches would be measured as the tasks'.
                group.addTask(executorPreference: loop) {
                    // Their ids are not kept: the tracker's memory is what is measured.
                    var generator = SystemRandomNumberGenerator()
                    for _ in stride(from: share, to: count, by: width) {
                        _ = try await tracker.resume(.random(using: &generator), with: [model])
                    }
                }
            }
        }
    }

    // For as long as the process runs: a wrapped executor does not keep the one alive that jobs really run on.
    private static let templateLoop = StubLoop(CurlTransport())

    /// The record of a task of `model` that its service has taken.
    private static func template(of model: HighwayModel) async throws -> VideoTask {
        let store = MemoryTaskStore()
        let tracker = VideoTracker(loop: templateLoop, store: store, credentials: Keys())
        let picture = Media(
            location: .remote(try .reading("https://example.com/ship.png")), mediaType: "image/png",
            pixels: PixelSize(width: 1280, height: 720))
        let negotiation = model.descriptor.negotiate(
            InspectedRequest(prompt: "The ship leaves the harbour.", media: [.firstFrame: [picture]], options: .init()))
        guard let request = negotiation.request else { throw Arguments.Failure("\(negotiation.violations)") }
        let id = try await tracker.submit(request, to: model, destination: .links)
        for await event in await tracker.events(of: id) {
            if case .submitted = event { break }
        }
        guard let record = try store.task(id) else { throw Arguments.Failure("there is no record") }
        await tracker.stop()
        return record
    }
}

struct Keys: CredentialSource {
    func credential(named name: CredentialName) async throws(VideoGenerationError) -> Secret? { try Secret("none") }
}

/// A journal that lies somewhere else: it knows every task, each as one that was just taken, and keeps nothing.
private final class Journal: TaskStore {
    private let template: String
    private let id: String
    private let me: StoreOwner
    let writes = Atomic(0)

    init(_ record: VideoTask) throws {
        template = String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
        id = record.id.rawValue
        guard let owner = record.owner else { throw Arguments.Failure("the record has no owner") }
        me = owner
    }

    func task(_ id: TaskID) throws(VideoGenerationError) -> VideoTask? {
        let text = template.replacing(self.id, with: id.rawValue).replacing(StubLoop.remoteID, with: "t-\(id.rawValue)")
        do {
            return try JSONDecoder().decode(VideoTask.self, from: Data(text.utf8))
        } catch {
            throw VideoGenerationError(.store, "\(error)")
        }
    }

    func owner() -> StoreOwner { me }
    func isAlive(_ owner: StoreOwner) -> Bool { false }
    func insert(_ task: VideoTask) -> VideoTask? {
        writes.add(1, ordering: .relaxed)
        return nil
    }
    func update(_ task: VideoTask, within budget: Budget?) -> Bool {
        writes.add(1, ordering: .relaxed)
        return true
    }
    func rescue(_ task: VideoTask) { writes.add(1, ordering: .relaxed) }
    func task(requestID: String) -> VideoTask? { nil }
    func tasks(in states: Set<TaskState>) -> [VideoTask] { [] }
    func remove(_ task: VideoTask) -> Bool { false }
    func record(runningTime: Duration, of model: ModelID) {}
    func runningTimes(of model: ModelID) -> [Duration] { [] }
    func takeResubmission(costing cost: Money, from allowance: ResubmissionAllowance, day: Int) -> Bool { false }
    func close() {}
}

/// The clock and the thread of the real loop, and a service in this process that is always at work: what tracking costs
/// without HTTP.
final class StubLoop: LoopTransport {
    static let remoteID = "0c5a9be2-4c3f-4e6a-9d1f-000000000001"
    let base: CurlTransport
    private let answered = Atomic(0)
    private let answer = Array(
        #"{"task":{"status":"TASK_STATUS_PROCESSING","task_type":"VEO_3_1_LITE_I2V","progress_percent":0}}"#.utf8)

    init(_ base: CurlTransport) {
        self.base = base
    }

    /// How many questions were answered.
    var answers: Int { answered.load(ordering: .relaxed) }

    var now: MonotonicTime { base.now }
    var wallClock: Double { base.wallClock }

    func start(_ exchange: HTTPExchange, completion: @escaping @Sendable (HTTPOutcome) -> Void) -> ExchangeID {
        let body = exchange.request.method == .post ? Array(#"{"task_id":"\#(Self.remoteID)"}"#.utf8) : answer
        let timer = Mutex<(any LoopTimer)?>(nil)
        let kept = Kept(timer)
        let made = base.makeTimer {
            kept.timer.withLock { $0 = nil }
            completion(.reply(HTTPReply(status: 200, body: body)))
        }
        kept.timer.withLock { $0 = made }
        made.wake(at: base.now)
        return ExchangeID(rawValue: 0)
    }

    private final class Kept: Sendable {
        let timer: Mutex<(any LoopTimer)?>

        init(_ timer: consuming sending Mutex<(any LoopTimer)?>) {
            self.timer = timer
        }
    }

    func makeLane(like template: HTTPExchange, from source: any CallSource) -> any CallLane { Lane(self, source) }

    /// Answers at once.
    private final class Lane: CallLane {
        private let loop: StubLoop
        private let source: any CallSource

        init(_ loop: StubLoop, _ source: any CallSource) {
            self.loop = loop
            self.source = source
        }

        func wake() {
            var target: [UInt8] = []
            let now = loop.now
            while let call = source.nextCall(&target, at: now) {
                target.removeAll(keepingCapacity: true)
                loop.answered.add(1, ordering: .relaxed)
                if unsafe !loop.answer.withUnsafeBytes({ unsafe source.absorb($0, of: call, at: now) }) {
                    source.ended(call, with: .reply(HTTPReply(status: 200, body: loop.answer)))
                }
            }
        }
    }

    func cancel(_ exchange: ExchangeID) {}
    func makeTimer(_ handler: @escaping @Sendable () -> Void) -> any LoopTimer { base.makeTimer(handler) }
    func enqueue(_ job: consuming ExecutorJob) { base.enqueue(job) }
    func asUnownedSerialExecutor() -> UnownedSerialExecutor { base.asUnownedSerialExecutor() }
    func isIsolatingCurrentContext() -> Bool? { base.isIsolatingCurrentContext() }
    func checkIsolated() { base.checkIsolated() }
}
