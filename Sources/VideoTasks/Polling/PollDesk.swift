// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// Where a tracker's questions are kept and handed out. It belongs to the tracker and is used on its loop only.
final class PollDesk {
    var state: PollState
    let hash: AnswerHash
    private let isObserved: Bool
    /// The ways to the services; the numbers are those of the state's lines.
    private var ways: [PollWay] = []
    private var freeLines: [Int] = []
    private var waysMade = 0
    private var numbers: [PollLineKey: Int] = [:]
    private let loop: any LoopTransport
    private weak let tracker: VideoTracker?
    private var timer: (any LoopTimer)?
    private var ready: [Int] = []
    /// A model with more kinds of call than that has one for each task.
    private static let linesForEachModel = 16
    /// How long a key may be looked for before the questions that want it have failed.
    private static let keyPatience = Duration.seconds(60)

    init(of tracker: VideoTracker, _ state: PollState, _ hash: AnswerHash, on loop: any LoopTransport) {
        self.tracker = tracker
        self.state = state
        self.hash = hash
        self.loop = loop
        isObserved = state.askedAt != nil
    }

    // MARK: Lines

    /// The line that questions about a task go along.
    func line(to model: any VideoGeneration, for handle: TaskHandle, pace: Int, expected: Duration?) -> Int {
        let call = try? (model as? any HTTPVideoGeneration)?.statusCall(for: handle)
        let shape = call.flatMap { PollShape($0, for: handle.remoteID) }
        if let number = numbers[PollLineKey(model, shape)] { return number }
        let own = PollLineKey(model, nil)
        // A model whose calls differ from task to task is asked in its own way.
        let siblings = ways.count { !$0.isVacant && $0.shape != nil && PollLineKey($0.model, nil) == own }
        let isShared = shape != nil && siblings < Self.linesForEachModel
        let key = isShared ? PollLineKey(model, shape) : own
        if let number = numbers[key] { return number }
        let number = freeLines.popLast() ?? ways.count
        waysMade += 1
        let way = PollWay(.init(line: number, number: waysMade), key, model, isShared ? shape : nil)
        var line = PollState.Line(isShared ? shape.map { ($0.prefix, $0.suffix) } : nil, pace: pace)
        line.expected = expected?.wholeNanoseconds ?? 0
        if number == ways.count {
            ways.append(way)
            state.lines.append(line)
        } else {
            ways[number] = way
            state.lines[number] = line
        }
        numbers[key] = number
        return number
    }

    /// The way that the questions about the task in `row` go.
    func way(of row: Int) -> PollWay { way(along: Int(state.table.rows[row].line)) }

    /// The way that questions along a line go.
    func way(along line: Int) -> PollWay { ways[line] }

    /// The way that a name is for; nil if its line is another's by now.
    func way(_ name: PollWay.Name) -> PollWay? {
        let way = ways[name.line]
        return way.name == name && !way.isVacant ? way : nil
    }

    /// Notes how long a model is expected to take.
    func expect(_ expected: Duration, of model: ModelID) {
        for number in ways.indices where ways[number].model.descriptor.model == model {
            state.lines[number].expected = expected.wholeNanoseconds
        }
    }

    // MARK: Tasks

    /// A row for a task, along the line that its questions go.
    func add(_ handle: TaskHandle, of model: any VideoGeneration, pace: Int, expected: Duration?) -> Int {
        let line = line(to: model, for: handle, pace: pace, expected: expected)
        state.lines[line].taskCount += 1
        return state.table.insert(handle.id, handle.remoteID, line: line)
    }

    /// Forgets a row, and its line with the last one.
    func remove(_ row: Int) {
        guard state.table[row].isTaken else { return }
        let line = Int(state.table[row].line)
        state.table.remove(row)
        state.askedAt?[row] = nil
        state.lines[line].taskCount -= 1
        guard state.lines[line].taskCount == 0 else { return }
        numbers[ways[line].key] = nil
        ways[line].vacate()
        state.clear(line)
        freeLines.append(line)
    }

    // MARK: Time

    /// Arranges the next question about the task in `row`.
    func arrange(_ row: Int, after wait: Duration) {
        state.table.arrange(row, at: loop.now + wait)
        setTimer()
    }

    /// Sees to it that the loop calls when the next question is due.
    func setTimer() {
        guard let earliest = state.newTimerTime() else { return }
        let timer = timer ?? loop.makeTimer(handler)
        self.timer = timer
        timer.wake(at: earliest)
    }

    private var handler: @Sendable () -> Void {
        let reference = PollDeskReference(self)
        return { reference.desk?.askDue() }
    }

    /// Lets those ask whose questions are due.
    private func askDue() {
        let now = loop.now
        state.timerTime = MonotonicTime(nanoseconds: .max)
        state.queueDue(at: now, ready: &ready)
        for line in ready { wake(line, at: now) }
        ready.removeAll(keepingCapacity: true)
        setTimer()
    }

