// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore

/// The loop behind a ``CurlTransport``: an inbox that any thread may use, and one thread that empties it.
///
/// It is an object of its own so that a transport can be dropped at any moment, even from a completion: the thread
/// keeps the loop, not the transport, and the transport's end only asks it to stop.
final class CurlLoop: Sendable {
    private let configuration: CurlTransport.Configuration
    private let origin = ContinuousClock.now
    private let inbox = Mutex(LoopInbox())
    /// The thread that may call completions, handlers and jobs now; 0 if there is none.
    private let activeThread = Atomic<UInt>(0)
    private let lastNumber = Atomic<UInt64>(0)

    init(_ configuration: CurlTransport.Configuration) {
        self.configuration = configuration
    }

    /// A clock that goes on while the machine sleeps.
    var now: MonotonicTime {
        MonotonicTime(nanoseconds: (ContinuousClock.now - origin).wholeNanoseconds)
    }

    /// A number for an exchange or a timer, not used twice.
    func nextNumber() -> UInt64 {
        lastNumber.add(1, ordering: .relaxed).newValue
    }

    /// Whether the caller runs on the loop.
    var isCurrent: Bool {
        activeThread.load(ordering: .relaxed) == LoopThread.current
    }

    /// Leaves a command for the loop.
    func post(_ command: LoopInbox.Command) {
        post { inbox in
            guard inbox.isWorth(command) else { return false }
            inbox.waiting.commands.append(command)
            return true
        }
    }

    /// Leaves a job of `executor` for the loop.
    func post(_ job: UnownedJob, of executor: CurlTransport) {
        post { inbox in
            inbox.waiting.jobs.append(job)
            inbox.waiting.executor = executor
            return true
        }
    }

    private func post(_ change: (inout LoopInbox) -> Bool) {
        let isThreadMissing = inbox.withLock { inbox in
            guard change(&inbox) else { return false }
            inbox.ring()
            return !haveThread(&inbox)
        }
        // Without a thread to be had, the work is done here and now: late is better than never.
        if isThreadMissing { finishLate() }
    }

    /// Starts the thread that the stage needs; false if there is none to be had.
    private func haveThread(_ inbox: inout LoopInbox) -> Bool {
        switch inbox.stage {
        case .running: return true
        case .unused:
            inbox.thread = LoopThread.start { self.run() }
            inbox.stage = inbox.thread == nil ? .over(.other) : .running
            inbox.isFinishingLate = inbox.thread == nil
            return inbox.thread != nil
        case .over:
            if inbox.isFinishingLate { return true }
            inbox.isFinishingLate = true
            guard let thread = LoopThread.start({ self.finishLate() }) else { return false }
            LoopThread.detach(thread)
            return true
        }
    }

    /// Ends everything in flight and waits until the thread is gone.
    func shutdown() async {
        await withCheckedContinuation { waiter in
            let isOver = inbox.withLock { inbox in
                switch inbox.stage {
                case .running:
                    inbox.shutdownWaiters.append(waiter)
                    inbox.stopRequested = true
                    inbox.ring()
                    return false
                case .unused:
                    inbox.stage = .over(.cancelled)
                    return true
                case .over:
                    return true
                }
            }
            if isOver { waiter.resume() }
        }
        // The thread has nothing left to do but to return. A caller that lives on the loop is by now carried by
        // another thread, so nobody waits for itself.
        if let thread = takeThread() { LoopThread.join(thread) }
    }

    /// Lets the thread end by itself, soon.
    func abandon() {
        inbox.withLock { inbox in
            if case .unused = inbox.stage { inbox.stage = .over(.cancelled) }
            inbox.stopRequested = true
            inbox.ring()
        }
        if let thread = takeThread() { LoopThread.detach(thread) }
    }

    private func takeThread() -> UInt? {
        inbox.withLock { inbox in
            defer { inbox.thread = nil }
            return inbox.thread
        }
    }

    // MARK: On the thread

    private func run() {
        activeThread.store(LoopThread.current, ordering: .relaxed)
        guard let engine = CurlEngine(configuration) else { return end(.other) }
        inbox.withLock { $0.bell = engine.bell }
        var batch = LoopInbox.Batch()
        while true {
            let isLast = inbox.withLock { inbox in
                inbox.take(into: &batch)
                return inbox.stopRequested
            }
            let start = now
            for command in batch.commands { engine.carryOut(command, now: start) }
            batch.commands.removeAll(keepingCapacity: true)
            runJobs(&batch)
            if isLast { break }
            engine.turn(now: now)
            if inbox.withLock({ $0.fallAsleep() }) { engine.sleep(now: now) }
        }
        inbox.withLock { $0.bell = nil }
        engine.close(now: now)
        end(.cancelled)
    }

    private func runJobs(_ batch: inout LoopInbox.Batch) {
        guard let executor = batch.executor else { return }
        for job in batch.jobs {
            unsafe job.runSynchronously(
                isolatedTo: executor.asUnownedSerialExecutor(), taskExecutor: executor.asUnownedTaskExecutor())
        }
        batch.jobs.removeAll(keepingCapacity: true)
        batch.executor = nil
    }

    private func end(_ reason: ExchangeFailure.Kind) {
        let (waiters, isThreadMissing) = inbox.withLock { inbox in
            inbox.stage = .over(reason)
            activeThread.store(0, ordering: .relaxed)
            defer { inbox.shutdownWaiters = [] }
            return (inbox.shutdownWaiters, !inbox.waiting.isEmpty && !haveThread(&inbox))
        }
        for waiter in waiters { waiter.resume() }
        if isThreadMissing { finishLate() }
    }

    /// Deals with what comes after the end, on a thread that lives only as long as there is something: exchanges fail,
    /// timers are forgotten, and jobs run, because an actor that lives on the loop must not be left hanging.
    func finishLate() {
        var batch = LoopInbox.Batch()
        while let reason = takeLate(into: &batch) {
            let text = reason == .cancelled ? "the transport was shut down" : "libcurl could not be set up"
            let failure = ExchangeFailure.notStarted(reason, nil, text)
            for command in batch.commands {
                switch command {
                case .start(let start): start.completion(.failure(failure))
                case .wakeLane(let spec): spec.endAll(with: failure, at: now)
                case .cancel, .setTimer, .removeTimer, .closeLane: continue
                }
            }
            batch.commands.removeAll(keepingCapacity: true)
            runJobs(&batch)
        }
    }

    private func takeLate(into batch: inout LoopInbox.Batch) -> ExchangeFailure.Kind? {
        inbox.withLock { inbox in
            guard case .over(let reason) = inbox.stage, !inbox.waiting.isEmpty else {
                inbox.isFinishingLate = false
                activeThread.store(0, ordering: .relaxed)
                return nil
            }
            activeThread.store(LoopThread.current, ordering: .relaxed)
            inbox.take(into: &batch)
            return reason
        }
    }
}
