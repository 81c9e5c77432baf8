// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

// What a tracker does about questions that ``PollDesk`` has asked.
extension VideoTracker {
    /// The row of a task that a service has; it gets one with its first question.
    private func row(of task: TrackedTask) -> Int? {
        if let row = task.row { return row }
        guard case .accepted(let stage) = task.record.stage else { return nil }
        let row = desk.add(
            stage.handle, of: task.model, pace: pace(of: stage.handle), expected: expectations[task.record.model])
        desk.state.table[row].life = UInt32(truncatingIfNeeded: task.life)
        desk.state.table[row].age = PollRow.ticks(task.age)
        desk.state.table[row].since = PollRow.ticks(task.machine.following.since)
        desk.state.table[row].samples = stage.handle.links.isEmpty ? UInt8(exactly: stage.handle.samples) ?? 0 : 0
        desk.state.table[row].isInMemory = true
        task.row = row
        let name = RemoteName(origin: stage.handle.origin, id: stage.handle.remoteID)
        // A notice that came before the task had a name is for its first question.
        if earlyNotices.remove(name, at: loop.now.seconds) { desk.state.table[row].isWanted = true }
        return row
    }

    /// Nobody asks about it any more, and no notice finds it.
    func forgetRow(of task: TrackedTask) {
        guard let row = task.row else { return }
        task.row = nil
        if desk.state.table.row(of: task.id) == row { forget(row) }
    }

    func forget(_ row: Int) {
        desk.remove(row)
        otherWords[row] = nil
    }

    /// Arranges the next question about a task that a service has.
    func arrangeQuestion(_ task: TrackedTask, after wait: Duration) {
        guard let row = row(of: task) else { return }
        desk.arrange(row, after: wait)
    }

    /// Arranges the first question about a task that was taken over.
    func askSoon(_ task: TrackedTask) {
        guard let row = row(of: task) else { return }
        remember(task, in: row, eta: nil)
        desk.arrange(row, after: desk.state.table.wait(row, spread(), at: loop.now))
    }

    /// Arranges the next question, unless the task has been asked for long enough.
    func askAgain(_ task: TrackedTask, eta: Duration? = nil, floor: Duration? = nil) {
        guard let row = row(of: task) else { return }
        let following = task.machine.following
        let usual = configuration.polling.wait(
            elapsed: task.elapsed(at: loop.now), expected: expectations[task.record.model] ?? .zero, eta: eta,
            failures: following.failures, floor: floor, using: &desk.state.jitter)
        // Where nobody answers, it is not a webhook that knows better.
        desk.state.table.hold(row, until: loop.now + (following.failures > 1 ? usual : floor ?? .zero))
        let wait = desk.state.table.wait(row, usual, at: loop.now)
        guard !task.machine.isOverdue(afterWaiting: wait) else {
            return task.next.append(.overdue)
        }
        remember(task, in: row, eta: eta)
        desk.arrange(row, after: wait)
    }

    /// Notes in a task's row what is needed to tell whether the next answer is news.
    private func remember(_ task: TrackedTask, in row: Int, eta: Duration?) {
        let following = task.machine.following
        desk.state.table[row].waited = PollRow.ticks(following.waited)
        let standing = following.status.map {
            Standing(state: $0.state, progress: $0.progress, word: $0.word, eta: eta)
        }
        let number = desk.state.number(of: standing)
        desk.state.table[row].standing = number ?? 0
        desk.state.table[row].isSettled = following.isClean && (number != nil || standing == nil)
    }

    /// The wait before the first question about a task that was taken over: short for one, and for thousands that start
    /// again together spread over the longest interval.
    private func spread() -> Duration {
        let room = configuration.polling.shortest + .milliseconds(100) * max(tracked.count, desk.state.table.count)
        return min(room, configuration.polling.longest) * Double.random(in: 0...1, using: &generator)
    }

    // MARK: Answers

    /// Finds the key for the calls of a way, which wait for it.
    func readKey(of way: PollWay.Name, _ request: HTTPRequest) {
        Task(executorPreference: loop) { await self.findKey(of: way, request) }
    }

    private func findKey(of way: PollWay.Name, _ request: HTTPRequest) async {
        guard let model = desk.way(way)?.model else { return }
        await refreshHalts()
        guard halt(of: model.descriptor.model)?.extent != .pause else { return desk.withholdKey(for: way) }
        do {
            desk.keyFound(
                for: way, like: try await connection(to: model).exchange(for: HTTPCall(request), purpose: .call))
        } catch {
            desk.keyMissing(for: way)
            await fail(way, error)
        }
    }

