// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Keeps tasks: the port behind which a file, a database or memory lies.
///
/// A method returns when what it did would survive what the store promises to survive. Errors are
/// `VideoGenerationError` with code `store`, `configuration` for a place that cannot be a store, and what a method names besides. A store value belongs
/// to one tracker; other processes, and other values on the same place, are other owners.
/// Write your own, and let `TaskStoreConformance` of `VideoGenerationTesting` check it.
public protocol TaskStore: Sendable {
    /// What this value calls itself in the records of tasks that it follows. It is alive until ``close()``, or until the
    /// process ends, however that happens.
    func owner() async throws(VideoGenerationError) -> StoreOwner

    /// Whether `owner` may still follow its tasks. False is a promise: it never writes again.
    func isAlive(_ owner: StoreOwner) async throws(VideoGenerationError) -> Bool

    /// Records a new task, unless one with the same request id is recorded.
    ///
    /// - Returns: The task that has the request id; nil if `task` was recorded.
    func insert(_ task: VideoTask) async throws(VideoGenerationError) -> VideoTask?

    /// Replaces the recorded task by `task` if its revision is one less than `task.revision`.
    ///
    /// In the same transaction, the task's ``VideoTask/charges`` take the place of those that were counted for it: each on
    /// the day (UTC) of the record that had it first, and also after the task is forgotten. A submission that `budget`
    /// refuses then, by ``Budget/check(_:spentInDay:)``, changes nothing.
    ///
    /// - Parameters:
    ///   - task: The next revision of the task.
    ///   - budget: What may be spent; nil for no limit.
    /// - Returns: Whether it was replaced; false if somebody else has changed or removed it.
    /// - Throws: Also `over_budget`.
    func update(_ task: VideoTask, within budget: Budget?) async throws(VideoGenerationError) -> Bool

    /// Keeps `task` where ``update(_:within:)`` failed, by any means that are left: the disk is full, and the service's id must
    /// not be lost. The store sees to it that the record has it as soon as it can. It throws if nothing could be kept.
    func rescue(_ task: VideoTask) async throws(VideoGenerationError)

    /// The task `id`; nil if there is none.
    func task(_ id: TaskID) async throws(VideoGenerationError) -> VideoTask?

    /// The task with the request id; nil if there is none.
    func task(requestID: String) async throws(VideoGenerationError) -> VideoTask?

    /// The tasks in one of `states`, oldest first.
    func tasks(in states: Set<TaskState>) async throws(VideoGenerationError) -> [VideoTask]

    /// Some of the tasks that a query means, the oldest first: page by page, so that no ledger is too large for memory.
    ///
    /// A default implementation looks at all tasks in the query's states.
    ///
    /// - Parameters:
    ///   - query: Which tasks.
    ///   - cursor: Where the page begins; nil for the beginning.
    ///   - count: How many tasks at most, at least one.
    func tasks(
        matching query: TaskQuery, after cursor: TaskCursor?, upTo count: Int
    ) async throws(VideoGenerationError) -> TaskPage

    /// Takes over tasks that nobody who lives follows, about the oldest first: each goes to one of those who ask at once.
    ///
    /// A default implementation looks at each unfinished task and at its owner. A store that many machines share
    /// has a quicker one.
    ///
    /// - Parameters:
    ///   - count: How many at most.
    ///   - models: Of which models; others are left to others.
    ///   - exceptions: Those that are not wanted.
    /// - Returns: The records as they are now: this store's ``owner()`` has them, see ``VideoTask/claimed(by:)``.
    func claim(
        upTo count: Int, of models: Set<ModelID>, except exceptions: Set<TaskID>
    ) async throws(VideoGenerationError) -> [VideoTask]

    /// Says when there may be tasks to claim, for as long as somebody listens. It is a hint, which may come late, for nothing or
    /// not at all, so that who listens also looks from time to time.
    ///
    /// A default implementation says nothing.
    nonisolated func claimHints() -> AsyncStream<Void>

    /// Forgets a task at this revision.
    ///
    /// - Returns: Whether it was there, unchanged.
    func remove(_ task: VideoTask) async throws(VideoGenerationError) -> Bool

    /// Keeps how long a model took; only the latest 32 matter.
    func record(runningTime: Duration, of model: ModelID) async throws(VideoGenerationError)

    /// How long a model took lately, the latest last, at most 32.
    func runningTimes(of model: ModelID) async throws(VideoGenerationError) -> [Duration]

