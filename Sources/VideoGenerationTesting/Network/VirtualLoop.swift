// SPDX-License-Identifier: Apache-2.0
import Synchronization
public import VideoGenerationCore
import VideoTasks

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A loop whose network is a function and whose clock jumps: hours of polling pass in a millisecond, in the same order
/// every time.
///
/// ```swift
/// let loop = VirtualLoop { exchange in .json(#"{"task_id":"t-1"}"#, status: exchange.request.method == .post ? 200 : 404) }
/// let answer = try loop.run { await loop.send(exchange) }
/// ```
///
/// Everything runs on the thread that calls ``run(maximumSteps:_:)``: what lives on the loop, and the closure itself.
public final class VirtualLoop: LoopTransport {
    /// Answers an exchange.
    public typealias Service = @Sendable (HTTPExchange) -> VirtualReply

    private let service: Service
    private let time: Time
    private let state = Mutex(State())

    /// The clock, which several loops may share.
    private final class Time: Sendable {
        let clock: Mutex<VirtualClock>
        let thread = Mutex<pthread_t?>(nil)

        init(_ clock: consuming sending VirtualClock) {
            self.clock = Mutex(clock)
        }
    }

    private struct State {
        var pending: [ExchangeID: @Sendable (HTTPOutcome) -> Void] = [:]
        var exchanges: [HTTPExchange] = []
        var isCutOff = false
    }

    /// A loop with a clock of its own.
    ///
    /// - Parameters:
    ///   - wallClock: Seconds since 1970 at virtual time zero.
    ///   - now: The virtual time at which it begins.
    ///   - service: Answers every exchange.
    public init(
        wallClock: Double = 1_800_000_000, now: MonotonicTime = MonotonicTime(nanoseconds: 0),
        service: @escaping Service
    ) {
        time = Time(VirtualClock(now: now, wallClockAtZero: wallClock))
        self.service = service
    }

    private init(_ time: Time, _ service: @escaping Service) {
        self.time = time
        self.service = service
    }

    /// Another loop on the same clock, as another process on the same machine would be: whoever runs one of them runs
    /// all, in an order that is the same every time.
    public func another(service: @escaping Service) -> VirtualLoop {
        VirtualLoop(time, service)
    }

    /// The virtual time.
    public var now: MonotonicTime { time.clock.withLock { $0.now } }

    /// The wall clock, which goes with the virtual time.
    public var wallClock: Double { time.clock.withLock { $0.wallClock } }

    /// Every exchange that was started, in order, without its sink.
    public var exchanges: [HTTPExchange] { state.withLock { $0.exchanges } }

    /// Sets the wall clock forward, or back, as a person or a time server would; deadlines do not notice.
    public func setWallClock(forward seconds: Double) {
        time.clock.withLock { $0.wallClockAtZero += seconds }
    }

    /// Lets `duration` pass in which the machine is suspended: what became due meanwhile happens after it, all at once.
    public func suspend(for duration: Duration) {
        time.clock.withLock { $0.skip(duration) }
    }

    /// Cuts the loop off, as the end of its process would: exchanges end as cancelled and reach nobody, and blocking work
    /// is not done. What lives on the loop still runs, so that it can come to its end.
    public func cutOff() {
        let pending = state.withLock { state in
            state.isCutOff = true
            return state.pending.keys.sorted { $0.rawValue < $1.rawValue }
        }
        for exchange in pending { cancel(exchange) }
    }

    /// Forgets every timer and exchange of the clock that is still ahead, so that nothing keeps anything else alive.
    public func forgetTimers() {
        time.clock.withLock { $0.forgetEvents() }
    }

    /// Runs `operation` to its end, letting virtual time pass whenever nothing else is left to do.
    ///
    /// - Parameters:
    ///   - maximumSteps: How many steps are done before it counts as endless.
    ///   - operation: What to run.
    /// - Throws: What `operation` throws, or `internal` when it waits for something that can never happen, or is endless.
    public func run<Value: Sendable>(
        maximumSteps: Int = 10_000_000, _ operation: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        time.thread.withLock { $0 = pthread_self() }
        defer { time.thread.withLock { $0 = nil } }
        let result = ResultBox<Value>()
        // Looked at between all steps, so it is apart from what is generic.
        let end = Flag()
        Task(executorPreference: self) {
            do { result.set(.success(try await operation())) } catch { result.set(.failure(error)) }
            end.isSet.store(true, ordering: .relaxed)
        }
        for _ in 0..<maximumSteps {
            if end.isSet.load(ordering: .relaxed), let result = result.value { return try result.get() }
            guard step() else { throw stuck }
        }
        throw VideoGenerationError(
            .internalFailure,
            "The operation goes on after \(maximumSteps) steps. Does the service ever give an answer that ends it?")
    }

