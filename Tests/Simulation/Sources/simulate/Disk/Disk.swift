// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

/// The disk that outlives processes: the store's content, its reserve, and whether it is full.
final class Disk {
    unowned let world: World
    /// Whoever opens the store opens it beside this value, which is nobody's.
    let root = MemoryTaskStore()
    /// The tasks as they are recorded.
    private(set) var tasks: [TaskID: VideoTask] = [:]
    /// The task of each request.
    private(set) var taskOfRequest: [Int: TaskID] = [:]
    /// What was rescued, and is not in its record yet.
    private(set) var reserve: [VideoTask] = []
    private var fullUntil = MonotonicTime(nanoseconds: .min)
    /// Whether the reserve can be written while the disk is full.
    private(set) var hasReserve = true

    init(_ world: World) {
        self.world = world
    }

    var isFull: Bool { !world.isCalm && world.now < fullUntil }

    func fill(for duration: Duration, withReserve hasReserve: Bool) {
        fullUntil = world.now + duration
        self.hasReserve = hasReserve
    }

    func inserted(_ task: VideoTask, request: Int) {
        tasks[task.id] = task
        taskOfRequest[request] = task.id
    }

    func replaced(_ task: VideoTask) { tasks[task.id] = task }

    func keep(_ task: VideoTask) { reserve.append(task) }

    /// Puts what was rescued into the records, as soon as that is possible.
    func settleReserve(by store: MemoryTaskStore) {
        guard !reserve.isEmpty, !isFull else { return }
        for task in reserve {
            let before = tasks[task.id]
            guard (try? store.update(task, within: nil)) == true, let before else { continue }
            tasks[task.id] = task
            world.judge.committed(task, over: before, by: nil)
        }
        reserve = []
    }
}
