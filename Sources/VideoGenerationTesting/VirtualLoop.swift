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
/// let loop = VirtualLoop { exchange in .reply(HTTPReply(status: 200)) }
/// let delivery = try loop.run { try await tracker.delivery(of: id) }
/// ```
///
/// Everything runs on the thread that calls ``run(maximumSteps:_:)``: what lives on the loop, and the closure itself.
public final class VirtualLoop: LoopTransport {
    /// Answers an exchange.
    public typealias Service = @Sendable (HTTPExchange) -> VirtualReply

    private let service: Service
    private let wallClockAtZero: Double
    private let state = Mutex(State())

    private struct State {
        var jobs: [UnownedJob] = []
        var events = TimerHeap<@Sendable () -> Void>()
        var pending: [ExchangeID: @Sendable (HTTPOutcome) -> Void] = [:]
        var now = MonotonicTime(nanoseconds: 0)
        var counter: UInt64 = 0
        var thread: pthread_t?
        var exchanges: [HTTPExchange] = []

        mutating func next() -> UInt64 {
            counter += 1
            return counter
        }
    }

    /// A loop at virtual time zero.
    ///
    /// - Parameters:
    ///   - wallClock: Seconds since 1970 at virtual time zero.
    ///   - service: Answers every exchange.
    public init(wallClock: Double = 1_800_000_000, service: @escaping Service) {
        wallClockAtZero = wallClock
        self.service = service
    }

    /// The virtual time.
    public var now: MonotonicTime { state.withLock { $0.now } }

    /// The wall clock, which goes with the virtual time.
    public var wallClock: Double { wallClockAtZero + Double(now.nanoseconds) / 1e9 }

    /// Every exchange that was started, in order, without its sink.
    public var exchanges: [HTTPExchange] { state.withLock { $0.exchanges } }

    /// Runs `operation` to its end, letting virtual time pass whenever nothing else is left to do.
    ///
    /// - Parameters:
    ///   - maximumSteps: How many steps are done before it counts as endless.
    ///   - operation: What to run.
    /// - Throws: What `operation` throws, or `internal` when it waits for something that can never happen, or is endless.
    public func run<Value: Sendable>(
        maximumSteps: Int = 10_000_000, _ operation: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        state.withLock { $0.thread = pthread_self() }
        defer { state.withLock { $0.thread = nil } }
        let result = ResultBox<Value>()
        Task(executorPreference: self) {
            do { result.set(.success(try await operation())) } catch { result.set(.failure(error)) }
        }
        for _ in 0..<maximumSteps {
            if let result = result.value { return try result.get() }
            guard step() else {
                throw VideoGenerationError(
                    .internalFailure, "The operation waits for something that no timer and no exchange will bring.")
            }
        }
        throw VideoGenerationError(.internalFailure, "The operation goes on after \(maximumSteps) steps.")
    }

    /// Does the next thing; false if there is none.
    private func step() -> Bool {
        if let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) {
            unsafe job.runSynchronously(
                isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            return true
        }
        let event = state.withLock { state -> (@Sendable () -> Void)? in
            guard let time = state.events.earliest else { return nil }
            state.now = max(state.now, time)
            return state.events.removeFirst(dueAt: time)
        }
        event?()
        return event != nil
    }

    private func schedule(at time: MonotonicTime, _ run: @escaping @Sendable () -> Void) {
        state.withLock { $0.events.add(run, at: time) }
    }

    // MARK: Executor

    /// Takes a job for the next ``run(maximumSteps:_:)``.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    /// This loop as an executor.
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    /// Whether the calling thread is in ``run(maximumSteps:_:)``.
    public func isIsolatingCurrentContext() -> Bool? {
        state.withLock { $0.thread == pthread_self() }
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
        let reply = service(exchange).held(to: exchange.limits)
        let (id, time) = state.withLock { state in
            let id = ExchangeID(rawValue: state.next())
            state.pending[id] = completion
            // What is kept must not keep a file alive.
            var kept = exchange
            kept.sink = nil
            state.exchanges.append(kept)
            return (id, state.now + reply.delay)
        }
        schedule(at: time) { [self] in finish(id) { reply.play(into: exchange.sink) } }
        return id
    }

    /// Ends the exchange as cancelled.
    public func cancel(_ exchange: ExchangeID) {
        schedule(at: now) { [self] in
            finish(exchange) {
                .failure(
                    ExchangeFailure(.cancelled, phase: .waiting, provesNothingSent: false, message: "It was cancelled.")
                )
            }
        }
    }

    private func finish(_ id: ExchangeID, _ outcome: () -> HTTPOutcome) {
        guard let completion = state.withLock({ $0.pending.removeValue(forKey: id) }) else { return }
        completion(outcome())
    }

    /// Makes a timer on virtual time.
    public func makeTimer(_ handler: @escaping @Sendable () -> Void) -> any LoopTimer {
        VirtualTimer(loop: self, handler: handler)
    }

    /// Does `work` in place: nothing blocks in virtual time.
    public func offload<Value: Sendable>(
        _ work: @escaping @Sendable () throws(VideoGenerationError) -> Value
    ) async throws(VideoGenerationError) -> Value {
        try work()
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

private final class ResultBox<Value: Sendable>: Sendable {
    private let box = Mutex<Result<Value, any Error>?>(nil)

    var value: Result<Value, any Error>? { box.withLock { $0 } }

    func set(_ result: Result<Value, any Error>) {
        box.withLock { $0 = result }
    }
}