    /// Takes one resubmission out of a day's allowance, for all who share the store.
    ///
    /// - Parameters:
    ///   - cost: What it counts for.
    ///   - allowance: How many and how much a day allows.
    ///   - day: Days since 1970-01-01 UTC.
    /// - Returns: False, with nothing taken, if that would be more than the allowance.
    func takeResubmission(
        costing cost: Money, from allowance: ResubmissionAllowance, day: Int
    ) async throws(VideoGenerationError) -> Bool

    /// What is not to be used at the moment; one halt a target at most.
    ///
    /// A default implementation keeps none.
    func halts() async throws(VideoGenerationError) -> [Halt]

    /// Keeps a halt, in place of the one with its target, for all who share the store.
    func record(_ halt: Halt) async throws(VideoGenerationError)

    /// Removes the halt of a target.
    ///
    /// - Returns: Whether there was one.
    func removeHalt(of target: String) async throws(VideoGenerationError) -> Bool

    /// Whether ``paceShare(of:weight:)`` has anything to say: others may ask with the same accounts at the same time.
    nonisolated var sharesPace: Bool { get }

    /// Agrees with all who share the store on the part of an account's pace that is this owner's. What all of them have at any
    /// time is never more than the whole; who has more than its fair part gets less when it asks the next time, which
    /// it does every two seconds.
    ///
    /// - Parameters:
    ///   - account: A word for what is paced, which tells it from others: an account's questions, or its submissions.
    ///   - weight: How many tasks this owner asks about or wants to submit, at least one: parts are fair by them.
    func paceShare(of account: String, weight: Int) async throws(VideoGenerationError) -> PaceShare

    /// Ends this value: its owner is not alive any more, and further calls throw.
    func close() async
}

extension TaskStore {
    /// Takes over tasks that nobody who lives follows, by looking at each unfinished task.
    public func claim(
        upTo count: Int, of models: Set<ModelID>, except exceptions: Set<TaskID>
    ) async throws(VideoGenerationError) -> [VideoTask] {
        let mine = try await owner()
        var alive: [StoreOwner: Bool] = [mine: true]
        var trouble: VideoGenerationError?
        var claimed: [VideoTask] = []
        for task in try await tasks(in: TaskState.unfinished) {
            guard claimed.count < count else { break }
            guard models.contains(task.model), !exceptions.contains(task.id) else { continue }
            if let owner = task.owner {
                if alive[owner] == nil {
                    do {
                        alive[owner] = try await isAlive(owner)
                    } catch {
                        // Without an answer it counts as alive.
                        (alive[owner], trouble) = (true, error)
                    }
                }
                if alive[owner] == true { continue }
            }
            let next = task.claimed(by: mine)
            do {
                if try await update(next) { claimed.append(next) }
            } catch {
                // It may have been done. Where nobody can tell, the caller has to know that there may be more than it hears of.
                if try await self.task(next.id) == next { claimed.append(next) } else { throw error }
            }
        }
        if claimed.isEmpty, let trouble { throw trouble }
        return claimed
    }

    /// Says nothing.
    public nonisolated func claimHints() -> AsyncStream<Void> { AsyncStream { $0.finish() } }

    /// Nobody else is known of.
    public nonisolated var sharesPace: Bool { false }

    /// All of it.
    public func paceShare(of account: String, weight: Int) async throws(VideoGenerationError) -> PaceShare { .whole }

    /// Replaces the recorded task by the next revision of it, whatever it costs.
    package func update(_ task: VideoTask) async throws(VideoGenerationError) -> Bool {
        try await update(task, within: nil)
    }

    /// Every task, oldest first.
    public func tasks() async throws(VideoGenerationError) -> [VideoTask] {
        try await tasks(in: Set(TaskState.allCases))
    }
}

/// A process, or a part of one, that follows tasks of a store.
public struct StoreOwner: RawRepresentable, Codable, Hashable, Sendable {
    /// A word that no other owner of the store has had.
    public let rawValue: String

    /// The owner `rawValue`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// The part of an account's pace that an owner may use.
public struct PaceShare: Hashable, Sendable {
    /// 0 to 1; what is less than a millionth is 0.
    public let fraction: Double
    /// How long it may be used, from before it was asked for; then nothing may be.
    public let life: Duration

    /// All of it, for ever.
    public static let whole = PaceShare(1, for: .seconds(1_000_000_000))

    /// So much of it, for so long.
    public init(_ fraction: Double, for life: Duration) {
        // Less than a millionth is a rounding error.
        self.fraction = fraction >= 1e-6 ? min(fraction, 1) : 0
        self.life = max(life, .zero)
    }
}