    /// That nothing is left to do, and the operation is not over.
    var stuck: VideoGenerationError {
        let last = exchanges.last.map { ", the last one \($0.request.method) \($0.request.path ?? "")" } ?? ""
        return VideoGenerationError(
            .internalFailure,
            "After \(exchanges.count) exchanges\(last), nothing is left to do on the loop, and the operation waits. In it, wait "
                + "for nothing but what lives on the loop: no sleep, no other actor, no thread.")
    }

    /// Whether there is something to do before time passes.
    var hasJob: Bool { time.clock.withLock { $0.hasJob } }

    /// Does the next thing on the calling thread; false if there is none.
    func stepHere() -> Bool {
        let outer = time.thread.withLock { thread in
            defer { thread = pthread_self() }
            return thread
        }
        defer { time.thread.withLock { $0 = outer } }
        return step()
    }

    /// Does the next thing; false if there is none.
    private func step() -> Bool {
        switch time.clock.withLock({ $0.next() }) {
        case .job(let job, let loop):
            unsafe job.runSynchronously(
                isolatedTo: loop.asUnownedSerialExecutor(), taskExecutor: loop.asUnownedTaskExecutor())
        case .event(let run):
            run()
        case nil:
            return false
        }
        return true
    }

    private func schedule(at moment: MonotonicTime, _ run: @escaping @Sendable () -> Void) {
        time.clock.withLock { $0.add(at: moment, run) }
    }

    // MARK: Executor

    /// Takes a job for the next ``run(maximumSteps:_:)``.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        time.clock.withLock { $0.add(job, of: self) }
    }

    /// This loop as an executor.
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    /// Whether the calling thread is in ``run(maximumSteps:_:)``.
    public func isIsolatingCurrentContext() -> Bool? {
        time.thread.withLock { $0 == pthread_self() }
    }

    /// Stops the process unless the calling thread is in ``run(maximumSteps:_:)``.
    public func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "not on the virtual loop")
    }

    // MARK: Transport

    /// Answers the exchange by the service, after the reply's delay and within the exchange's limits.
    public func start(
        _ exchange: HTTPExchange, completion: @escaping @Sendable (HTTPOutcome) -> Void
    ) -> ExchangeID {
        let isCutOff = state.withLock { $0.isCutOff }
        let reply = (isCutOff ? .failure(.cancelled) : service(exchange)).held(to: exchange.limits)
        let (id, moment) = time.clock.withLock { clock in
            (ExchangeID(rawValue: clock.nextNumber()), clock.now + reply.delay)
        }
        let isLate = state.withLock { state in
            state.pending[id] = completion
            // What is kept must not keep a file alive.
            var kept = exchange
            kept.sink = nil
            state.exchanges.append(kept)
            return state.isCutOff && !isCutOff
        }
        schedule(at: moment) { [self] in finish(id) { reply.play(into: exchange.sink) } }
        // The service itself may have cut it off.
        if isLate { cancel(id) }
        return id
    }

    /// Ends the exchange as cancelled.
    public func cancel(_ exchange: ExchangeID) {
        schedule(at: now) { [self] in finish(exchange) { Self.cancelled } }
    }

    private func finish(_ id: ExchangeID, _ outcome: () -> HTTPOutcome) {
        let (completion, isCutOff) = state.withLock { ($0.pending.removeValue(forKey: id), $0.isCutOff) }
        completion?(isCutOff ? Self.cancelled : outcome())
    }

    private static var cancelled: HTTPOutcome {
        .failure(
            ExchangeFailure(.cancelled, phase: .waiting, provesNothingSent: false, message: "It was cancelled."))
    }

    /// Makes a timer on virtual time.
    public func makeTimer(_ handler: @escaping @Sendable () -> Void) -> any LoopTimer {
        VirtualTimer(loop: self, handler: handler)
    }

    /// Does `work` in place, on the loop: nothing blocks in virtual time.
    public func offload<Value: Sendable>(
        _ work: @escaping @Sendable () async throws(VideoGenerationError) -> Value
    ) async throws(VideoGenerationError) -> Value {
        guard !state.withLock({ $0.isCutOff }) else {
            throw VideoGenerationError(.cancelled, "The loop was cut off.")
        }
        return try await work()
    }

    private final class VirtualTimer: LoopTimer {
        private let loop: VirtualLoop
        private let handler: @Sendable () -> Void
        private let generation = Mutex(0)

        init(loop: VirtualLoop, handler: @escaping @Sendable () -> Void) {
            self.loop = loop
            self.handler = handler
        }

        func wake(at time: MonotonicTime?) {
            let mine = generation.withLock { generation in
                generation += 1
                return generation
            }
            guard let time else { return }
            loop.schedule(at: time) { [self] in
                if generation.withLock({ $0 == mine }) { handler() }
            }
        }
    }
}

private final class Flag: Sendable {
    let isSet = Atomic(false)
}

/// Takes a result from one task to another.
final class ResultBox<Value: Sendable>: Sendable {
    private let box = Mutex<Result<Value, any Error>?>(nil)

    var value: Result<Value, any Error>? { box.withLock { $0 } }

    func set(_ result: Result<Value, any Error>) {
        box.withLock { $0 = result }
    }
}
