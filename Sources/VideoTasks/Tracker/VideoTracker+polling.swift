// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

// When tasks are asked about. What happens in each poll stays on the loop, and takes no task of its own as long as an
// answer repeats the last one.
extension VideoTracker {
    /// The row of a task that a service has; it gets one with its first question.
    private func row(of task: TrackedTask) -> Int? {
        if let row = task.row { return row }
        guard case .accepted(let stage) = task.record.stage else { return nil }
        let line = line(to: task.model, for: stage.handle)
        let row = polls.insert(task.id, stage.handle.remoteID, line: line.number)
        polls[row].life = UInt32(truncatingIfNeeded: task.life)
        polls[row].age = PollRow.ticks(task.age)
        polls[row].since = PollRow.ticks(task.machine.following.since)
        polls[row].samples = stage.handle.links.isEmpty ? UInt16(clamping: stage.handle.samples) : 0
        task.row = row
        let name = RemoteName(origin: stage.handle.origin, id: stage.handle.remoteID)
        // A notice that came before the task had a name is for its first question.
        if earlyNotices.remove(name, at: loop.now.seconds) { polls[row].isWanted = true }
        return row
    }

    /// Nobody asks about it any more, and no notice finds it.
    func forgetRow(of task: TrackedTask) {
        guard let row = task.row else { return }
        task.row = nil
        forget(row)
    }

    func forget(_ row: Int) {
        polls.remove(row)
        otherWords[row] = nil
        askedAt[row] = nil
    }

    /// The line that questions about a task go along.
    private func line(to model: any VideoGeneration, for handle: TaskHandle) -> PollLine {
        let call = try? (model as? any HTTPVideoGeneration)?.statusCall(for: handle)
        let shape = call.flatMap { PollShape($0, for: handle.remoteID) }
        if let number = lineNumbers[PollLineKey(model, shape)] { return lines[number] }
        let own = PollLineKey(model, nil)
        // A model whose calls differ from task to task is asked in its own way.
        let siblings = lines.count { $0.shape != nil && PollLineKey($0.model, nil) == own }
        let key = siblings < Self.linesForEachModel ? PollLineKey(model, shape) : own
        if let number = lineNumbers[key] { return lines[number] }
        let line = PollLine(lines.count, model, key == own ? nil : shape, pace: pace(of: handle))
        line.expected = expectations[model.descriptor.model] ?? .zero
        lineNumbers[key] = line.number
        lines.append(line)
        return line
    }

    private static let linesForEachModel = 16

    /// Arranges the next question about a task that a service has.
    func arrangeQuestion(_ task: TrackedTask, after wait: Duration) {
        guard let row = row(of: task) else { return }
        arrange(row, after: wait)
    }

    private func arrange(_ row: Int, after wait: Duration) {
        polls.arrange(row, at: loop.now + wait)
        setTimer()
    }

    /// Arranges the first question about a task that was taken over.
    func askSoon(_ task: TrackedTask) {
        guard let row = row(of: task) else { return }
        arrange(row, after: polls.wait(row, spread(), at: loop.now))
    }

    /// Arranges the next question, unless the task has been asked for long enough.
    func askAgain(_ task: TrackedTask, eta: Duration? = nil, floor: Duration? = nil) {
        guard let row = row(of: task) else { return }
        let following = task.machine.following
        let usual = configuration.polling.wait(
            elapsed: task.elapsed(at: loop.now), expected: lines[Int(polls[row].line)].expected, eta: eta,
            failures: following.failures, floor: floor, using: &jitter)
        // Where nobody answers, it is not a webhook that knows better.
        polls.hold(row, until: loop.now + (following.failures > 1 ? usual : floor ?? .zero))
        let wait = polls.wait(row, usual, at: loop.now)
        guard !task.machine.isOverdue(afterWaiting: wait) else {
            return task.next.append(.overdue)
        }
        remember(task, in: row, eta: eta)
        arrange(row, after: wait)
    }

    /// Notes in a task's row what is needed to tell whether the next answer is news.
    private func remember(_ task: TrackedTask, in row: Int, eta: Duration?) {
        let following = task.machine.following
        polls[row].waited = PollRow.ticks(following.waited)
        let standing = following.status.map {
            Standing(state: $0.state, progress: $0.progress, word: $0.word, eta: eta)
        }
        if standings.isFull { standings.compact(&polls) }
        let number = standings.number(standing)
        polls[row].standing = number ?? 0
        polls[row].isSettled = following.isClean && (number != nil || standing == nil)
    }

    /// The wait before the first question about a task that was taken over: short for one, and for thousands that start
    /// again together spread over the longest interval.
    private func spread() -> Duration {
        let room = configuration.polling.shortest + .milliseconds(100) * max(tracked.count, polls.count)
        return min(room, configuration.polling.longest) * Double.random(in: 0...1, using: &generator)
    }

