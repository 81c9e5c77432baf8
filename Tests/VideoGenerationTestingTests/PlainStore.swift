// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore
import VideoTasks

/// A place for ``PlainStore``.
final class PlainShelf: Sendable {
    struct Content {
        var tasks: [VideoTask] = []
        var times: [ModelID: [Duration]] = [:]
        var taken: [Int: (count: Int, amount: Money)] = [:]
        var charges: [(task: TaskID, number: Int, day: Int, amount: Money)] = []
        var alive: Set<StoreOwner> = []
        var owners = 0
        /// Versions that were there before, for a store that reads what is old.
        var firsts: [TaskID: VideoTask] = [:]
    }

    let content = Mutex(Content())
}

/// The simplest store, with one mistake or none.
final class PlainStore: TaskStore {
    private let shelf: PlainShelf
    private let fault: Fault?
    private let name: StoreOwner
    private let isClosed = Mutex(false)

    init(_ shelf: PlainShelf, _ fault: Fault?) {
        self.shelf = shelf
        self.fault = fault
        name = shelf.content.withLock { content in
            content.owners += 1
            let name = StoreOwner(rawValue: fault == .sharesName ? "me" : "owner-\(content.owners)")
            content.alive.insert(name)
            return name
        }
    }

    private func open<Value: Sendable>(
        _ body: @Sendable (inout PlainShelf.Content) -> Value
    ) throws(VideoGenerationError) -> Value {
        guard fault == .worksClosed || !isClosed.withLock({ $0 }) else {
            throw VideoGenerationError(.store, "The store is closed.")
        }
        return shelf.content.withLock { body(&$0) }
    }

    func owner() async throws(VideoGenerationError) -> StoreOwner { try open { [name] _ in name } }

    func isAlive(_ owner: StoreOwner) async throws(VideoGenerationError) -> Bool {
        try open { [fault] in fault == .isNeverAlive ? false : $0.alive.contains(owner) }
    }

    func close() async {
        isClosed.withLock { $0 = true }
        if fault != .neverDies { shelf.content.withLock { _ = $0.alive.remove(name) } }
    }

    func insert(_ task: VideoTask) async throws(VideoGenerationError) -> VideoTask? {
        let key = task.requestKey?.id
        let twin = try open { [fault] content in
            let twin = content.tasks.first { $0.requestKey?.id == key && key != nil }
            return fault == .returnsOldTwin ? twin.flatMap { content.firsts[$0.id] } : twin
        }
        if let twin, fault != .forgetsRequestID { return twin }
        if fault == .racesOnRequestID { await Task.yield() }
        let outcome = try open { [fault] content -> (twin: VideoTask?, isTwice: Bool) in
            if fault != .forgetsRequestID, fault != .racesOnRequestID,
                let twin = content.tasks.first(where: { $0.requestKey?.id == key && key != nil })
            {
                return (twin, false)
            }
            guard !content.tasks.contains(where: { $0.id == task.id }) else { return (nil, true) }
            content.tasks.append(task)
            content.firsts[task.id] = task
            return (nil, false)
        }
        if outcome.isTwice { throw VideoGenerationError(.store, "It is recorded already.") }
        return outcome.twin
    }

