// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Carries out one HTTP exchange: the port that apps and plug-ins see.
///
/// Use `CurlTransport`, or implement your own over another HTTP stack. A transport sends what it is given, once: it
/// does not retry, follow a redirect, add a credential of its own or interpret a status. A failure is a value, because
/// its evidence (how far did the exchange get?) decides whether a paid submission may be repeated.
public protocol HTTPTransport: Sendable {
    /// Sends `exchange` and returns what came of it; cancelling the surrounding task ends it with
    /// ``ExchangeFailure/Kind-swift.struct/cancelled``.
    func send(_ exchange: HTTPExchange) async -> HTTPOutcome
}

/// An HTTP transport with a thread of its own, on which a tracker can live: polling ten thousand tasks then needs no
/// hop between threads.
///
/// It is the serial executor of whoever lives on it, and the task executor that the tasks of such an actor prefer: a
/// task without that preference is resumed by the pool, and hops. All completions, timer handlers and sources of lanes are
/// called on its thread, and only there. A virtual loop with the same shape lets tests run the very same tracker on a
/// virtual clock.
public protocol LoopTransport: HTTPTransport, SerialExecutor, TaskExecutor {
    /// The loop's clock, for deadlines.
    var now: MonotonicTime { get }

    /// Seconds since 1970-01-01 UTC, for records and for the expiry of signed URLs; never for deadlines.
    var wallClock: Double { get }

    /// Starts `exchange`; `completion` is called exactly once, on the loop, never before this method returns.
    func start(_ exchange: HTTPExchange, completion: @escaping @Sendable (HTTPOutcome) -> Void) -> ExchangeID

    /// Ends an exchange early; its completion is called with ``ExchangeFailure/Kind-swift.struct/cancelled`` unless it
    /// has been called already.
    func cancel(_ exchange: ExchangeID)

    /// Makes a timer whose `handler` is called on the loop.
    func makeTimer(_ handler: @escaping @Sendable () -> Void) -> any LoopTimer

    /// Makes a lane for the calls of `source`: each is `template`, a `call` without body and sink, with the target that the
    /// source gives. They are sent as any other exchange, and limited as any other, to within a quarter of a limit.
    func makeLane(like template: HTTPExchange, from source: any CallSource) -> any CallLane

    /// Does `work`, which may block or take its time, without stopping the loop: checking and syncing files, and what an
    /// app brings along.
    func offload<Value: Sendable>(
        _ work: @escaping @Sendable () async throws(VideoGenerationError) -> Value
    ) async throws(VideoGenerationError) -> Value
}

extension LoopTransport {
    /// Does `work` on the concurrent pool.
    public func offload<Value: Sendable>(
        _ work: @escaping @Sendable () async throws(VideoGenerationError) -> Value
    ) async throws(VideoGenerationError) -> Value {
        // A task that prefers the loop would do even concurrent work there.
        let result = await withTaskExecutorPreference(globalConcurrentExecutor) { await concurrently(work) }
        return try result.get()
    }

    /// Starts `exchange` and waits for what comes of it.
    public func send(_ exchange: HTTPExchange) async -> HTTPOutcome {
        guard !Task.isCancelled else {
            return .failure(
                ExchangeFailure(
                    .cancelled, phase: .preparing, provesNothingSent: true, message: "It was cancelled before it began."
                ))
        }
        let link = ExchangeLink()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let id = start(exchange) { continuation.resume(returning: $0) }
                if link.started(id) { cancel(id) }
            }
        } onCancel: {
            if let id = link.cancelled() { cancel(id) }
        }
    }
}

// The work is `@concurrent` by itself: Swift 6.3 leaves the way to the pool out of a function that does nothing but call
// work which stays where its caller is.
@concurrent
private func concurrently<Value: Sendable>(
    _ work: @concurrent @Sendable () async throws(VideoGenerationError) -> Value
) async -> Result<Value, VideoGenerationError> {
    do {
        return .success(try await work())
    } catch {
        return .failure(error)
    }
}

/// Brings a cancellation and the id of the exchange it is for together, whichever comes first.
private final class ExchangeLink: Sendable {
    private let state = Mutex<(id: ExchangeID?, isCancelled: Bool)>((nil, false))

    /// Notes the id; true if the cancellation was there before it.
    func started(_ id: ExchangeID) -> Bool {
        state.withLock { state in
            state.id = id
            return state.isCancelled
        }
    }

    /// Notes the cancellation; the id if it was there before it.
    func cancelled() -> ExchangeID? {
        state.withLock { state in
            state.isCancelled = true
            return state.id
        }
    }
}

/// One wake-up call of a ``LoopTransport``; a tracker needs one for all its tasks.
public protocol LoopTimer: AnyObject, Sendable {
    /// Sets the moment of the next call, replacing an earlier one; nil sets none. A past moment means "soon".
    func wake(at time: MonotonicTime?)
}

/// Names a started exchange on its loop.
public struct ExchangeID: Hashable, Sendable {
    /// A number that the loop does not use twice.
    public let rawValue: UInt64

    /// The exchange numbered `rawValue`.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}
