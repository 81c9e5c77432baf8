// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import VideoGenerationCore

extension VideoTracker {
    var moment: TaskMachine.Moment { .init(time: loop.now, wall: loop.wallClock) }

    /// Lets `event` happen to the task, and carries out what follows from it.
    func run(_ id: TaskID, _ event: TaskMachine.Event) async {
        guard let task = tracked[id] else { return }
        await run(task, event)
    }

    /// Lets `event` happen to the task, and carries out what follows from it, one after the other: the only way into its
    /// machine.
    ///
    /// If something is being done for the task, this returns at once, and the event happens after that.
    func run(_ task: TrackedTask, _ event: TaskMachine.Event) async {
        task.next.append(event)
        guard !task.isBusy else { return }
        task.isBusy = true
        while !task.next.isEmpty, !task.isLost {
            var event = task.next.removeFirst()
            if case .begun = event {
                await refreshHalts()
                guard let admitted = admit(task) else { continue }
                event = admitted
            }
            var actions = task.machine.take(event, at: moment)[...]
            while let action = actions.popFirst() {
                if let replacement = await perform(action, task) { actions = replacement[...] }
            }
            task.isSubmitting = false
        }
        task.isBusy = false
        // It was given a place, and did not need it.
        vacate(task, .none)
        forgetRested()
        switch task.record.stage {
        case .accepted, .ended: task.forgetRequests()
        case .prepared, .submitting, .unknown: break
        }
        settle(task)
    }

    /// Carries out one action; what it returns replaces the actions that would have followed.
    private func perform(_ action: TaskMachine.Action, _ task: TrackedTask) async -> [TaskMachine.Action]? {
        switch action {
        case .recordFirst:
            do {
                return try await save(task) ? nil : []
            } catch {
                return task.machine.take(.unrecorded(error), at: moment)
            }
        case .record:
            return await saveOrTell(task) ? nil : []
        case .submit:
            // Until what comes of it is recorded, or kept otherwise.
            task.isSubmitting = true
            let event = await submitOnce(task)
            return task.machine.take(event, at: moment)
        case .submitLater(let delay):
            schedule(.submit(task.reference), after: delay)
        case .askForResubmission(let floor):
            park(task, floor: floor ?? .zero)
        case .askSoon:
            askSoon(task)
        case .ask(let eta, let floor):
            askAgain(task, eta: eta, floor: floor)
            if task.isUnwanted {
                let reference = task.reference
                Task(executorPreference: loop) { await self.stopUnwanted(reference) }
            }
        case .learn:
            await learn(from: task)
        case .fetch(let samples):
            let (outcomes, error) = await fetch(samples, of: task)
            // Given up meanwhile: what was broken off for that is no failure.
            guard !isStopping, !task.isGivingUp else { return [] }
            let recorded = outcomes.map { outcome in
                var recorded = outcome
                recorded.path = outcome.path.map(OutputPlan.absolute)
                return recorded
            }
            return task.machine.take(.fetched(outcomes, recorded: recorded, error), at: moment)
        case .tell(.failover(var failover)):
            failover.recipientHost = task.model.surface.baseURL?.host
            tell(task, .failover(failover))
        case .tell(let event):
            tell(task, event)
        case .rest:
            rest(task)
        case .letGo:
            task.hub.close()
            rest(task)
        }
        return nil
    }

    /// Submits, unless that is not wanted any more: the store may have taken its time.
    private func submitOnce(_ task: TrackedTask) async -> TaskMachine.Event {
        await refreshHalts()
        guard let request = task.request, !task.machine.isWithdrawn, !isStopping else { return .heldBack }
        let model = task.model
        if let halt = halt(of: task.record.model) {
            vacate(task, .none)
            return .submitted(.notSent(halt.refusal), at: model.surface)
        }
        // One that somebody takes a risk for does not wait; it counts all the same.
        if task.slot == nil { occupy(Health.Key(model), by: task) }
        let begun = loop.now
        let outcome = await model.submit(Submission(request, by: connection(to: model)))
        let (word, code) = outcome.words
        observe(task, .submitted(word, code: code, took: loop.now - begun))
        vacate(task, Health.Sign(outcome))
        return .submitted(outcome, at: model.surface)
    }
}

extension SubmitOutcome {
    fileprivate var words: (SubmitAttempt.Outcome, VideoGenerationError.Code?) {
        switch self {
        case .accepted: (.accepted, nil)
        case .notSent(let error): (.notSent, error.code)
        case .rejected(let error): (.rejected, error.code)
        case .unknown: (.unknown, nil)
        }
    }
}
