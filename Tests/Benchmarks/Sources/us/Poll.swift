// SPDX-License-Identifier: Apache-2.0
import Measuring
import Synchronization
import VideoGenerationKit

/// `us poll URL COUNT CONCURRENCY [TASKS [BEFORE [MICROSECONDS]]]`: the whole cycle: tasks that become due, take their turn,
/// are asked about, whose answers are looked at, and which are due again. There is always one that waits for a free
/// connection: each is due every 0.1 s, or every `MICROSECONDS` (10) for each of `TASKS` if that is longer. What is allocated
/// for a task is told beyond what `BEFORE` others need, which are asked about as well.
enum Poll {
    static func run(_ arguments: Arguments) async throws {
        let url = try WebURL.reading(arguments.text(0))
        let (count, concurrency) = (try arguments.number(1), try arguments.number(2))
        let tasks = arguments.count > 3 ? try arguments.number(3) : 8000
        // Half of the connections to a host are for questions.
        let loop = CountingLoop(CurlTransport(configuration: .init(connectionsPerHost: 2 * concurrency)))
        let before = arguments.count > 4 ? try arguments.number(4) : 0
        // More than the service can answer, and not so much more that the others wait for long: a tracker asks about a
        // task ten times a second at most.
        let gap = arguments.count > 5 ? try arguments.number(5) : 10
        let interval = max(.milliseconds(100), .microseconds(gap) * tasks)
        let crowd = try await Crowd(tasks, every: interval, at: try .reading(url.origin), over: loop)
        if before > 0 {
            try await crowd.follow(before)
            try await loop.reachNews(before)
        }
        let resting = Memory.allocated
        try await crowd.follow()
        try await loop.reachNews(before + tasks)
        let parked = Double(Memory.allocated - resting) / Double(tasks)
        let begin = loop.answers
        let measurement = Measurement()
        await loop.reach(begin + count)
        let end = loop.answers
        let writes = Double(crowd.journalWrites) / Double(before + tasks)
        measurement.print(
            count: end - begin, ["taskBytes": parked, "polls": Double(end), "journalWrites": writes])
        await crowd.tracker.stop()
        await loop.base.shutdown()
    }
}

/// The real loop, with a count of what its lanes bring.
final class CountingLoop: LoopTransport {
    let base: CurlTransport
    private let answered = Atomic(0)
    private let goal = Atomic(Int.max)
    private let news = Atomic(0)
    private let waiter = Mutex<CheckedContinuation<Void, Never>?>(nil)

    init(_ base: CurlTransport) {
        self.base = base
    }

    /// How many questions were answered.
    var answers: Int { answered.load(ordering: .relaxed) }

    /// Waits until so many questions were answered, without looking now and then, which would be counted as well.
    func reach(_ count: Int) async {
        await withCheckedContinuation { continuation in
            waiter.withLock { $0 = continuation }
            goal.store(count, ordering: .sequentiallyConsistent)
            if answered.load(ordering: .sequentiallyConsistent) >= count { arrive() }
        }
    }

    /// Waits until the first answers about so many tasks are through, so that what follows is old news.
    func reachNews(_ count: Int) async throws {
        while news.load(ordering: .relaxed) < count { try await Task.sleep(for: .milliseconds(50)) }
        await reach(answers + 500)
    }

    private func arrive() {
        goal.store(.max, ordering: .relaxed)
        waiter.withLock { $0.take() }?.resume()
    }

    private func count() {
        let count = answered.add(1, ordering: .sequentiallyConsistent).newValue
        if count >= goal.load(ordering: .sequentiallyConsistent) { arrive() }
    }

    func makeLane(like template: HTTPExchange, from source: any CallSource) -> any CallLane {
        base.makeLane(like: template, from: Source(self, source))
    }

    private final class Source: CallSource {
        private let loop: CountingLoop
        private let base: any CallSource

        init(_ loop: CountingLoop, _ base: any CallSource) {
            self.loop = loop
            self.base = base
        }

        func nextCall(_ target: inout [UInt8], at now: MonotonicTime) -> UInt64? { base.nextCall(&target, at: now) }

        func absorb(_ body: UnsafeRawBufferPointer, of call: UInt64, at now: MonotonicTime) -> Bool {
            loop.count()
            return unsafe base.absorb(body, of: call, at: now)
        }

        func ended(_ call: UInt64, with outcome: HTTPOutcome) {
            loop.news.add(1, ordering: .relaxed)
            base.ended(call, with: outcome)
        }
    }

    var now: MonotonicTime { base.now }
    var wallClock: Double { base.wallClock }
    func start(_ exchange: HTTPExchange, completion: @escaping @Sendable (HTTPOutcome) -> Void) -> ExchangeID {
        base.start(exchange, completion: completion)
    }
    func cancel(_ exchange: ExchangeID) { base.cancel(exchange) }
    func makeTimer(_ handler: @escaping @Sendable () -> Void) -> any LoopTimer { base.makeTimer(handler) }
    func enqueue(_ job: consuming ExecutorJob) { base.enqueue(job) }
    func asUnownedSerialExecutor() -> UnownedSerialExecutor { base.asUnownedSerialExecutor() }
    func isIsolatingCurrentContext() -> Bool? { base.isIsolatingCurrentContext() }
    func checkIsolated() { base.checkIsolated() }
}
