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
final class Interrupts: Sendable {
    private let count = Count()

    init() {
        // Writing to a closed pipe is an error to be handled, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let (queue, count) = (DispatchQueue(label: "videogen.signals"), count)
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            // The handler holds its own source: both live as long as the process.
            source.setEventHandler { withExtendedLifetime(source) { count.interrupted() } }
            source.activate()
        }
    }

    /// From now on something may have been sent: a Ctrl-C is kept for the listener that is about to come.
    func arm() {
        count.arm()
    }

    /// Whether somebody wants to leave.
    var isInterrupted: Bool { count.isInterrupted }

    /// Calls `listener` at the first Ctrl-C, also if that came since ``arm()``.
    ///
    /// - Returns: The number by which it is forgotten again.
    func onInterrupt(_ listener: @escaping @Sendable () -> Void) -> Int {
        count.add(listener)
    }

    func forget(_ listener: Int) {
        count.remove(listener)
    }

    private final class Count: Sendable {
        private struct State {
            var count = 0
            var isArmed = false
            var listeners: [Int: @Sendable () -> Void] = [:]
            var next = 0
        }

        private let state = Mutex(State())

        var isInterrupted: Bool { state.withLock { $0.count > 0 } }

        func arm() {
            state.withLock { $0.isArmed = true }
        }

        func add(_ listener: @escaping @Sendable () -> Void) -> Int {
            let (number, isLate) = state.withLock { state in
                state.next += 1
                state.listeners[state.next] = listener
                return (state.next, state.count > 0)
            }
            if isLate { listener() }
            return number
        }

        func remove(_ number: Int) {
            state.withLock { _ = $0.listeners.removeValue(forKey: number) }
        }

        // Unarmed, nothing has been sent, and nothing needs saving.
        func interrupted() {
            let state = state.withLock { state in
                state.count += 1
                return state
            }
            guard state.isArmed else { _exit(130) }
            guard state.count == 1 else {
                Terminal.write(
                    "Stopped at once. A submission in flight may be billed: videogen tasks list\n", to: STDERR_FILENO)
                _exit(130)
            }
            for (_, listener) in state.listeners { listener() }
        }
    }
}
