// SPDX-License-Identifier: Apache-2.0
import Synchronization
public import VideoGenerationCore

/// A store that lives and dies with its process: for tests, and for apps that keep handles themselves.
///
/// It keeps what has not ended, and the latest 10,000 tasks that have.
public final class MemoryTaskStore: TaskStore {
    private let shelf: Shelf
    private let name: StoreOwner
    private static let keptEndings = 10_000

    /// What several values on the same place share.
    fileprivate final class Shelf: Sendable {
        struct Content {
            var order: [TaskID] = []
            var tasks: [TaskID: VideoTask] = [:]
            var keys: [String: TaskID] = [:]
            var endings: [TaskID] = []
            var runningTimes: [ModelID: [Duration]] = [:]
            var charges: [TaskID: [Int: (day: Int, amount: Money)]] = [:]
            var spent: [Int: Money] = [:]
            var resubmissions: [Int: (count: Int, amount: Money)] = [:]
            var halts: [String: Halt] = [:]
            var alive: Set<StoreOwner> = []
            var owners = 0
        }

        let content = Mutex(Content())
    }

    /// An empty store.
    public convenience init() {
        self.init(Shelf())
    }

    private init(_ shelf: Shelf) {
        self.shelf = shelf
        name = shelf.content.withLock { content in
            content.owners += 1
            let name = StoreOwner(rawValue: "memory-\(content.owners)")
            content.alive.insert(name)
            return name
        }
    }

    deinit {
        end()
    }

    /// Another owner on the same tasks, as another process would be on a file.
    public func another() -> MemoryTaskStore {
        MemoryTaskStore(shelf)
    }

    /// What this value calls itself.
    public func owner() throws(VideoGenerationError) -> StoreOwner {
        _ = try reading { $0.owners }
        return name
    }

    /// Whether `owner` has not been closed.
    public func isAlive(_ owner: StoreOwner) throws(VideoGenerationError) -> Bool {
        try reading { $0.alive.contains(owner) }
    }

    /// Records a new task, unless one with the same request id is recorded.
    public func insert(_ task: VideoTask) throws(VideoGenerationError) -> VideoTask? {
        let outcome = try changing { content -> (existing: VideoTask?, isTwice: Bool) in
            if let key = task.requestKey?.id, let id = content.keys[key] { return (content.tasks[id], false) }
            guard content.tasks[task.id] == nil else { return (nil, true) }
            content.order.append(task.id)
            content.tasks[task.id] = task
            if let key = task.requestKey?.id { content.keys[key] = task.id }
            return (nil, false)
        }
        if outcome.isTwice {
            throw VideoGenerationError(.store, "The task \(task.id.rawValue) is recorded already.")
        }
        return outcome.existing
    }

    /// Replaces the recorded task by the next revision of it.
    public func update(_ task: VideoTask, within budget: Budget?) throws(VideoGenerationError) -> Bool {
        try changing { content -> Result<Bool, VideoGenerationError> in
            guard let recorded = content.tasks[task.id], recorded.revision + 1 == task.revision else {
                return .success(false)
            }
            let before = (content.charges[task.id], content.spent)
            let spent = content.count(task)
            do throws(VideoGenerationError) {
                try budget?.check(task, spentInDay: spent)
            } catch {
                (content.charges[task.id], content.spent) = before
                return .failure(error)
            }
            content.tasks[task.id] = task
            if case .ended = task.stage { content.endings.append(task.id) }
            if content.endings.count > 2 * Self.keptEndings { content.forgetEndings(but: Self.keptEndings) }
            return .success(true)
        }.get()
    }

    /// Memory is never full in a way that would leave room for anything else.
    public func rescue(_ task: VideoTask) throws(VideoGenerationError) {
        throw VideoGenerationError(.store, "A store in memory has no reserve.")
    }

    /// The task `id`.
    public func task(_ id: TaskID) throws(VideoGenerationError) -> VideoTask? {
        try reading { $0.tasks[id] }
    }

    /// The task with the request id.
    public func task(requestID: String) throws(VideoGenerationError) -> VideoTask? {
        try reading { content in content.keys[requestID].flatMap { content.tasks[$0] } }
    }

