// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VideoTracker {
    /// What a timer is for.
    enum Due {
        case poll(TrackedTask.Reference, question: Int)
        /// A question that has its turn.
        case turn(TrackedTask.Reference, question: Int, at: MonotonicTime)
        case submit(TrackedTask.Reference)
        case resubmit(Surface)
        /// A look at those who wait to be submitted.
        case admit(Health.Key)
        /// The end of a task's patience with a model in trouble.
        case impatience(TrackedTask.Reference, at: MonotonicTime)
        case record(TrackedTask.Reference)
        case rouse(sleeper: Int)
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
        let timer = timer ?? loop.makeTimer { [weak self] in self?.assumeIsolated { $0.wake() } }
        self.timer = timer
        timer.wake(at: due.earliest)
    }

    private func wake() {
        while let item = due.removeFirst(dueAt: loop.now) {
            switch item {
            case .poll(let task, let question): askInTurn(task, question)
            case .turn(let task, let question, let turn):
                // Turns that were slept through are all due at once: they are handed out anew.
                if loop.now - turn < .seconds(1) { ask(task, question) } else { askInTurn(task, question) }
            case .submit(let task): if let task = find(task) { begin(task.id, .begun) }
            case .resubmit(let surface):
                Task(executorPreference: loop) { await self.resubmitNext(at: surface) }
            case .admit(let key): admitLater(key)
            case .impatience(let task, let time): lookAgain(task, at: time)
            case .record(let task):
                find(task)?.isLateRecordArranged = false
                Task(executorPreference: loop) { await self.recordLate(task) }
            case .rouse(let number): sleepers.removeValue(forKey: number)?.resume()
            case .dismiss(let task, let listener): find(task)?.hub.dismiss(listener)
            }
        }
        timer?.wake(at: due.earliest)
    }

    private func askInTurn(_ task: TrackedTask.Reference, _ question: Int) {
        // One in whose place another was arranged takes no turn.
        guard find(task)?.question.number == question else { return }
        let turn = turn(of: task)
        if turn <= loop.now {
            ask(task, question)
        } else {
            due.add(.turn(task, question: question, at: turn), at: turn)
        }
    }

    private func ask(_ task: TrackedTask.Reference, _ question: Int) {
        Task(executorPreference: loop) { await self.poll(task, question) }
    }
}
