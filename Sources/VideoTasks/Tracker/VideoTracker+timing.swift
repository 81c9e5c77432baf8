// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VideoTracker {
    /// What a timer is for.
    enum Due {
        case submit(TrackedTask.Reference)
        case resubmit(Surface)
        /// A look at those who wait to be submitted.
        case admit(Health.Key)
        /// The end of a task's patience with a model in trouble.
        case impatience(TrackedTask.Reference, at: MonotonicTime)
        case record(TrackedTask.Reference)
        case rouse(sleeper: Int)
        /// The next agreement on paces.
        case sharePaces
        /// The end of the last agreement on a pace.
        case endOfShare(pace: Int, MonotonicTime)
        case dismiss(TrackedTask.Reference, listener: Int)
    }

    /// Waits on the loop's clock, or until it is roused; not at all once the surrounding task is cancelled.
    func pause(_ duration: Duration) async {
        guard !Task.isCancelled else { return }
        let number = nextSleeper
        nextSleeper += 1
        await withCheckedContinuation { continuation in
            sleepers[number] = continuation
            schedule(.rouse(sleeper: number), after: duration)
        }
    }

    /// Ends all pauses early.
    func rouse() {
        for (number, _) in sleepers.sorted(by: { $0.key < $1.key }) {
            sleepers.removeValue(forKey: number)?.resume()
        }
    }

    func schedule(_ item: Due, after duration: Duration) {
        due.add(item, at: loop.now + duration)
        setTimer()
    }

    /// Sees to it that the loop calls when something is due; ``PollDesk`` does so for questions.
    private func setTimer() {
        guard let earliest = due.earliest, earliest != timerTime else { return }
        timerTime = earliest
        let timer = timer ?? loop.makeTimer { [weak self] in self?.assumeIsolated { $0.wake() } }
        self.timer = timer
        timer.wake(at: earliest)
    }

    private func wake() {
        timerTime = nil
        while let item = due.removeFirst(dueAt: loop.now) {
            switch item {
            case .submit(let task): if let task = find(task) { begin(task.id, .begun) }
            case .resubmit(let surface):
                Task(executorPreference: loop) { await self.resubmitNext(at: surface) }
            case .admit(let key): admitLater(key)
            case .impatience(let task, let time): lookAgain(task, at: time)
            case .record(let task):
                find(task)?.isLateRecordArranged = false
                Task(executorPreference: loop) { await self.recordLate(task) }
            case .sharePaces: Task(executorPreference: loop) { await self.sharePaces() }
            case .endOfShare(let pace, let time): endShare(of: pace, at: time)
            case .rouse(let number): sleepers.removeValue(forKey: number)?.resume()
            case .dismiss(let task, let listener): dismiss(listener, of: task)
            }
        }
        setTimer()
    }
}