    // MARK: Asking

    /// Lets those ask whose questions are due.
    func askDue() {
        let now = loop.now
        while let (row, late) = polls.popDue(at: now) {
            let line = lines[Int(polls[row].line)]
            // Turns that were slept through are all due at once: they are handed out anew.
            if !polls[row].isInTurn || late >= .seconds(1) {
                let turn = paces[line.pace].reserve(at: now)
                guard turn <= now else {
                    polls.postpone(row, to: turn)
                    continue
                }
            }
            if line.shape == nil {
                let (id, question) = (polls.id(of: row), polls[row].question)
                Task(executorPreference: loop) { await self.askInItsOwnWay(id, row, question) }
            } else {
                line.add(row, question: polls[row].question)
                if !awakeLines.contains(line.number) { awakeLines.append(line.number) }
            }
        }
        for number in awakeLines { wake(lines[number]) }
        awakeLines.removeAll(keepingCapacity: true)
    }

    private func wake(_ line: PollLine) {
        if line.isKeyStale(at: loop.now) { readKey(of: line) } else { line.lane?.wake() }
    }

    /// Finds the key for a line's calls, and lets them go on.
    private func readKey(of line: PollLine) {
        guard !line.isReadingKey, let shape = line.shape else { return }
        line.isReadingKey = true
        let number = line.number
        Task(executorPreference: loop) { await self.readKey(ofLine: number, shape.request) }
    }

    private func readKey(ofLine number: Int, _ request: HTTPRequest) async {
        let line = lines[number]
        do {
            let template = try await connection(to: line.model).exchange(for: HTTPCall(request), purpose: .call)
            line.isReadingKey = false
            line.take(template.authorization?.secret, at: loop.now) {
                loop.makeLane(like: template, from: PollSource(self, line: number))
            }
            line.lane?.wake()
        } catch {
            line.isReadingKey = false
            while let (row, question) = line.next() {
                guard begin(row, question) else { continue }
                await take(StatusOutcome(notAsked: error), PollCall(row: row, question: question), answer: 0)
            }
        }
    }

    /// A question is asked now; false if another was arranged in its place.
    private func begin(_ row: Int, _ question: UInt32) -> Bool {
        guard polls[row].question == question, !isStopping else { return false }
        let now = loop.now
        polls.begin(row, at: now, gap: noticeGap)
        if !configuration.observers.isEmpty { askedAt[row] = now }
        return true
    }

    /// The next call along a line.
    func nextCall(along number: Int, _ target: inout [UInt8]) -> UInt64? {
        let line = lines[number]
        guard let shape = line.shape else { return nil }
        guard !line.isKeyStale(at: loop.now) else {
            readKey(of: line)
            return nil
        }
        while let (row, question) = line.next() {
            guard begin(row, question) else { continue }
            target += shape.prefix
            polls.appendRemoteID(of: row, to: &target)
            target += shape.suffix
            return PollCall(row: row, question: question).number
        }
        return nil
    }

    /// Whether an answer repeats the last one; then the next question is arranged.
    func isOldNews(_ answer: UInt64, of call: PollCall) -> Bool {
        let row = call.row
        guard polls[row].question == call.question, !isStopping else { return true }
        guard polls[row].isSettled, polls[row].answer == answer else { return false }
        let now = loop.now
        let line = lines[Int(polls[row].line)]
        let standing = standings[polls[row].standing]
        let elapsed = PollRow.duration(polls[row].age) + (now - PollRow.time(polls[row].since))
        let usual = configuration.polling.wait(
            elapsed: elapsed, expected: line.expected, eta: standing?.eta, using: &jitter)
        guard PollRow.duration(polls[row].waited) < configuration.polling.patience else { return false }
        let wait = polls.wait(row, usual, at: now)
        polls[row].waited &+= PollRow.ticks(wait)
        observeAnswer(row, standing?.state, nil)
        polls.arrange(row, at: now + wait)
        setTimer()
        return true
    }

    /// Takes what came of a call in, away from the loop's turn.
    func ended(_ call: PollCall, with outcome: HTTPOutcome, along number: Int) {
        guard polls[call.row].question == call.question, !isStopping else { return }
        let secret = lines[number].secret
        Task(executorPreference: loop) { await self.take(outcome, sentWith: secret, call) }
    }

