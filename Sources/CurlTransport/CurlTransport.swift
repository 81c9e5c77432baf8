// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl
public import VideoGenerationCore

/// The HTTP transport on libcurl: one multi handle, one thread, any number of exchanges.
///
/// It sends a payment exactly once: on a connection of its own, over HTTP/1.1, without redirects, and a second
/// request for the same exchange is refused even if libcurl wanted one. Only public addresses are connected to, unless
/// the exchange or the configuration allows more; nothing is taken from the environment but `SSL_CERT_FILE` and
/// `SSL_CERT_DIR`.
///
/// The thread starts with the first use. Keep one transport for as long as the app runs, and end it with
/// ``shutdown()``, at the latest before the process exits. A transport that is dropped without that ends what is in
/// flight as cancelled, and its thread ends by itself.
///
/// It is also the serial executor of actors that live on its thread: their calls and its completions need no hop.
/// A job blocks everything else on the loop while it runs, so it must not wait for anything.
public final class CurlTransport: LoopTransport {
    let loop: CurlLoop

    /// A transport with this configuration.
    public init(configuration: Configuration = .init()) {
        self.loop = CurlLoop(configuration)
    }

    deinit {
        loop.abandon()
    }

    /// Ends all exchanges with `cancelled`, closes all connections and returns when the thread is gone.
    ///
    /// Exchanges that are started afterwards fail with `cancelled`, timers are never called again. Jobs of actors that
    /// live here still run, one at a time, on a thread that exists only as long as there are some: an actor that
    /// waits for this very method goes on.
    public func shutdown() async {
        await loop.shutdown()
    }

    // MARK: LoopTransport

    /// Time since the transport was made, machine sleep included.
    public var now: MonotonicTime { loop.now }

    /// Seconds since 1970-01-01 UTC.
    public var wallClock: Double {
        var time = timespec()
        unsafe _ = clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Starts `exchange`; `completion` is called exactly once, on the loop, never before this method returns.
    public func start(
        _ exchange: HTTPExchange, completion: @escaping @Sendable (HTTPOutcome) -> Void
    ) -> ExchangeID {
        let id = ExchangeID(rawValue: loop.nextNumber())
        loop.post(.start(.init(id: id, exchange: exchange, completion: completion)))
        return id
    }

    /// Ends an exchange early; its completion is called with `cancelled` unless it has been called already.
    public func cancel(_ exchange: ExchangeID) {
        loop.post(.cancel(exchange))
    }

    /// Makes a timer whose `handler` is called on the loop, until the timer is dropped.
    public func makeTimer(_ handler: @escaping @Sendable () -> Void) -> any LoopTimer {
        CurlTimer(loop, handler)
    }

    /// Makes a lane that keeps its handles set up: of call after call, only the target is new.
    public func makeLane(like template: HTTPExchange, from source: any CallSource) -> any CallLane {
        CurlLane(loop, template, source)
    }

    // MARK: SerialExecutor

    /// Runs `job` on the loop.
    public func enqueue(_ job: consuming ExecutorJob) {
        loop.post(UnownedJob(job), of: self)
    }

    /// Whether the caller runs on the loop, be it in a job, a completion or a timer's handler.
    public func isIsolatingCurrentContext() -> Bool? { loop.isCurrent }

    /// Stops the process unless the caller runs on the loop, as the protocol demands.
    public func checkIsolated() {
        precondition(loop.isCurrent, "This code must run on the transport's loop.")
    }

    /// The transport as an executor.
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }
}
