// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl
import VideoGenerationCore

/// What other threads (and the loop itself) leave for the loop to do, and whether it must be woken for it.
///
/// Everything goes this way, even from the loop's own thread: so nothing that libcurl or a caller calls back can change
/// what the loop is just working on.
struct LoopInbox: Sendable {
    /// An exchange to start.
    struct Start: Sendable {
        let id: ExchangeID
        let exchange: HTTPExchange
        let completion: @Sendable (HTTPOutcome) -> Void
    }

    /// One thing to do.
    enum Command: Sendable {
        case start(Start)
        case cancel(ExchangeID)
        case setTimer(UInt64, MonotonicTime?, @Sendable () -> Void)
        case removeTimer(UInt64)
        case wakeLane(CurlLane.Spec)
        case closeLane(UInt64)
    }

    /// A loop's life.
    enum Stage: Sendable {
        /// Nothing has been asked of it, so it has no thread.
        case unused
        /// Its thread runs.
        case running
        /// It is over; what still comes is dealt with by ``CurlLoop/finishLate()``.
        case over(ExchangeFailure.Kind)
    }

    /// What the loop takes out in one go; its arrays are kept for the next time.
    struct Batch: Sendable {
        var commands: [Command] = []
        var jobs: [UnownedJob] = []
        /// Keeps the executor that the jobs run on alive until they have run.
        var executor: CurlTransport?

        var isEmpty: Bool { commands.isEmpty && jobs.isEmpty }
    }

    var stage = Stage.unused
    var waiting = Batch()
    var stopRequested = false
    /// The loop's thread while nobody has joined or detached it.
    var thread: UInt?
    /// Whether a thread deals with what came after the end.
    var isFinishingLate = false
    /// Those who wait for the end.
    var shutdownWaiters: [CheckedContinuation<Void, Never>] = []

    /// Wakes the loop; nil while it has no multi handle.
    var bell: LoopBell?
    /// Whether the loop sleeps, or is about to, and nobody has woken it yet: many messages are one wake-up.
    private var isSleeping = false

    /// Whether the command can have an effect: it cannot if it undoes something before the beginning or after the end,
    /// and after the end no timer is called.
    func isWorth(_ command: Command) -> Bool {
        switch (stage, command) {
        case (.running, _), (_, .start), (_, .wakeLane), (.unused, .setTimer): true
        default: false
        }
    }

    /// Wakes the loop if it sleeps.
    mutating func ring() {
        guard isSleeping else { return }
        isSleeping = false
        bell?.ring()
    }

    /// Lets the loop sleep if there is nothing to do.
    mutating func fallAsleep() -> Bool {
        isSleeping = waiting.isEmpty && !stopRequested
        return isSleeping
    }

    /// Gives everything to the loop, which passes its emptied batch back for reuse.
    mutating func take(into batch: inout Batch) {
        isSleeping = false
        swap(&waiting, &batch)
    }
}

/// The multi handle, for the one call that libcurl allows from any thread.
///
/// `@unchecked Sendable` is sound: `curl_multi_wakeup` is documented as thread-safe, it is the only use of the pointer
/// here, and ``LoopInbox/bell``, the only copy, is used under the inbox's lock and set to nil under it before the
/// multi handle is cleaned up.
@safe struct LoopBell: @unchecked Sendable {
    private let multi: UnsafeMutableRawPointer

    init(multi: UnsafeMutableRawPointer) {
        unsafe self.multi = multi
    }

    func ring() {
        unsafe _ = curl_multi_wakeup(multi)
    }
}
