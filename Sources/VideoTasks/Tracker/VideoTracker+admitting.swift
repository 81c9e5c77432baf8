// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

// Whether a submission may be made now, by how its model does.
extension VideoTracker {
    /// What happens to a task that is about to be submitted; nil if it waits.
    func admit(_ task: TrackedTask) -> TaskMachine.Event? {
        guard case .prepared = task.record.stage, !task.machine.isWithdrawn, !isStopping else { return .begun }
        if let halt = halt(of: task.record.model) { return refuse(task, halt) }
        guard task.slot == nil else { return .begun }
        // Its own timer comes at that time.
        if let time = task.machine.chain.notBefore(task.record.assignment), loop.now < time { return nil }
        let key = Health.Key(task.model)
        let obstacle = health[key, default: .init()].obstacle(at: loop.now)
        let isShunned = health[key]?.isShunned(at: loop.now) == true
        if obstacle != nil || isShunned {
            let others = task.machine.chain.others(than: task.record.assignment, at: loop.now)
            if let other = others.first(where: { isFree($0, of: task) }) {
                // It is not given up: somebody has to find out whether it is well again.
                if case .doubt? = obstacle { probe(key, task.model) }
                (task.heldSince, task.isHeldTold) = (nil, false)
                return .passedOver(to: other, because: reason(for: key))
            }
        }
        if let obstacle { return hold(task, key, obstacle) }
        if let obstacle = takeTurn(key) { return hold(task, key, obstacle) }
        occupy(key, by: task)
        return .begun
    }

    /// Takes the account's turn to submit, where their number in a second is limited; what stands in the way if that is not yet.
    private func takeTurn(_ key: Health.Key) -> Health.Obstacle? {
        guard let rate = configuration.submitRate else { return nil }
        let pace = number(of: .init(key), like: PollPace(rate: rate, burst: 1))
        return desk.state.paces[pace].take(at: loop.now).map { .turn($0) }
    }

    /// How many wait for a turn to submit.
    func submissionsWaiting(_ key: PollPace.Key) -> Int {
        guard key.work == .submissions else { return 0 }
        return health.reduce(0) { $1.key.isPaced(by: key) ? $0 + $1.value.waiting.count : $0 }
    }

    /// Lets those go on who wait for a turn to submit.
    func admitWaiting(atPaceOf key: PollPace.Key) {
        for key in health.keys.filter({ $0.isPaced(by: key) }) { admitWaiting(key) }
    }

    /// What happens to a task whose model is halted: nobody knows for how long, so it does not wait.
    private func refuse(_ task: TrackedTask, _ halt: Halt) -> TaskMachine.Event {
        vacate(task, .none)
        (task.heldSince, task.isHeldTold) = (nil, false)
        let halted = task.machine.chain.links.map(\.assignment).filter { self.halt(of: $0.model) != nil }
        return .halted(halted, because: halt.refusal)
    }

    /// Lets a task wait, unless it has waited for long, and nobody got through meanwhile.
    private func hold(_ task: TrackedTask, _ key: Health.Key, _ obstacle: Health.Obstacle) -> TaskMachine.Event? {
        if task.heldSince == nil { health[key]?.waiting.append(task.reference) }
        let since = task.heldSince ?? loop.now
        task.heldSince = since
        // It comes, however many there are before it.
        if case .turn = obstacle {
            arrange(key, obstacle, task.model)
            return nil
        }
        let patience = configuration.submitPatience - (loop.now - max(since, health[key]?.lastWell ?? since))
        guard patience > .zero else { return .heldTooLong(reason(for: key)) }
        if case .crowd = obstacle {} else { tellHeld(task, key) }
        // Another model may be free before this one is well.
        let others = task.machine.chain.alternatives(to: task.record.assignment).map { wait(for: $0, of: task) }
        let pause = min(patience, others.min() ?? patience)
        schedule(.impatience(task.reference, at: loop.now + pause), after: pause)
        arrange(key, obstacle, task.model)
        return nil
    }

    private func tellHeld(_ task: TrackedTask, _ key: Health.Key) {
        guard !task.isHeldTold else { return }
        task.isHeldTold = true
        tell(task, .held(reason(for: key)))
    }

    /// How long until a look at another model of a task's chain may be worth it; asks a question if that is due.
    private func wait(for link: Chain.Link, of task: TrackedTask) -> Duration {
        guard let model = task.model(for: link.assignment) else { return configuration.submitPatience }
        guard halt(of: link.assignment.model) == nil else { return configuration.submitPatience }
        let key = Health.Key(model)
        var end = link.notBefore
        switch health[key]?.obstacle(at: loop.now) {
        case .pause(let time): end = max(end, time)
        case .doubt: probe(key, model)
        case .crowd, .trial, .turn, nil: break
        }
        // What is being asked is answered soon; thousands may wait.
        return max(end - loop.now, link.notBefore > loop.now ? .zero : .seconds(15))
    }

    /// A task has waited until `time`.
    func lookAgain(_ reference: TrackedTask.Reference, at time: MonotonicTime) {
        guard let task = find(reference), task.heldSince != nil else { return }
        // A machine that slept has not waited; nobody knows for how long it did.
        if loop.now - time > .seconds(1) { task.heldSince = loop.now }
        begin(task.id, .begun)
    }

    private func isFree(_ assignment: Assignment, of task: TrackedTask) -> Bool {
        guard let model = task.model(for: assignment) else { return false }
        let key = Health.Key(model)
        guard halt(of: model.descriptor.model) == nil else { return false }
        guard health[key]?.isShunned(at: loop.now) != true else { return false }
        return health[key]?.obstacle(at: loop.now) == nil
    }

