// SPDX-License-Identifier: Apache-2.0
import Dispatch
public import VideoGenerationCore

/// The HTTP transport on URLSession: for apps on platforms whose libcurl is not public, such as iOS.
///
/// Where libcurl can be had, `CurlTransport` is the better one: it checks the address that it connects to, can prove
/// more often that a payment was not sent, and adds nothing to a request. What URLSession cannot promise:
///
/// - **Addresses.** It offers no look at an address before it connects. Names are looked up here first, and an
///   exchange is refused if any of a name's addresses is not allowed; but URLSession looks them up again, so a name
///   that changes its meaning in between (DNS rebinding) gets around this.
/// - **Proof.** Nothing was sent where an exchange was refused here, or ended before URLSession had it; and where
///   URLSession says on a connection of its own that the host has no address, that nobody answers there (on Linux: for
///   a literal address only), or that the server's certificate is not accepted (not told apart on Linux). Time-outs,
///   cancellations and all other failures after the request was handed over prove nothing.
/// - **Times.** Whether a connection stands is only seen when a body begins to leave or a reply arrives: for a request
///   without a body, `limits.connect` covers the look-up of the name, and then `limits.total` and `limits.stall` hold.
/// - **The header.** URLSession decides about the order of fields and joins those of one name. It adds `Accept`,
///   `Accept-Language` and `Accept-Encoding`, which are set to `*/*`, `*` and `identity`, so that they say nothing about
///   the device. A reply's header is what URLSession made of it, not what arrived.
/// - **The path.** One that URLSession or the library below it would rewrite (`/a/../b`, a bare `|`) is refused.
/// - **Back-pressure.** A sink that is slower than the network lets bytes pile up inside URLSession.
///
/// A payment, and whatever else has a body or changes something, has a URLSession of its own, whose one connection
/// nothing else has used: on a kept connection that dies, a request may be sent again unasked. Such a body is streamed
/// on Apple platforms. On Linux, where URLSession sends a stream without its length, it is in memory as a whole.
///
/// On Linux this is for building and testing: FoundationNetworking stops the process at some malformed replies (seen
/// with Swift 6.3.1: a header that breaks off, trailers), works all URLSessions of a process on one queue, which does
/// nothing else, no cancellation either, while a server sends faster than it reads, sets no lowest TLS version, and
/// takes proxies and listeners from the environment; with those set, exchanges are refused. It has not been built on
/// Apple platforms so far.
///
/// Its queue starts with the first use. End it with ``shutdown()``; one that is dropped without that ends what is in
/// flight as cancelled. It is also the serial executor of actors that live on its queue.
public final class URLSessionTransport: LoopTransport {
    let loop: SessionLoop

    /// A transport with this configuration.
    public init(configuration: Configuration = .init()) {
        self.loop = SessionLoop(configuration)
    }

    deinit {
        loop.abandon()
    }

    /// Ends all exchanges with `cancelled`, gives all URLSessions up and returns; they close their connections soon.
    ///
    /// Exchanges that are started afterwards fail with `cancelled`, timers are never called again. Jobs of actors that
    /// live here still run.
    public func shutdown() async {
        await loop.shutdown()
    }

    // MARK: LoopTransport

    /// Time since the transport was made, machine sleep included.
    public var now: MonotonicTime { loop.now }

    /// Seconds since 1970-01-01 UTC.
    public var wallClock: Double { loop.wallClock }

    /// Starts `exchange`; `completion` is called exactly once, on the loop, never before this method returns.
    public func start(
        _ exchange: HTTPExchange, completion: @escaping @Sendable (HTTPOutcome) -> Void
    ) -> ExchangeID {
        let id = ExchangeID(rawValue: loop.nextNumber())
        loop.post { $0.begin(id, exchange, completion) }
        return id
    }

    /// Ends an exchange early; its completion is called with `cancelled` unless it has been called already.
    public func cancel(_ exchange: ExchangeID) {
        loop.post { $0.cancel(exchange) }
    }

    /// Makes a timer whose `handler` is called on the loop, until the timer is dropped.
    public func makeTimer(_ handler: @escaping @Sendable () -> Void) -> any LoopTimer {
        SessionTimer(loop, handler)
    }

    // MARK: SerialExecutor

    /// Runs `job` on the loop.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // Holds the transport, and with it the executor, until the job has run.
        loop.queue.async {
            unsafe job.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
        }
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
