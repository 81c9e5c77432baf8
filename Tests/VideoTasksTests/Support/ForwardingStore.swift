// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

/// A store in memory, of which a test changes what it wants to. It has the port's own methods where there are any: it keeps no halts.
protocol ForwardingStore: TaskStore {
    var memory: MemoryTaskStore { get }
}

extension ForwardingStore {
    func owner() async throws(VideoGenerationError) -> StoreOwner { try memory.owner() }
    func isAlive(_ owner: StoreOwner) async throws(VideoGenerationError) -> Bool { try memory.isAlive(owner) }
    func insert(_ task: VideoTask) async throws(VideoGenerationError) -> VideoTask? { try memory.insert(task) }
    func update(_ task: VideoTask, within budget: Budget?) async throws(VideoGenerationError) -> Bool {
        try memory.update(task, within: budget)
    }
    func rescue(_ task: VideoTask) async throws(VideoGenerationError) { try memory.rescue(task) }
    func task(_ id: TaskID) async throws(VideoGenerationError) -> VideoTask? { try memory.task(id) }
    func task(requestID: String) async throws(VideoGenerationError) -> VideoTask? {
        try memory.task(requestID: requestID)
    }
    func tasks(in states: Set<TaskState>) async throws(VideoGenerationError) -> [VideoTask] {
        try memory.tasks(in: states)
    }
    func remove(_ task: VideoTask) async throws(VideoGenerationError) -> Bool { try memory.remove(task) }
    func record(runningTime: Duration, of model: ModelID) async throws(VideoGenerationError) {
        try memory.record(runningTime: runningTime, of: model)
    }
    func runningTimes(of model: ModelID) async throws(VideoGenerationError) -> [Duration] {
        try memory.runningTimes(of: model)
    }
    func takeResubmission(
        costing cost: Money, from allowance: ResubmissionAllowance, day: Int
    ) async throws(VideoGenerationError) -> Bool {
        try memory.takeResubmission(costing: cost, from: allowance, day: day)
    }
    func close() async { memory.close() }
}
