// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoTasks

/// The tasks that are followed, by the number of their life, so that two lives of one task do not mix; at most so many.
final class FollowedTasks: Sendable {
    private let limit: Int
    private let state = Mutex(State())

    fileprivate struct State {
        var tasks: [Int: FollowedTask] = [:]
        /// Their lives in the order in which they began, with those that have ended since.
        var order: [Int] = []
        /// How many at the beginning of ``order`` are not needed any more.
        var passed = 0
    }

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    // Whoever followed them went away without a word.
    deinit {
        for task in state.withLock({ Array($0.tasks.values) }) { task.cutOff(at: task.latest) }
    }

    /// Remembers a task; what it returns is forgotten for it.
    func add(_ task: FollowedTask, life: Int) -> FollowedTask? {
        state.withLock { state in
            let oldest = state.tasks.count < limit ? nil : state.removeOldest()
            state.tasks[life] = task
            state.order.append(life)
            state.tidy()
            return oldest
        }
    }

    func remove(_ life: Int) -> FollowedTask? {
        state.withLock { $0.tasks.removeValue(forKey: life) }
    }

    func note(_ observation: TaskObservation, _ errorTypes: ErrorTypes) -> FollowedTask.Note {
        state.withLock { $0.tasks[observation.life]?.note(observation, errorTypes) } ?? .init()
    }
}

extension FollowedTasks.State {
    mutating func removeOldest() -> FollowedTask? {
        while passed < order.count {
            defer { passed += 1 }
            if let task = tasks.removeValue(forKey: order[passed]) { return task }
        }
        return nil
    }

    /// Drops what is not needed from the order once that is most of it, so that it costs little each time.
    mutating func tidy() {
        guard order.count > 2 * tasks.count + 16 else { return }
        order = order[passed...].filter { tasks[$0] != nil }
        passed = 0
    }
}
