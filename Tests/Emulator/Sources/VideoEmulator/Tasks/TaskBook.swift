// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The tasks that were accepted and what has become of them.
final class TaskBook: Sendable {
    private let pace: TaskPace
    private let tasks = Mutex<[String: TaskRecord]>([:])

    init(pace: TaskPace) {
        self.pace = pace
    }

    /// Opens a task for a submission.
    func open(id: String, _ submission: Submission) {
        let record = TaskRecord(id: id, seed: submission.seed, samples: submission.clip.samples)
        tasks.withLock { $0[id] = record }
    }

    /// Notes that one sample is there, or why it is not.
    func finish(sample: Int, of id: String, _ result: Result<RenderedFile, RenderFailure>) {
        tasks.withLock { $0[id]?.finish(sample: sample, result) }
    }

    /// The state of a task at this moment.
    func report(_ id: String) -> TaskReport? {
        tasks.withLock { $0[id] }?.report(at: .now, pace: pace)
    }

    /// The file of one sample of a finished task.
    func file(_ id: String, sample: Int) -> RenderedFile? {
        tasks.withLock { $0[id] }?.files[sample]
    }

    /// Forgets all tasks.
    func reset() {
        tasks.withLock { $0 = [:] }
    }

    /// How many tasks are known.
    var count: Int {
        tasks.withLock(\.count)
    }
}

/// How long a task appears to queue and to be worked on.
struct TaskPace: Sendable {
    var queue: Duration
    var render: Duration
}