    // MARK: Calls

    private func wake(_ line: Int, at now: MonotonicTime) {
        if ways[line].shape == nil {
            while let call = state.next(along: line, at: now) {
                tracker?.assumeIsolated { $0.askInItsOwnWay(call) }
            }
        } else if !state.hasDue(along: line) {
            // It was looked at for nothing.
        } else if state.needsKey(line, at: now) {
            readKey(of: line, at: now)
        } else {
            ways[line].lane?.wake()
        }
    }

    /// Has the key of a line's calls found, who go on then. It is looked for once at a time, and once a second at most.
    private func readKey(of line: Int, at now: MonotonicTime) {
        let way = ways[line]
        guard let shape = way.shape else { return }
        let name = way.name
        if let since = way.readingKeySince {
            // Whoever keeps it may never answer: the questions fail meanwhile, or nobody would know.
            if now - since >= Self.keyPatience { tracker?.assumeIsolated { $0.keyIsLate(for: name) } }
            let next = max(since + Self.keyPatience, now + .seconds(1))
            return state.look(at: line, again: next)
        }
        guard state.lines[line].keyIsMissingUntil <= now else {
            return state.look(at: line, again: state.lines[line].keyIsMissingUntil)
        }
        way.readingKeySince = now
        state.look(at: line, again: now + Self.keyPatience)
        tracker?.assumeIsolated { $0.readKey(of: name, shape.request) }
    }

    /// Lets the calls of a way go on with the credential of `template`.
    func keyFound(for name: PollWay.Name, like template: HTTPExchange) {
        guard let way = way(name) else { return }
        way.readingKeySince = nil
        let secret = template.authorization?.secret
        // Whoever keeps it is asked once a second at most, and not for each call.
        state.lines[name.line].keyIsGoodUntil = (loop.now + .seconds(1)).nanoseconds
        if way.lane == nil || way.secret?.reveal() != secret?.reveal() {
            way.secret = secret
            let source = PollSource(PollDeskReference(self), line: name.line, secret, hash)
            way.source = source
            way.lane = loop.makeLane(like: template, from: source)
        }
        way.lane?.wake()
    }

    /// There is no key, and nobody is asked for it for a second.
    func keyMissing(for name: PollWay.Name) {
        guard let way = way(name) else { return }
        way.readingKeySince = nil
        state.lines[name.line].keyIsMissingUntil = loop.now + .seconds(1)
    }

    /// The calls of a way wait, and look again in a second whether they may go on.
    func withholdKey(for name: PollWay.Name) {
        guard let way = way(name) else { return }
        way.readingKeySince = nil
        state.look(at: name.line, again: loop.now + .seconds(1))
        setTimer()
    }

    /// The questions of a way that have their turn and no key: they count as asked.
    func takeQuestionsWithoutKey(of name: PollWay.Name) -> [PollCall] {
        guard way(name) != nil else { return [] }
        var calls: [PollCall] = []
        while let call = state.next(along: name.line, at: loop.now) { calls.append(call) }
        setTimer()
        return calls
    }

    /// A key was refused: if it is what the calls about the task in `row` still carry, it is asked for anew before the next
    /// one.
    func doubtKey(_ secret: Secret?, of row: Int) {
        let way = way(of: row)
        if way.secret?.reveal() == secret?.reveal() { state.lines[way.name.line].keyIsGoodUntil = .min }
    }

    func nextCall(for source: PollSource, _ target: inout [UInt8], at now: MonotonicTime) -> UInt64? {
        let line = source.line
        // A lane that is given up may ask once more, with its old key, or when its line is another's.
        guard ways[line].source === source else { return nil }
        if let call = state.nextCall(along: line, &target, at: now) { return call.number }
        if state.hasDue(along: line), state.needsKey(line, at: now) { readKey(of: line, at: now) }
        // The first may have to wait for its turn.
        setTimer()
        return nil
    }

    func absorb(_ answer: UInt64, of call: PollCall, at now: MonotonicTime) -> Bool {
        switch state.judge(answer, of: call, at: now) {
        case .stale: return true
        case .news: return false
        case .oldNews: break
        }
        if isObserved { tracker?.assumeIsolated { $0.observeOldNews(call.row) } }
        // Somebody may have listened to it, or held it, when it was last news.
        if state.table.rows[call.row].isInMemory { tracker?.assumeIsolated { $0.settle(call.row) } }
        setTimer()
        return true
    }

    func ended(_ call: PollCall, with outcome: HTTPOutcome, sentWith secret: Secret?) {
        guard state.isCurrent(call) else { return }
        tracker?.assumeIsolated { $0.take(outcome, sentWith: secret, call) }
    }
}
