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
        /// How many submissions one task may make, at least one; only one that is proved unsent or rejected is followed by another.
        public var submitAttempts: Int
        /// How long a finished task's files are fetched for before it is given up.
        public var deliveryPatience: Duration
        /// The largest file that is accepted, in bytes: 4 GiB holds an hour of what these models make in seconds.
        public var largestFile: Int
        /// How many tasks that have ended are kept in memory; what is asked about older ones is answered from the store.
        public var rememberedTasks: Int

        /// Settings; the defaults suit an app.
        public init(
            polling: PollSchedule = .init(), submitAttempts: Int = 4, deliveryPatience: Duration = .seconds(3600),
            largestFile: Int = 4 << 30, rememberedTasks: Int = 1000
        ) {
            self.polling = polling
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
    private var due = TimerHeap<Due>()
    private var timer: (any LoopTimer)?
    private var sleepers: [Int: (task: TaskID?, continuation: CheckedContinuation<Void, Never>)] = [:]
    private var nextSleeper = 0
    /// Whether ``stop()`` was called.
    var isStopping = false

    /// What a timer is for.
    enum Due {
        case poll(TaskID)
        case rouse(sleeper: Int)
        case dismiss(TaskID, listener: Int)
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
    /// - Parameters:
    ///   - request: What negotiation with `model` gave.
    ///   - model: The model.
    ///   - destination: Where its videos go.
    /// - Throws: Code `store` if it cannot be recorded, or `invalid_request` if `request` is another model's; nothing is
    ///   sent then.
    public func submit(
        _ request: NegotiatedRequest, to model: any VideoGeneration, destination: Destination
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
        let id = TaskID.random(using: &generator)
        let record = VideoTask(id: id, request: request, at: loop.wallClock)
        try await store.insert(record)
        tracked[id] = TrackedTask(record: record, model: model, request: request, destination: destination)
        Task(executorPreference: loop) { await self.submitUntilKnown(id) }
        return id
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
        if let patience, !task.hub.isOver { schedule(.dismiss(id, listener: listener), after: patience) }
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
    ///
    /// - Parameter id: The task on whose behalf it waits.
    func pause(_ duration: Duration, for id: TaskID? = nil) async {
        guard !Task.isCancelled else { return }
        let number = nextSleeper
        nextSleeper += 1
        await withCheckedContinuation { continuation in
            sleepers[number] = (id, continuation)
            schedule(.rouse(sleeper: number), after: duration)
        }
    }

    /// Ends pauses early: those for one task, or all.
    func rouse(for id: TaskID? = nil) {
        for (number, sleeper) in sleepers.sorted(by: { $0.key < $1.key }) where id == nil || sleeper.task == id {
            sleepers.removeValue(forKey: number)?.continuation.resume()
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
            case .poll(let id):
                Task(executorPreference: loop) { await self.poll(id) }
            case .rouse(let number): sleepers.removeValue(forKey: number)?.continuation.resume()
            case .dismiss(let id, let listener): tracked[id]?.hub.dismiss(listener)
            }
        }
        timer?.wake(at: due.earliest)
    }

    func connection(to model: any VideoGeneration) -> SurfaceConnection {
        SurfaceConnection(surface: model.surface, transport: loop, credentials: credentials)
    }
}

extension TaskEvent {
    /// What somebody who waits for the delivery makes of the event; nil if there is more to wait for.
    fileprivate func delivery() throws(VideoGenerationError) -> Delivery? {
        switch self {
        case .submitted, .status: return nil
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
