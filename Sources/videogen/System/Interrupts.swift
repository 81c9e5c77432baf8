// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Ctrl-C in two steps: the first is told, so that what is in flight can be saved; the second ends the process at once.
final class Interrupts {
    private let count = Count()
    private let sources: [any DispatchSourceSignal]

    init() {
        // Writing to a closed pipe is an error to be handled, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let (queue, count) = (DispatchQueue(label: "videogen.signals"), count)
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { count.interrupted() }
            source.activate()
            return source
        }
    }

    /// From now on something may have been sent: a Ctrl-C is kept for the listener that is about to come.
    func arm() {
        count.arm()
    }

    /// Calls `listener` at the first Ctrl-C, also if that came since ``arm()``.
    func onInterrupt(_ listener: @escaping @Sendable () -> Void) {
        count.set(listener)
    }

    private final class Count: Sendable {
        private struct State {
            var count = 0
            var isArmed = false
            var listener: (@Sendable () -> Void)?
        }

        private let state = Mutex(State())

        func arm() {
            state.withLock { $0.isArmed = true }
        }

        func set(_ listener: @escaping @Sendable () -> Void) {
            let isLate = state.withLock { state in
                state.listener = listener
                return state.count > 0
            }
            if isLate { listener() }
        }

        // Unarmed, nothing has been sent, and nothing needs saving.
        func interrupted() {
            let state = state.withLock { state in
                state.count += 1
                return state
            }
            guard state.isArmed else { _exit(130) }
            guard state.count == 1 else {
                Terminal.write("Stopped at once. A submission in flight may be billed.\n", to: STDERR_FILENO)
                _exit(130)
            }
            state.listener?()
        }
    }
}