    private func reason(for key: Health.Key) -> VideoGenerationError {
        let trouble = health[key]?.trouble
        return VideoGenerationError(
            trouble?.code ?? .serviceUnavailable,
            "\(key.model) is in trouble; nothing was sent. What it said last: \(trouble?.message ?? "nothing.")",
            isRetryable: true)
    }

    /// Takes a place among the submissions that are on their way.
    func occupy(_ key: Health.Key, by task: TrackedTask) {
        health[key, default: .init()].begin()
        task.slot = (key, loop.now)
        (task.heldSince, task.isHeldTold) = (nil, false)
    }

    /// Gives the place back, with what the outcome says about the service.
    func vacate(_ task: TrackedTask, _ sign: Health.Sign) {
        guard let (key, begun) = task.slot else { return }
        task.slot = nil
        let jitter = Double.random(in: 0...1, using: &generator)
        health[key]?.end(sign, begunAt: begun, at: loop.now, jitter: jitter)
        admitWaiting(key)
        if health[key]?.isUnremarkable(at: loop.now) == true { health[key] = nil }
    }

    /// Lets those go on who wait for `key`, as many as may.
    func admitWaiting(_ key: Health.Key) {
        while let first = health[key]?.waiting.first {
            guard let task = find(first), task.heldSince != nil, case .prepared = task.record.stage,
                Health.Key(task.model) == key
            else {
                health[key]?.waiting.removeFirst()
                continue
            }
            if halt(of: key.model) != nil {
                health[key]?.waiting.removeFirst()
                begin(task.id, .begun)
                continue
            }
            if let obstacle = health[key]?.obstacle(at: loop.now) ?? takeTurn(key) {
                return arrange(key, obstacle, task.model)
            }
            health[key]?.waiting.removeFirst()
            occupy(key, by: task)
            begin(task.id, .begun)
        }
    }

    /// The time has come at which somebody may be let go on.
    func admitLater(_ key: Health.Key) {
        health[key]?.isArranged = false
        admitWaiting(key)
    }

    /// Sees to it that those who wait are looked at again.
    private func arrange(_ key: Health.Key, _ obstacle: Health.Obstacle, _ model: any VideoGeneration) {
        switch obstacle {
        case .pause(let end):
            guard health[key]?.isArranged == false else { return }
            health[key]?.isArranged = true
            schedule(.admit(key), after: max(end - loop.now, .milliseconds(1)))
        case .turn(let time):
            guard health[key]?.isArranged == false else { return }
            health[key]?.isArranged = true
            // It may be sooner, by what is agreed on with others.
            schedule(.admit(key), after: min(max(time - loop.now, .milliseconds(1)), .seconds(2)))
        case .doubt: probe(key, model)
        // Whatever is on its way brings it on.
        case .crowd, .trial: return
        }
    }

    /// Asks the service something that costs nothing: about a task that it has, or about none.
    private func probe(_ key: Health.Key, _ model: any VideoGeneration) {
        health[key]?.probe()
        Task(executorPreference: loop) { await self.ask(key, model) }
    }

    private func ask(_ key: Health.Key, _ model: any VideoGeneration) async {
        guard !isStopping else { return }
        await refreshHalts()
        guard halt(of: key.model) == nil else {
            // Nobody has to know how it is; and whoever waits for it need not.
            health[key]?.probed(.none, at: loop.now, jitter: 0)
            return admitWaiting(key)
        }
        // Not in turn: it is one question for each opening, and thousands of tasks may stand in line before it.
        let handle = await knownHandle(key) ?? nobodysHandle(key, model)
        guard desk.state.paces[pace(of: handle)].notBefore <= loop.now else {
            // It has said that it wants no question: that is as good as no answer.
            let jitter = Double.random(in: 0...1, using: &generator)
            health[key]?.probed(.none, at: loop.now, jitter: jitter)
            return admitWaiting(key)
        }
        let outcome = await answer(about: handle, of: model)
        let life: Circuit.Life =
            switch outcome {
            case .report: .shown
            case .trouble(let trouble):
                switch trouble.status {
                // Its own word about the task, whatever the status; or no gateway is in between.
                case let status where trouble.kind != .passing && (status == nil || trouble.isServicesWord): .shown
                case nil, 429?, (500...599)?: .none
                default: trouble.isServicesWord ? .shown : .doubtful
                }
            }
        let jitter = Double.random(in: 0...1, using: &generator)
        health[key]?.probed(life, at: loop.now, jitter: jitter)
        admitWaiting(key)
    }

    private func knownHandle(_ key: Health.Key) async -> TaskHandle? {
        let known = tracked.values.lazy.compactMap(\.record.handle)
            .filter { ($0.origin, $0.model, $0.credential) == (key.origin, key.model, key.credential) }
            .min { $0.id.rawValue < $1.id.rawValue }
        if let known { return known }
        let row = desk.state.table.rows.indices.first {
            desk.state.table[$0].isTaken && Health.Key(desk.way(of: $0).model) == key
        }
        guard let row else { return nil }
        if let handle = sleepingHandle(of: row) { return handle }
        return try? await store.task(desk.state.table.id(of: row))?.handle
    }

    private func nobodysHandle(_ key: Health.Key, _ model: any VideoGeneration) -> TaskHandle {
        let id = TaskID.random(using: &generator)
        return TaskHandle(
            id: id, model: key.model, mode: model.descriptor.mode, origin: key.origin, credential: key.credential,
            remoteID: id.rawValue, samples: 1)
    }
}

extension Health.Key {
    /// Whether submissions to it are made at a pace.
    fileprivate func isPaced(by key: PollPace.Key) -> Bool { PollPace.Key(self) == key }
}
