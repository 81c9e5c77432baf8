// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization
import VideoGenerationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The loop behind a ``URLSessionTransport``: a serial queue, on which URLSession calls its delegates as well.
///
/// It is an object of its own so that a transport can be dropped at any moment, even from a completion.
final class SessionLoop: Sendable {
    let queue: DispatchQueue
    private let number: UInt64
    private let origin = ContinuousClock.now
    private let engine: QueueBound<SessionEngine>
    private let lastNumber = Atomic<UInt64>(0)

    private static let loops = Atomic<UInt64>(0)
    private static let key = DispatchSpecificKey<UInt64>()

    init(_ configuration: URLSessionTransport.Configuration) {
        queue = DispatchQueue(label: "URLSessionTransport")
        number = Self.loops.add(1, ordering: .relaxed).newValue
        engine = QueueBound(queue, SessionEngine(configuration))
        queue.setSpecific(key: Self.key, value: number)
    }

    /// A clock that goes on while the machine sleeps.
    var now: MonotonicTime {
        MonotonicTime(nanoseconds: (ContinuousClock.now - origin).wholeNanoseconds)
    }

    var wallClock: Double {
        var time = timespec()
        unsafe _ = clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// A number for an exchange or a timer, not used twice.
    func nextNumber() -> UInt64 {
        lastNumber.add(1, ordering: .relaxed).newValue
    }

    /// Whether the caller runs on the loop.
    var isCurrent: Bool {
        DispatchQueue.getSpecific(key: Self.key) == number
    }

    /// Leaves work for the loop.
    ///
    /// Everything but URLSession's own calls goes this way, even from the loop itself: so nothing that a caller does
    /// can change what the loop is just working on.
    func post(_ work: @escaping @Sendable (SessionEngine) -> Void) {
        queue.async { self.run(work) }
    }

    /// Does work now; only on the loop.
    func run<Result>(_ work: (SessionEngine) -> Result) -> Result {
        engine.run { engine in
            engine.loop = self
            return work(engine)
        }
    }

    /// Ends everything in flight, and returns when that is told.
    func shutdown() async {
        await withCheckedContinuation { waiter in
            post { engine in
                engine.close()
                waiter.resume()
            }
        }
    }

    /// Ends everything in flight, soon.
    func abandon() {
        post { $0.close() }
    }
}
