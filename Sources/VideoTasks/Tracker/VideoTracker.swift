// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Submits tasks once, follows them until they end, and brings their videos home.
///
/// One tracker serves any number of tasks and any number of waiters. It lives on its transport's loop: a poll needs no
/// hop between threads. Who waits may leave at any time; the task goes on as long as somebody keeps the tracker.
public actor VideoTracker {
    /// The loop that the tracker lives on.
    nonisolated let loop: any LoopTransport
    let store: any TaskStore
    let credentials: any CredentialSource
    let configuration: Configuration
    var generator: any RandomNumberGenerator & Sendable
    var tracked: [TaskID: TrackedTask] = [:]
    /// Those of ``tracked`` that are not followed any more, the oldest first.
    var resting: [TaskID] = []
    /// The questions to services, about tasks that sleep and those that do not.
    private(set) lazy var desk = makeDesk()
    /// Which pace each account has at each surface.
    var paceNumbers: [PollPace.Key: Int] = [:]
    /// Until when what was agreed on each pace holds, where others share it.
    var shareEnds: [Int: MonotonicTime] = [:]
    /// What is not to be used, as far as it is known, and since when.
    var halts: [Halt] = []
    var haltsReadAt: MonotonicTime?
    var haltsAreKnown = false
    /// Why nobody knows what is halted.
    var haltsTrouble: VideoGenerationError?
    var readingHalts: Task<Void, Never>?
    /// Whether this owner may have tasks that are not followed, because the store failed while they were claimed.
    var mayOwe = false
    /// How many single questions wait for their turn, by their pace.
    var waitingForTurn: [Int: Int] = [:]
    /// How many times in a row nothing could be agreed on, and why.
    var failedShares = 0
    var shareTrouble: VideoGenerationError?
    /// Whether the next agreement is arranged or on its way.
    var isSharing = false
    /// Where the videos of a task that sleeps go, by its row, if this process has other words for it than the record.
    var otherWords: [Int: Destination] = [:]
    /// How quickly each host that is in trouble is asked again, by its origin.
    var retryBudgets: [String: RetryBudget] = [:]
    /// How long models take, by what the store has seen.
    var expectations: [ModelID: Duration] = [:]
    /// What webhooks were about that no task here is called.
    var earlyNotices = RecentSet<RemoteName>(life: 300, capacity: 1000)
    /// Who wants to hear of the end of every task.
    var completionHub = CompletionHub()
    var resubmissions: [Surface: ResubmissionQueue] = [:]
    /// How each model does for each account.
    var health: [Health.Key: Health] = [:]
    var due = TimerHeap<Due>()
    var timer: (any LoopTimer)?
    /// What the timer is set to.
    var timerTime: MonotonicTime?
    var sleepers: [Int: CheckedContinuation<Void, Never>] = [:]
    var nextSleeper = 0
    /// How many tasks were taken up here.
    var takenUp = 0
    /// The end of the work, once it was asked for.
    var stopping: Task<Void, Never>?
    /// Whether ``stop()`` was called.
    var isStopping = false

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

    private func makeDesk() -> PollDesk {
        let state = PollState(
            table: PollTable(at: loop.now), schedule: .init(configuration.polling),
            noticeGap: min(max(.seconds(5), configuration.polling.shortest), .seconds(86_400)).wholeNanoseconds,
            jitter: SplitMix64(seed: generator.next()), askedAt: configuration.observers.isEmpty ? nil : [:])
        return PollDesk(of: self, state, AnswerHash(using: &generator), on: loop)
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