    private func take(_ outcome: HTTPOutcome, sentWith secret: Secret?, _ call: PollCall) async {
        let row = call.row
        guard polls[row].question == call.question, !isStopping else { return }
        let line = lines[Int(polls[row].line)]
        guard let model = line.model as? any HTTPVideoGeneration else { return }
        var answer: UInt64 = 0
        if case .reply(let reply) = outcome, reply.status == 200 {
            answer = answerHash(reply.body)
            if takeInPassing(reply, call, answer, model) { return }
        }
        guard let handle = await handle(of: call) else { return }
        let judged: StatusOutcome
        do {
            judged = try await connection(to: model).judge(outcome, sentWith: secret) { reply in
                model.readStatus(reply, of: handle)
            }
        } catch {
            judged = StatusOutcome(notAsked: error)
        }
        if case .trouble(let trouble) = judged, trouble.error.code == .authentication { line.doubtKey() }
        note(judged, at: line.pace)
        await take(judged, call, answer: answer)
    }

    /// Takes in an answer about a task that sleeps, if it is of interest to nobody: the task is where it was, and only its
    /// progress is another.
    private func takeInPassing(
        _ reply: HTTPReply, _ call: PollCall, _ answer: UInt64, _ model: any HTTPVideoGeneration
    ) -> Bool {
        let row = call.row
        guard configuration.observers.isEmpty, polls[row].isSettled, let old = standings[polls[row].standing],
            tracked[polls.id(of: row)] == nil, let handle = sleepingHandle(of: row),
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
        if standings.isFull { standings.compact(&polls) }
        guard
            let number = standings.number(
                Standing(state: state, progress: progress, word: report.word, eta: report.eta))
        else { return false }
        polls[row].standing = number
        polls[row].answer = answer
        return isOldNews(answer, of: call)
    }

    /// Lets an answer happen to the task that it is about.
    private func take(_ outcome: StatusOutcome, _ call: PollCall, answer: UInt64) async {
        let row = call.row
        guard let task = await task(for: call) else { return }
        observeAnswer(row, outcome.state, outcome.code)
        if case .report = outcome { polls[row].answer = answer } else { polls[row].answer = 0 }
        await run(task, .answered(outcome))
    }

    /// The task that a call is about; nil if it is not followed here any more. One that the store does not give now is
    /// asked about again.
    private func task(for call: PollCall) async -> TrackedTask? {
        do {
            let task = try await wake(call.row, call.question)
            guard !isStopping, polls[call.row].question == call.question else { return nil }
            return task
        } catch {
            if polls[call.row].question == call.question { arrange(call.row, after: configuration.polling.longest) }
            return nil
        }
    }

    private func handle(of call: PollCall) async -> TaskHandle? {
        if let task = tracked[polls.id(of: call.row)] { return task.record.handle }
        if let handle = sleepingHandle(of: call.row) { return handle }
        return await task(for: call)?.record.handle
    }

    /// Asks a model that has its own way.
    private func askInItsOwnWay(_ id: TaskID, _ row: Int, _ question: UInt32) async {
        guard let task = tracked[id], task.row == row, case .accepted(let stage) = task.record.stage,
            begin(row, question)
        else { return }
        task.machine.following.waited = PollRow.duration(polls[row].waited)
        let outcome = await answer(about: stage.handle, of: task.model)
        guard find(task.reference) === task, task.row == row else { return }
        observeAnswer(row, outcome.state, outcome.code)
        await run(task, .answered(outcome))
    }

    /// Asks once, as soon as it is the account's turn.
    func answerInTurn(about handle: TaskHandle, of model: any VideoGeneration) async -> StatusOutcome {
        let turn = paces[pace(of: handle)].reserve(at: loop.now)
        while turn > loop.now, !isStopping, !Task.isCancelled { await pause(min(turn - loop.now, .seconds(1))) }
        guard !isStopping, !Task.isCancelled else {
            return .trouble(.init(.passing, VideoGenerationError(.cancelled, "It was not asked any more.")))
        }
        return await answer(about: handle, of: model)
    }

    func answer(about handle: TaskHandle, of model: any VideoGeneration) async -> StatusOutcome {
        let outcome = await model.status(StatusQuery(handle, by: connection(to: model)))
        note(outcome, at: pace(of: handle))
        return outcome
    }

    /// Asks less often where that is wished.
    private func note(_ outcome: StatusOutcome, at pace: Int) {
        guard case .trouble(let trouble) = outcome, trouble.error.code == .rateLimited else { return }
        paces[pace].slowDown(at: loop.now)
    }

    /// The number of the pace that a task shares with all others of its account.
    private func pace(of handle: TaskHandle) -> Int {
        let key = PollPace.Key(handle)
        if let number = paceNumbers[key] { return number }
        paceNumbers[key] = paces.count
        paces.append(configuration.pace)
        return paces.count - 1
    }

    private func observeAnswer(_ row: Int, _ state: TaskState?, _ code: VideoGenerationError.Code?) {
        guard !configuration.observers.isEmpty, let asked = askedAt.removeValue(forKey: row) else { return }
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
        for line in lines where line.model.descriptor.model == model { line.expected = expected }
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
