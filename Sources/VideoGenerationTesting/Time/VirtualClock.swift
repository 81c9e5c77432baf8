// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

/// What loops on one clock share: the time, and everything that is still to happen, in order.
struct VirtualClock {
    private var jobs: [(job: UnownedJob, loop: VirtualLoop)?] = []
    /// How many of ``jobs`` are done: taking the first one out each time would move all others.
    private var done = 0
    private var events = TimerHeap<@Sendable () -> Void>()
    private var counter: UInt64 = 0
    private(set) var now: MonotonicTime
    /// Seconds since 1970 at time zero.
    var wallClockAtZero: Double

    init(now: MonotonicTime, wallClockAtZero: Double) {
        self.now = now
        self.wallClockAtZero = wallClockAtZero
    }

    var wallClock: Double { wallClockAtZero + Double(now.nanoseconds) / 1e9 }

    mutating func add(_ job: UnownedJob, of loop: VirtualLoop) {
        jobs.append((job, loop))
    }

    mutating func add(at time: MonotonicTime, _ run: @escaping @Sendable () -> Void) {
        events.add(run, at: time)
    }

    mutating func nextNumber() -> UInt64 {
        counter += 1
        return counter
    }

    /// Lets time pass in which nobody was awake: what became due meanwhile happens after it.
    mutating func skip(_ duration: Duration) {
        now = now + max(.zero, duration)
    }

    /// Whether there is something to do before time passes.
    var hasJob: Bool { done < jobs.count }

    /// The next thing to do. Time passes only when nothing else is left to do.
    mutating func next() -> Step? {
        if done < jobs.count, let job = jobs[done] {
            jobs[done] = nil
            done += 1
            if done == jobs.count {
                jobs.removeAll(keepingCapacity: true)
                done = 0
            }
            return .job(job.job, job.loop)
        }
        guard let time = events.earliest else { return nil }
        now = max(now, time)
        return events.removeFirst(dueAt: time).map(Step.event)
    }

    /// Something to do.
    enum Step {
        case job(UnownedJob, VirtualLoop)
        case event(@Sendable () -> Void)
    }

    /// Forgets what is to happen later.
    mutating func forgetEvents() {
        events = TimerHeap()
    }
}
