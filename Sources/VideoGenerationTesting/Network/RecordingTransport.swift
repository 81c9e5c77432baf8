// SPDX-License-Identifier: Apache-2.0
import Synchronization
public import VideoGenerationCore

/// Passes everything on to a real transport, and keeps what went over it as a ``Recording``.
public final class RecordingTransport: LoopTransport {
    private let base: any LoopTransport
    private let largestBody: Int
    private let exchanges = Mutex<[Recording.Exchange]>([])

    /// A transport that records what `base` does; of a download at most `largestBody` bytes.
    public init(_ base: any LoopTransport, largestBody: Int = 1 << 20) {
        self.base = base
        self.largestBody = largestBody
    }

    /// What was recorded so far; an exchange that is on its way has no answer yet.
    public var recording: Recording { Recording(exchanges: exchanges.withLock { $0 }) }

    /// Starts the exchange at the real transport.
    public func start(
        _ exchange: HTTPExchange, completion: @escaping @Sendable (HTTPOutcome) -> Void
    ) -> ExchangeID {
        guard let entry = try? Recording.Exchange(exchange) else {
            return base.start(exchange, completion: completion)
        }
        let index = exchanges.withLock { exchanges in
            exchanges.append(entry)
            return exchanges.count - 1
        }
        var exchange = exchange
        let copy = exchange.sink.map { SinkCopy($0, most: largestBody) }
        exchange.sink = copy
        return base.start(exchange) { [self] outcome in
            exchanges.withLock { $0[index].answer(outcome, sunk: copy?.kept ?? []) }
            completion(outcome)
        }
    }

    /// Ends an exchange early.
    public func cancel(_ exchange: ExchangeID) { base.cancel(exchange) }

    /// The real transport's clock.
    public var now: MonotonicTime { base.now }

    /// The real transport's wall clock.
    public var wallClock: Double { base.wallClock }

    /// A timer of the real transport.
    public func makeTimer(_ handler: @escaping @Sendable () -> Void) -> any LoopTimer { base.makeTimer(handler) }

    /// Does `work` where the real transport does it.
    public func offload<Value: Sendable>(
        _ work: @escaping @Sendable () async throws(VideoGenerationError) -> Value
    ) async throws(VideoGenerationError) -> Value {
        try await base.offload(work)
    }

    /// Leaves the job to the real transport's loop.
    public func enqueue(_ job: consuming ExecutorJob) { base.enqueue(job) }

    /// The real transport's loop.
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { unsafe base.asUnownedSerialExecutor() }

    /// Whether the calling thread is the real transport's.
    public func isIsolatingCurrentContext() -> Bool? { base.isIsolatingCurrentContext() }

    /// Stops the process unless the calling thread is the real transport's.
    public func checkIsolated() { base.checkIsolated() }

    /// Passes bytes on, and keeps the first of them.
    private final class SinkCopy: ByteSink {
        private let base: any ByteSink
        private let most: Int
        private let bytes = Mutex<[UInt8]>([])

        init(_ base: any ByteSink, most: Int) {
            self.base = base
            self.most = most
        }

        var kept: [UInt8] { bytes.withLock { $0 } }

        func begin(_ reply: HTTPReply) throws {
            if reply.status != 206 { bytes.withLock { $0 = [] } }
            try base.begin(reply)
        }

        func write(_ bytes: UnsafeRawBufferPointer) throws {
            self.bytes.withLock { kept in
                unsafe kept.append(contentsOf: bytes.prefix(max(0, most - kept.count)))
            }
            unsafe try base.write(bytes)
        }
    }
}
