// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl

/// Threads by number; the C side hides what `pthread_t` is.
package enum LoopThread {
    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// The calling thread.
    package static var current: UInt { videogen_thread_current() }

    /// Runs `body` on a thread of its own, which must be joined or detached; nil if the system gives none.
    package static func start(_ body: @escaping @Sendable () -> Void) -> UInt? {
        let context = unsafe Unmanaged.passRetained(Body(body))
        let thread = unsafe videogen_thread_start(
            { context in
                guard let context = unsafe context else { return nil }
                videogen_thread_block_pipe_signal()
                unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        if thread == 0 { unsafe context.release() }
        return thread == 0 ? nil : thread
    }

    /// Waits until the thread has ended; it must be about to.
    package static func join(_ thread: UInt) {
        videogen_thread_join(thread)
    }

    /// Lets the thread clean up after itself.
    package static func detach(_ thread: UInt) {
        videogen_thread_detach(thread)
    }
}
