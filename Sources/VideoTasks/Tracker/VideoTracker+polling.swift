// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VideoTracker {
    /// Asks once, and lets the answer happen.
    func poll(_ reference: TrackedTask.Reference, _ question: Int) async {
        guard !isStopping, let task = find(reference), case .accepted(let stage) = task.record.stage,
            task.question.number == question
        else { return }
        let asked = loop.now
        task.question.begin(at: asked, gap: noticeGap)
        let answer = await answer(about: stage.handle, of: task.model)
        observe(task, .asked(answer.state, code: answer.code, took: loop.now - asked))
        await run(task, .answered(answer))
    }

    /// Asks once, as soon as it is the account's turn.
    func answerInTurn(about handle: TaskHandle, of model: any VideoGeneration) async -> StatusOutcome {
        let turn = paces[PollPace.Key(handle), default: configuration.pace].reserve(at: loop.now)
        while turn > loop.now, !isStopping, !Task.isCancelled { await pause(min(turn - loop.now, .seconds(1))) }
        guard !isStopping, !Task.isCancelled else {
            return .trouble(.init(.passing, VideoGenerationError(.cancelled, "It was not asked any more.")))
        }
        return await answer(about: handle, of: model)
    }

    func answer(about handle: TaskHandle, of model: any VideoGeneration) async -> StatusOutcome {
        let outcome = await model.status(StatusQuery(handle, by: connection(to: model)))
        if case .trouble(let trouble) = outcome, trouble.error.code == .rateLimited {
            paces[PollPace.Key(handle), default: configuration.pace].slowDown(at: loop.now)
        }
        return outcome
    }

    /// Arranges the next question, unless the task has been asked for long enough.
    func askAgain(_ task: TrackedTask, eta: Duration? = nil, floor: Duration? = nil) {
        name(task)
        let elapsed = task.elapsed(at: loop.now)
        let failures = task.machine.following.failures
        let usual = configuration.polling.wait(
            elapsed: elapsed, expected: expectations[task.record.model] ?? .zero, eta: eta, failures: failures,
            floor: floor, using: &generator)
        // Where nobody answers, it is not a webhook that knows better.
        task.question.hold(until: loop.now + (failures > 1 ? usual : floor ?? .zero))
        let wait = task.question.wait(usual, at: loop.now)
        guard !task.machine.isOverdue(afterWaiting: wait) else {
            return task.next.append(.overdue)
        }
        arrangeQuestion(task, after: wait)
    }

    /// When a question that is due now may be asked: what shares an account shares its pace.
    func turn(of task: TrackedTask.Reference) -> MonotonicTime {
        guard case .accepted(let stage)? = find(task)?.record.stage else { return loop.now }
        return paces[PollPace.Key(stage.handle), default: configuration.pace].reserve(at: loop.now)
    }

    /// The wait before the first question about a task that was taken over: short for one, and for thousands that start
    /// again together spread over the longest interval.
    func spread() -> Duration {
        let room = configuration.polling.shortest + .milliseconds(100) * tracked.count
        return min(room, configuration.polling.longest) * Double.random(in: 0...1, using: &generator)
    }

    /// Keeps how long the service took, so that the next task is asked for when it is likely to be done.
    func learn(from task: TrackedTask) async {
        // Of one that was taken over nobody knows for how long it has been done.
        guard task.age == .zero else { return }
        let time = task.elapsed(at: loop.now)
        let model = task.record.model
        do {
            try await store.record(runningTime: time, of: model)
            expectations[model] = Self.expectation(try await store.runningTimes(of: model))
        } catch {
            // A hint that is lost costs a few questions.
            return
        }
    }

    /// What is expected of a model, by what the store has seen of it.
    func expect(_ model: ModelID) async {
        guard expectations[model] == nil, let times = try? await store.runningTimes(of: model) else { return }
        expectations[model] = Self.expectation(times)
    }

    /// The median: half of the tasks are done by then. Zero as long as nothing is known.
    private static func expectation(_ times: [Duration]) -> Duration {
        times.isEmpty ? .zero : times.sorted()[times.count / 2]
    }
}

extension StatusOutcome {
    /// The state that an answer tells of; nil if there was none.
    fileprivate var state: TaskState? {
        guard case .report(let report) = self else { return nil }
        return switch report.phase {
        case .queued: .queued
        case .running: .running
        case .succeeded: .delivering
        case .failed: .failed
        }
    }

    fileprivate var code: VideoGenerationError.Code? {
        if case .trouble(let trouble) = self { trouble.error.code } else { nil }
    }
}