    func update(_ task: VideoTask, within budget: Budget?) async throws(VideoGenerationError) -> Bool {
        let index = try open { content in content.tasks.firstIndex { $0.id == task.id } }
        guard let index else { return fault == .makesMissing }
        if fault == .racesOnUpdate {
            let revision = try open { $0.tasks[index].revision }
            await Task.yield()
            guard revision + 1 == task.revision else { return false }
        }
        return try open { [fault] content -> Result<Bool, VideoGenerationError> in
            guard let index = content.tasks.firstIndex(where: { $0.id == task.id }) else { return .success(false) }
            let isNext = content.tasks[index].revision + 1 == task.revision
            guard isNext || fault == .ignoresRevision || fault == .racesOnUpdate else { return .success(false) }
            let before = content.charges
            for charge in before where charge.task == task.id {
                if charge.number >= task.charges.count, fault != .keepsCharges {
                    content.charges.removeAll { $0.task == charge.task && $0.number == charge.number }
                }
            }
            for (number, amount) in task.charges.enumerated() {
                if let at = content.charges.firstIndex(where: { $0.task == task.id && $0.number == number }) {
                    content.charges[at].amount = amount
                    if fault == .movesCharges { content.charges[at].day = task.day }
                } else {
                    content.charges.append((task: task.id, number: number, day: task.day, amount: amount))
                }
            }
            let spent = content.charges.filter { $0.day == task.day }.reduce(Money.zero) { $0 + $1.amount }
            do throws(VideoGenerationError) {
                if fault != .ignoresBudget { try budget?.check(task, spentInDay: spent) }
            } catch {
                if fault != .spendsRefused { content.charges = before }
                return .failure(error)
            }
            content.tasks[index] = task
            if fault == .reorders { content.tasks.append(content.tasks.remove(at: index)) }
            return .success(true)
        }.get()
    }

    func rescue(_ task: VideoTask) async throws(VideoGenerationError) {
        if fault == .losesRescued { return try open { _ in } }
        throw VideoGenerationError(.store, "There is no reserve.")
    }

    func task(_ id: TaskID) async throws(VideoGenerationError) -> VideoTask? {
        let found = try open { [fault, name] content in
            let task = content.tasks.first { $0.id == id }
            let isOthers = fault == .hidesChanges && name.rawValue == "owner-1"
            return isOthers && task != nil ? content.firsts[id] : task
        }
        return found.map(read)
    }

    func task(requestID: String) async throws(VideoGenerationError) -> VideoTask? {
        try open { content in content.tasks.first { $0.requestKey?.id == requestID } }.map(read)
    }

    func tasks(in states: Set<TaskState>) async throws(VideoGenerationError) -> [VideoTask] {
        try open { [fault] content in
            content.tasks.filter { fault == .filtersNothing || states.contains($0.state) }
        }.map(read)
    }

    /// A record as a store with a mistake gives it back.
    private func read(_ task: VideoTask) -> VideoTask {
        switch fault {
        case .losesOwners: task.owned(by: StoreOwner(rawValue: ""))
        case .changesLongTexts where task.request.prompt.utf8.count > 1 << 16:
            task.owned(by: StoreOwner(rawValue: "x"))
        default: task
        }
    }

    func remove(_ task: VideoTask) async throws(VideoGenerationError) -> Bool {
        try open { [fault] content in
            guard let index = content.tasks.firstIndex(where: { $0.id == task.id }),
                fault == .removesAnyRevision || content.tasks[index].revision == task.revision
            else { return false }
            content.tasks.remove(at: index)
            return true
        }
    }

    func record(runningTime: Duration, of model: ModelID) async throws(VideoGenerationError) {
        try open { [fault] content in
            content.times[model, default: []].append(runningTime)
            if fault != .keepsAllTimes { content.times[model] = content.times[model]?.suffix(32) }
        }
    }

    func runningTimes(of model: ModelID) async throws(VideoGenerationError) -> [Duration] {
        let times = try open { $0.times[model] ?? [] }
        return fault == .reversesTimes ? times.reversed() : times
    }

    func takeResubmission(
        costing cost: Money, from allowance: ResubmissionAllowance, day: Int
    ) async throws(VideoGenerationError) -> Bool {
        if fault == .racesOnAllowance {
            let taken = try open { $0.taken[day] ?? (0, .zero) }
            await Task.yield()
            guard allowance.allows(count: taken.count + 1, amount: taken.amount + cost) else { return false }
            return try open { content in
                content.taken[day] = (taken.count + 1, taken.amount + cost)
                return true
            }
        }
        return try open { [fault] content in
            let taken = content.taken[day] ?? (0, .zero)
            let next = (count: taken.count + 1, amount: taken.amount + cost)
            let isAllowed = allowance.allows(count: next.count, amount: next.amount)
            if isAllowed || fault == .countsRefused {
                if fault == .forgetsDays { content.taken = [:] }
                content.taken[day] = next
            }
            return isAllowed
        }
    }
}