    /// The tasks in one of `states`, oldest first.
    public func tasks(in states: Set<TaskState>) throws(VideoGenerationError) -> [VideoTask] {
        try reading { content in
            content.order.compactMap { content.tasks[$0] }.filter { states.contains($0.state) }
        }
    }

    /// Forgets a task at this revision.
    public func remove(_ task: VideoTask) throws(VideoGenerationError) -> Bool {
        try changing { content in
            guard content.tasks[task.id]?.revision == task.revision else { return false }
            content.forget([task.id])
            return true
        }
    }

    /// Keeps how long a model took.
    public func record(runningTime: Duration, of model: ModelID) throws(VideoGenerationError) {
        try changing { content in
            content.runningTimes[model, default: []].append(runningTime)
            if content.runningTimes[model, default: []].count > 32 { content.runningTimes[model]?.removeFirst() }
        }
    }

    /// How long a model took lately.
    public func runningTimes(of model: ModelID) throws(VideoGenerationError) -> [Duration] {
        try reading { $0.runningTimes[model] ?? [] }
    }

    /// Takes one resubmission out of a day's allowance.
    public func takeResubmission(
        costing cost: Money, from allowance: ResubmissionAllowance, day: Int
    ) throws(VideoGenerationError) -> Bool {
        try changing { content in
            let taken = content.resubmissions[day] ?? (0, .zero)
            let next = (count: taken.count + 1, amount: taken.amount + cost)
            guard allowance.allows(count: next.count, amount: next.amount) else { return false }
            content.resubmissions[day] = next
            return true
        }
    }

    /// What is not to be used at the moment.
    public func halts() async throws(VideoGenerationError) -> [Halt] {
        try reading { Array($0.halts.values) }
    }

    /// Keeps a halt, in place of the one with its target.
    public func record(_ halt: Halt) async throws(VideoGenerationError) {
        try changing { $0.halts[halt.target] = halt }
    }

    /// Removes the halt of a target.
    public func removeHalt(of target: String) async throws(VideoGenerationError) -> Bool {
        try changing { $0.halts.removeValue(forKey: target) != nil }
    }

    /// Ends this value.
    public func close() {
        end()
    }

    private func end() {
        shelf.content.withLock { content in _ = content.alive.remove(name) }
    }

    private func reading<Value: Sendable>(
        _ body: (borrowing Shelf.Content) -> Value
    ) throws(VideoGenerationError) -> Value {
        try changing { body($0) }
    }

    private func changing<Value: Sendable>(
        _ body: (inout Shelf.Content) -> Value
    ) throws(VideoGenerationError) -> Value {
        let value = shelf.content.withLock { content in
            content.alive.contains(name) ? body(&content) : nil
        }
        guard let value else { throw VideoGenerationError(.store, "The store is closed.") }
        return value
    }
}

extension MemoryTaskStore.Shelf.Content {
    /// Counts what `task` costs, and tells what is counted on the day of the record.
    fileprivate mutating func count(_ task: VideoTask) -> Money {
        let today = task.day
        var counted = charges[task.id] ?? [:]
        for (day, amount) in counted.values { spent[day, default: .zero] = (spent[day] ?? .zero) - amount }
        counted = Dictionary(
            uniqueKeysWithValues: task.charges.enumerated().map { number, amount in
                (number, (counted[number]?.day ?? today, amount))
            })
        for (day, amount) in counted.values { spent[day, default: .zero] = (spent[day] ?? .zero) + amount }
        charges[task.id] = counted.isEmpty ? nil : counted
        return spent[today] ?? .zero
    }

    fileprivate mutating func forgetEndings(but kept: Int) {
        let old = endings.dropLast(kept).filter { id in
            if case .ended? = tasks[id]?.stage { true } else { false }
        }
        endings = Array(endings.suffix(kept))
        forget(Set(old).subtracting(endings))
    }

    fileprivate mutating func forget(_ ids: Set<TaskID>) {
        for id in ids {
            if let key = tasks.removeValue(forKey: id)?.requestKey?.id { keys[key] = nil }
            // Its days go on counting it.
            charges[id] = nil
        }
        order.removeAll { ids.contains($0) }
    }
}

extension TaskStore where Self == MemoryTaskStore {
    /// A new store in memory.
    public static var memory: MemoryTaskStore { MemoryTaskStore() }
}
