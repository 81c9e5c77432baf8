// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

/// One process's hold on the disk: a store in which anything may go wrong.
///
/// Sendable by confinement to the loop's thread, as ``World``.
final class DiskStore: TaskStore, @unchecked Sendable {
    private let world: World
    private let memory: MemoryTaskStore
    let name: StoreOwner
    unowned var process: Process?
    private var isDead: Bool { process?.isDead ?? true }

    init(_ world: World) {
        self.world = world
        memory = world.disk.root.another()
        name = (try? memory.owner()) ?? StoreOwner(rawValue: "")
    }

    /// The end of the process: what it held is free.
    func end() { memory.close() }

    func close() async { end() }

    func owner() async throws(VideoGenerationError) -> StoreOwner {
        guard !isDead else { throw .dead }
        return name
    }

    func isAlive(_ owner: StoreOwner) async throws(VideoGenerationError) -> Bool {
        try await operate(.read) { store throws(VideoGenerationError) in try store.isAlive(owner) }
    }

    func insert(_ task: VideoTask) async throws(VideoGenerationError) -> VideoTask? {
        try await operate(.insert) { [world] store throws(VideoGenerationError) in
            let existing = try store.insert(task)
            if existing == nil { world.judge.inserted(task) }
            return existing
        }
    }

    func update(_ task: VideoTask, within budget: Budget?) async throws(VideoGenerationError) -> Bool {
        let step = step(of: task)
        if let process { world.judge.willRecord(task, process) }
        return try await operate(step) { [world, process] store throws(VideoGenerationError) in
            let before = world.disk.tasks[task.id]
            guard try store.update(task, within: budget) else { return false }
            world.disk.replaced(task)
            if let before, let process { world.judge.committed(task, over: before, by: process) }
            return true
        }
    }

    func rescue(_ task: VideoTask) async throws(VideoGenerationError) {
        guard !isDead, let process else { throw .dead }
        world.judge.rescued(task, process)
        guard world.disk.hasReserve else { throw .full }
        world.note("rescue", process.number, say: task.id.rawValue)
        world.disk.keep(task)
    }

    func task(_ id: TaskID) async throws(VideoGenerationError) -> VideoTask? {
        try await operate(.read) { store throws(VideoGenerationError) in try store.task(id) }
    }

    func task(requestID: String) async throws(VideoGenerationError) -> VideoTask? {
        try await operate(.read) { store throws(VideoGenerationError) in try store.task(requestID: requestID) }
    }

    func tasks(in states: Set<TaskState>) async throws(VideoGenerationError) -> [VideoTask] {
        try await operate(.read) { store throws(VideoGenerationError) in try store.tasks(in: states) }
    }

    func remove(_ task: VideoTask) async throws(VideoGenerationError) -> Bool {
        world.violated("The task \(task.id.rawValue) was removed, and nobody asked for that.")
        return false
    }

    func record(runningTime: Duration, of model: ModelID) async throws(VideoGenerationError) {
        try await operate(.learn) { store throws(VideoGenerationError) in
            try store.record(runningTime: runningTime, of: model)
        }
    }

    func runningTimes(of model: ModelID) async throws(VideoGenerationError) -> [Duration] {
        try await operate(.read) { store throws(VideoGenerationError) in try store.runningTimes(of: model) }
    }

    func takeResubmission(
        costing cost: Money, from allowance: ResubmissionAllowance, day: Int
    ) async throws(VideoGenerationError) -> Bool {
        try await operate(.allowance) { [world] store throws(VideoGenerationError) in
            guard try store.takeResubmission(costing: cost, from: allowance, day: day) else { return false }
            world.judge.took(cost, day: day)
            return true
        }
    }

    // MARK: Trouble

    private func step(of task: VideoTask) -> Step {
        let before = world.disk.tasks[task.id]
        switch task.stage {
        case .submitting: return .submitting
        case .prepared, .unknown: return before?.owner == task.owner ? .state : .resume
        case .ended: return .end
        case .accepted:
            if before?.handle == nil { return .id }
            return before?.owner == task.owner ? .state : .resume
        }
    }

    private func operate<Value: Sendable>(
        _ step: Step, _ body: @escaping (MemoryTaskStore) throws(VideoGenerationError) -> Value
    ) async throws(VideoGenerationError) -> Value {
        guard !isDead, let process else { throw .dead }
        world.disk.settleReserve(by: memory)
        switch process.crash(at: step) {
        case .before: throw .dead
        case .after:
            _ = try? body(memory)
            process.die()
            throw .dead
        case nil: break
        }
        if step != .read, step != .learn, world.disk.isFull { throw .full }
        guard let fault = world.draw(step) else { return try body(memory) }
        world.hit(step, fault)
        switch fault {
        case .errorBefore: throw VideoGenerationError(.store, "The disk failed before.")
        case .errorAfter:
            _ = try body(memory)
            throw VideoGenerationError(.store, "The disk failed after.")
        case .full, .fullForGood:
            world.disk.fill(for: .seconds(world.random.number(in: 1...300)), withReserve: fault == .full)
            throw .full
        default:
            await world.pass(.milliseconds(world.random.number(in: 1...20_000)))
            guard !isDead else { throw .dead }
            return try body(memory)
        }
    }
}

extension VideoGenerationError {
    static let dead = VideoGenerationError(.store, "The process is dead.")
    static let full = VideoGenerationError(.store, "The disk is full.")
}