    /// Whoever keeps the key of a way does not answer.
    func keyIsLate(for way: PollWay.Name) {
        Task(executorPreference: loop) {
            await self.fail(
                way,
                VideoGenerationError(
                    .authentication, "The credential source has not answered for a minute. It is waited for.",
                    isRetryable: true))
        }
    }

    /// Lets the questions fail that have their turn and cannot be asked.
    private func fail(_ way: PollWay.Name, _ error: any Error) async {
        for call in desk.takeQuestionsWithoutKey(of: way) {
            await take(StatusOutcome(notAsked: error), call, answer: 0)
        }
    }

    /// Takes what came of a call in, unless it repeats what was known.
    func take(_ outcome: HTTPOutcome, sentWith secret: Secret?, _ call: PollCall) {
        Task(executorPreference: loop) { await self.judge(outcome, sentWith: secret, call) }
    }

    private func judge(_ outcome: HTTPOutcome, sentWith secret: Secret?, _ call: PollCall) async {
        guard desk.state.isCurrent(call), let model = desk.way(of: call.row).model as? any HTTPVideoGeneration else {
            return
        }
        var answer: UInt64 = 0
        if case .reply(let reply) = outcome, reply.status == 200 {
            answer = desk.hash(reply.body)
            if takeInPassing(reply, call, answer, model) { return }
        }
        guard let handle = await handle(of: call, wish: outcome.wish) else { return }
        let judged: StatusOutcome
        do {
            judged = try await connection(to: model).judge(outcome, sentWith: secret) { reply in
                let reading = model.readStatus(reply, of: handle)
                // What a second call said is not in this reply's bytes: the next one like it has to be read again.
                if case .further = reading { answer = 0 }
                return reading
            }
        } catch {
            judged = StatusOutcome(notAsked: error)
        }
        guard desk.state.isCurrent(call) else { return }
        if case .trouble(let trouble) = judged, trouble.error.code == .authentication {
            desk.doubtKey(secret, of: call.row)
        }
        note(judged, asked: desk.state.asked(call.row), at: desk.state.lines[Int(desk.state.table[call.row].line)].pace)
        await take(judged, call, answer: answer)
    }

    /// Takes in an answer about a task that sleeps, if it is of interest to nobody: the task is where it was, and only its
    /// progress is another.
    private func takeInPassing(
        _ reply: HTTPReply, _ call: PollCall, _ answer: UInt64, _ model: any HTTPVideoGeneration
    ) -> Bool {
        let row = desk.state.table[call.row]
        guard configuration.observers.isEmpty, row.isSettled, let old = desk.state.standings[row.standing],
            tracked[desk.state.table.id(of: call.row)] == nil, let handle = sleepingHandle(of: call.row),
            case .report(let report) = model.readStatus(reply, of: handle)
        else { return false }
        let state: TaskState
        switch report.phase {
        case .queued where old.state == .queued: state = .queued
        // A task that runs does not go back to the queue.
        case .queued, .running: state = .running
        case .succeeded, .failed: return false
        }
        guard state == old.state else { return false }
        let progress = [old.progress, report.progress].compactMap { $0 }.max()
        let standing = Standing(state: state, progress: progress, word: report.word, eta: report.eta)
        guard let number = desk.state.number(of: standing) else { return false }
        desk.state.table[call.row].standing = number
        desk.state.table[call.row].answer = answer
        return desk.absorb(answer, of: call, at: loop.now)
    }

    /// Lets an answer happen to the task that it is about.
    private func take(_ outcome: StatusOutcome, _ call: PollCall, answer: UInt64) async {
        guard let task = await task(for: call, wish: outcome.wish) else { return }
        observeAnswer(call.row, outcome.state, outcome.code)
        if case .report = outcome {
            desk.state.table[call.row].answer = answer
        } else {
            desk.state.table[call.row].answer = 0
        }
        await run(task, .answered(outcome))
    }

    /// The task that a call is about; nil if it is not followed here any more. One that the store does not give now is
    /// asked about again, no sooner than the service wishes.
    private func task(for call: PollCall, wish: Duration?) async -> TrackedTask? {
        do {
            let task = try await wake(call.row)
            return desk.state.isCurrent(call) ? task : nil
        } catch {
            guard desk.state.isCurrent(call) else { return nil }
            desk.state.table.hold(call.row, until: loop.now + (wish ?? .zero))
            let usual = max(configuration.polling.longest, wish ?? .zero)
            desk.arrange(call.row, after: desk.state.table.wait(call.row, usual, at: loop.now))
            return nil
        }
    }

    private func handle(of call: PollCall, wish: Duration?) async -> TaskHandle? {
        if let task = tracked[desk.state.table.id(of: call.row)] { return task.record.handle }
        if let handle = sleepingHandle(of: call.row) { return handle }
        return await task(for: call, wish: wish)?.record.handle
    }

