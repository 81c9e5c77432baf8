// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The tasks that were accepted and what has become of them.
final class TaskBook: Sendable {
    private struct State {
        var tasks: [String: TaskRecord] = [:]
        /// The tasks in the order in which they came.
        var order: [String] = []
    }

    private let pace: TaskPace
    private let state = Mutex(State())

    init(pace: TaskPace) {
        self.pace = pace
    }

    /// Opens a task for a submission, and tells its first state: queued, however short the queue is.
    /// - Parameters:
    ///   - path: The path it was submitted to.
    ///   - key: The key it was submitted with.
    func open(id: String, path: String, key: String, _ submission: Submission) -> TaskReport {
        let record = TaskRecord(id: id, path: path, key: key, submission: submission)
        state.withLock {
            $0.tasks[id] = record
            $0.order.append(id)
        }
        return record.accepted
    }

    /// Notes that one sample is there, or why it is not.
    func finish(sample: Int, of id: String, _ result: Result<RenderedFile, RenderFailure>) {
        state.withLock { $0.tasks[id]?.finish(sample: sample, result) }
    }

    /// The state of a task at this moment.
    func report(_ id: String) -> TaskReport? {
        state.withLock { $0.tasks[id] }?.report(at: .now, pace: pace)
    }

    /// The state of all tasks, in the order in which they came.
    var reports: [TaskReport] {
        let records = state.withLock { state in state.order.compactMap { state.tasks[$0] } }
        return records.map { $0.report(at: .now, pace: pace) }
    }

    /// Ends a task early; nil when it is unknown or at its end.
    func cancel(_ id: String) -> TaskReport? {
        state.withLock { state in
            guard let record = state.tasks[id], !record.report(at: .now, pace: pace).hasEnded else { return nil }
            state.tasks[id]?.cancel()
            return state.tasks[id]?.report(at: .now, pace: pace)
        }
    }

    /// Forgets one task.
    func remove(_ id: String) {
        state.withLock {
            $0.tasks[id] = nil
            $0.order.removeAll { $0 == id }
        }
    }

    /// The key that a task was submitted with.
    func key(of id: String) -> String? {
        state.withLock { $0.tasks[id]?.key }
    }

    /// The file of one sample of a finished task.
    func file(_ id: String, sample: Int) -> RenderedFile? {
        state.withLock { $0.tasks[id] }?.files[sample]
    }

    /// Forgets all tasks.
    func reset() {
        state.withLock { $0 = State() }
    }

    /// How many tasks are known.
    var count: Int {
        state.withLock(\.tasks.count)
    }
}

/// How long a task appears to queue and to be worked on.
struct TaskPace: Sendable {
    var queue: Duration
    var render: Duration
}
