// SPDX-License-Identifier: Apache-2.0
import LocalFiles
public import VideoGenerationCore

/// Submits tasks once, follows them until they end, and brings their videos home.
///
/// One tracker serves any number of tasks and any number of waiters. It lives on its transport's loop: a poll needs no
/// hop between threads. Who waits may leave at any time; the task goes on as long as somebody keeps the tracker.
public actor VideoTracker {
    /// Settings of a tracker.
    public struct Configuration: Sendable {
        /// How often tasks are asked for.
        public var polling: PollSchedule
        /// How many questions a second each account may ask at each surface.
        public var pace: PollPace
        /// How many submissions a task may make each time it is taken up, at least one; by itself only one that is proved
        /// unsent or rejected is followed by another.
        public var submitAttempts: Int
        /// Whether submissions whose outcome is unknown may be made again, up to a limit; nil for "ask me", which is the
        /// default, because each may be a second charge.
        public var resubmission: ResubmissionAllowance?
        /// How long a finished task's files are fetched for before it is given up.
        public var deliveryPatience: Duration
        /// The largest file that is accepted, in bytes: 4 GiB holds an hour of what these models make in seconds.
        public var largestFile: Int
        /// How many tasks that have ended are kept in memory; what is asked about older ones is answered from the store.
        public var rememberedTasks: Int

        /// Settings; the defaults suit an app.
        public init(
            polling: PollSchedule = .init(), pace: PollPace = .init(), submitAttempts: Int = 4,
            resubmission: ResubmissionAllowance? = nil, deliveryPatience: Duration = .seconds(3600),
            largestFile: Int = 4 << 30, rememberedTasks: Int = 1000
        ) {
            self.polling = polling
            self.pace = pace
            self.resubmission = resubmission
            self.submitAttempts = submitAttempts
            self.deliveryPatience = deliveryPatience
            self.largestFile = largestFile
            self.rememberedTasks = rememberedTasks
        }
    }

    /// The loop that the tracker lives on.
    nonisolated let loop: any LoopTransport
    let store: any TaskStore
    let credentials: any CredentialSource
    let configuration: Configuration
    var generator: any RandomNumberGenerator & Sendable
    var tracked: [TaskID: TrackedTask] = [:]
    /// Those of ``tracked`` that are not followed any more, the oldest first.
    var resting: [TaskID] = []
    /// How fast each account is asked at each surface.
    var paces: [PollPace.Key: PollPace] = [:]
    /// How quickly each host that is in trouble is asked again, by its origin.
    var retryBudgets: [String: RetryBudget] = [:]
    /// How long models take, by what the store has seen.
    var expectations: [ModelID: Duration] = [:]
    var resubmissions: [Surface: ResubmissionQueue] = [:]
    private var due = TimerHeap<Due>()
    private var timer: (any LoopTimer)?
    private var sleepers: [Int: CheckedContinuation<Void, Never>] = [:]
    private var nextSleeper = 0
    /// How many tasks were taken up here.
    private var takenUp = 0
    /// The end of the work, once it was asked for.
    var stopping: Task<Void, Never>?
    /// Whether ``stop()`` was called.
    var isStopping = false

    /// What a timer is for.
    enum Due {
        case poll(TrackedTask.Reference)
        /// A question that has its turn.
        case turn(TrackedTask.Reference, at: MonotonicTime)
        case submit(TrackedTask.Reference)
        case resubmit(Surface)
        case record(TrackedTask.Reference)
        case rouse(sleeper: Int)
        case dismiss(TrackedTask.Reference, listener: Int)
    }

    /// A tracker.
    ///
    /// - Parameters:
    ///   - loop: The transport that it sends by and lives on.
    ///   - store: Where tasks are recorded.
    ///   - credentials: Where keys are from.
    ///   - configuration: Settings.
    ///   - generator: Makes ids and jitter; a test gives a seeded one.
    public init(
        loop: any LoopTransport, store: any TaskStore, credentials: any CredentialSource,
        configuration: Configuration = .init(),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.loop = loop
        self.store = store
        self.credentials = credentials
        self.configuration = configuration
        self.generator = generator
    }

    /// The loop, which is this actor's executor.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Records a task for `request` and begins to submit it; what follows is told by ``events(of:)``.
    ///
    /// With a `key` that the store has seen, the task of that time is returned: nothing is submitted, unless it ended
    /// before any service had it, for a reason that may have passed.
    ///
    /// - Parameters:
    ///   - request: What negotiation with `model` gave.
    ///   - model: The model.
    ///   - destination: Where its videos go.
    ///   - key: The caller's own key for the request.
    ///   - metadata: What the caller wants to find again with the task; never sent.
    /// - Throws: Code `store` if it cannot be recorded, `request_id_conflict` if the key was used for another request,
    ///   `invalid_request` if `request` is another model's or asks for more samples than the output is planned for,
    ///   `cancelled` if the tracker was stopped; nothing is sent then.
    public func submit(
        _ request: NegotiatedRequest, to model: any VideoGeneration, destination: Destination, key: RequestKey? = nil,
        metadata: [String: String] = [:]
    ) async throws(VideoGenerationError) -> TaskID {
        guard !isStopping else {
            throw VideoGenerationError(.cancelled, "The tracker was stopped; nothing was sent.")
        }
        guard request.model == model.descriptor.model, request.mode == model.descriptor.mode else {
            throw VideoGenerationError(
                .invalidRequest, "The request was negotiated with \(request.model), not \(model.descriptor.model).")
        }
        if case .files(let plan) = destination, plan.samples < request.samples {
            throw VideoGenerationError(
                .invalidRequest,
                "The output is planned for \(plan.samples) videos, the request asks for \(request.samples).")
        }
        await expect(request.model)
        let record = VideoTask(
            id: TaskID.random(using: &generator), request: request, destination: destination.recorded, key: key,
            metadata: metadata, owner: try await store.owner(), at: loop.wallClock)
        let task = TrackedTask(
            record, number: nextNumber(), model: model, request: request, destination: destination, rules: rules)
        // Before it is recorded, so that no second request with the key takes it for nobody's; busy, so that nothing
        // happens to it before it is.
        task.isBusy = true
        tracked[record.id] = task
        let recorded: VideoTask?
        do {
            recorded = try await store.insert(record)
        } catch {
            // As in save(_:): the store may have done it.
            guard let found = try? await store.task(record.id), found == record else {
                untrack(task)
                throw error
            }
            recorded = nil
        }
        task.isBusy = false
        if let existing = recorded {
            untrack(task)
            guard existing.requestKey == key else {
                throw VideoGenerationError(
                    .requestIDConflict,
                    "The request id \"\(key?.id ?? "")\" belongs to another request, the task \(existing.id.rawValue). "
                        + "Nothing was sent. Use a new id for a new request.")
            }
            return try await take(existing, asking: request, of: model, destination)
        }
        begin(record.id, .begun)
        return record.id
    }

    /// What bounds the life of each task.
    var rules: TaskMachine.Rules {
        var rules = TaskMachine.Rules()
        rules.submissions = max(1, configuration.submitAttempts)
        rules.patience = configuration.polling.patience
        return rules
    }

    /// Lets something happen to a task without waiting for what follows from it.
    func begin(_ id: TaskID, _ event: TaskMachine.Event) {
        Task(executorPreference: loop) { await self.run(id, event) }
    }

    /// The events of a task. One that is not followed here any more has a summary from its record; an unknown id has none.
    public func events(of id: TaskID) async -> TaskEvents {
        if let task = tracked[id] { return task.hub.listen().events }
        let summary: [TaskEvent]
        do {
            summary = try await store.task(id)?.summary ?? []
        } catch {
            summary = [.attention(error)]
        }
        return TaskEvents(
            stream: AsyncStream { stream in
                for event in summary { stream.yield(event) }
                stream.finish()
            })
    }

    /// Waits for a task's delivery. Neither a time-out nor cancelling the wait touches the task.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - patience: How long to wait; nil for as long as it takes.
    /// - Throws: What ended the task, `submission_unknown` included. `timed_out` or `cancelled` when the wait ended before
    ///   it, and any other code when the task goes on but cannot be followed until somebody acts (see
    ///   ``TaskEvent/attention(_:)``). The error has the task's handle as soon as there is one.
    public func delivery(
        of id: TaskID, within patience: Duration? = nil
    ) async throws(VideoGenerationError) -> Delivery {
        guard let task = tracked[id] else { return try await recordedDelivery(of: id) }
        let (listener, events) = task.hub.listen()
        if let patience, !task.hub.isOver { schedule(.dismiss(task.reference, listener: listener), after: patience) }
        for await event in events {
            // What ended the task counts more than what troubled it just before.
            if case .attention = event, task.hub.hasEnded { continue }
            if let delivery = try event.delivery() { return delivery }
        }
        let isCancelled = Task.isCancelled
        throw VideoGenerationError(
            isCancelled ? .cancelled : .timedOut,
            (isCancelled ? "The wait was cancelled." : "The wait is over.") + " The task \(id.rawValue) goes on.",
            task: task.record.handle)
    }

    private func recordedDelivery(of id: TaskID) async throws(VideoGenerationError) -> Delivery {
        for event in try await store.task(id)?.summary ?? [] {
            if let delivery = try event.delivery() { return delivery }
        }
        throw VideoGenerationError(.taskNotFound, "No task \(id.rawValue) is recorded here.")
    }

    // MARK: Time

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
            case .poll(let task): askInTurn(task)
            case .turn(let task, let turn):
                // Turns that were slept through are all due at once: they are handed out anew.
                if loop.now - turn < .seconds(1) { ask(task) } else { askInTurn(task) }
            case .submit(let task): if let task = find(task) { begin(task.id, .begun) }
            case .resubmit(let surface):
                Task(executorPreference: loop) { await self.resubmitNext(at: surface) }
            case .record(let task): Task(executorPreference: loop) { await self.recordLate(task) }
            case .rouse(let number): sleepers.removeValue(forKey: number)?.resume()
            case .dismiss(let task, let listener): find(task)?.hub.dismiss(listener)
            }
        }
        timer?.wake(at: due.earliest)
    }

    private func askInTurn(_ task: TrackedTask.Reference) {
        let turn = turn(of: task)
        if turn <= loop.now { ask(task) } else { due.add(.turn(task, at: turn), at: turn) }
    }

    private func ask(_ task: TrackedTask.Reference) {
        Task(executorPreference: loop) { await self.poll(task) }
    }

    /// What a reference names; nil if that is not followed any more.
    func find(_ task: TrackedTask.Reference) -> TrackedTask? {
        tracked[task.id].flatMap { $0.number == task.number ? $0 : nil }
    }

    /// A number for the next task that is taken up.
    func nextNumber() -> Int {
        takenUp += 1
        return takenUp
    }

    func connection(to model: any VideoGeneration) -> SurfaceConnection {
        SurfaceConnection(surface: model.surface, transport: loop, credentials: credentials)
    }
}

extension TaskEvent {
    /// What somebody who waits for the delivery makes of the event; nil if there is more to wait for.
    fileprivate func delivery() throws(VideoGenerationError) -> Delivery? {
        switch self {
        case .submitted, .status, .retrying: return nil
        case .delivered(let delivery): return delivery
        case .failed(let error), .attention(let error): throw error
        case .submissionUnknown(_, let evidence):
            throw VideoGenerationError(
                .submissionUnknown,
                "It is not known whether the service took the request; it may be billed. Nothing was sent again. "
                    + evidence.message)
        }
    }
}