    /// Asks a model that has its own way.
    func askInItsOwnWay(_ call: PollCall) {
        Task(executorPreference: loop) { await self.ask(call) }
    }

    private func ask(_ call: PollCall) async {
        // First: the row may be another task's afterwards.
        await refreshHalts()
        guard desk.state.isCurrent(call), let task = tracked[desk.state.table.id(of: call.row)],
            case .accepted(let stage) = task.record.stage
        else { return }
        task.machine.following.waited = PollRow.duration(desk.state.table[call.row].waited)
        guard halt(of: task.record.model)?.extent != .pause else {
            return desk.arrange(call.row, after: configuration.polling.shortest)
        }
        let outcome = await answer(about: stage.handle, of: task.model)
        guard desk.state.isCurrent(call) else { return }
        observeAnswer(call.row, outcome.state, outcome.code)
        await run(task, .answered(outcome))
    }

    /// Asks once, as soon as it is the account's turn.
    func answerInTurn(about handle: TaskHandle, of model: any VideoGeneration) async -> StatusOutcome {
        let pace = pace(of: handle)
        await waitForTurn(at: pace)
        guard !isStopping, !Task.isCancelled else {
            return .trouble(.init(.passing, VideoGenerationError(.cancelled, "It was not asked any more.")))
        }
        return await answer(about: handle, of: model)
    }

    func answer(about handle: TaskHandle, of model: any VideoGeneration) async -> StatusOutcome {
        let asked = loop.now
        let outcome = await model.status(StatusQuery(handle, by: connection(to: model)))
        note(outcome, asked: asked, at: pace(of: handle))
        return outcome
    }

    /// Asks less often, or not for a while, where that is wished: it is the account that the service means, not the task.
    private func note(_ outcome: StatusOutcome, asked: MonotonicTime, at pace: Int) {
        guard case .trouble(let trouble) = outcome else { return }
        let isTooMany = trouble.error.code == .rateLimited
        if isTooMany { desk.state.paces[pace].slowDown(at: loop.now, asked: asked) }
        if isTooMany || trouble.status == 503, let pause = trouble.error.retryAfter {
            desk.state.paces[pace].hold(until: loop.now + pause)
        }
    }

    /// The number of the pace that a task shares with all others of its account.
    func pace(of handle: TaskHandle) -> Int {
        number(of: .init(handle), like: configuration.pace)
    }

    /// The number of a pace, which is a new one if there is none yet.
    func number(of key: PollPace.Key, like pace: PollPace) -> Int {
        if let number = paceNumbers[key] { return number }
        let number = desk.state.paces.count
        paceNumbers[key] = number
        desk.state.paces.append(pace)
        beginSharing(number)
        return number
    }

    /// Shows observers an answer that repeated the last one.
    func observeOldNews(_ row: Int) {
        observeAnswer(row, desk.state.standings[desk.state.table[row].standing]?.state, nil)
    }

    private func observeAnswer(_ row: Int, _ state: TaskState?, _ code: VideoGenerationError.Code?) {
        guard let asked = desk.state.askedAt?.removeValue(forKey: row) else { return }
        observe(row, .asked(state, code: code, took: loop.now - asked))
    }

    // MARK: Expectations

    /// Keeps how long the service took, so that the next task is asked for when it is likely to be done.
    func learn(from task: TrackedTask) async {
        // Of one that was taken over nobody knows for how long it has been done.
        guard task.age == .zero else { return }
        let time = task.elapsed(at: loop.now)
        let model = task.record.model
        do {
            try await store.record(runningTime: time, of: model)
            expect(try await store.runningTimes(of: model), of: model)
        } catch {
            // A hint that is lost costs a few questions.
            return
        }
    }

    /// What is expected of a model, by what the store has seen of it.
    func expect(_ model: ModelID) async {
        guard expectations[model] == nil, let times = try? await store.runningTimes(of: model) else { return }
        expect(times, of: model)
    }

    /// The median: half of the tasks are done by then. Zero as long as nothing is known.
    private func expect(_ times: [Duration], of model: ModelID) {
        let expected = times.isEmpty ? .zero : times.sorted()[times.count / 2]
        expectations[model] = expected
        desk.expect(expected, of: model)
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

    /// How long the service wishes not to be asked.
    fileprivate var wish: Duration? {
        if case .trouble(let trouble) = self { trouble.error.retryAfter } else { nil }
    }
}

extension HTTPOutcome {
    /// How long the service wishes not to be asked.
    fileprivate var wish: Duration? {
        if case .reply(let reply) = self { RetryAfter(reply)?.delay } else { nil }
    }
}
