// SPDX-License-Identifier: Apache-2.0

extension VideoClient {
    /// The recorded tasks in one of `states`, oldest first; see ``state(of:)``.
    ///
    /// - Throws: `store`, or `configuration` for a store that cannot be used.
    public func tasks(
        in states: Set<TaskState> = Set(TaskState.allCases)
    ) async throws(VideoGenerationError) -> [VideoTask] {
        try await store.tasks(in: states)
    }

    /// Some of the recorded tasks that `query` means, the oldest first, page by page.
    ///
    /// - Parameters:
    ///   - query: Which tasks; its states are the recorded ones, see ``state(of:)``.
    ///   - cursor: The page before's `next`; nil for the first page.
    ///   - count: How many tasks at most.
    /// - Throws: `store`, or `configuration` for a store that cannot be used.
    public func tasks(
        matching query: TaskQuery, after cursor: TaskCursor? = nil, upTo count: Int = 100
    ) async throws(VideoGenerationError) -> TaskPage {
        try await store.tasks(matching: query, after: cursor, upTo: count)
    }

    /// Does something with each recorded task that `query` means, the oldest first, however many there are.
    ///
    /// - Parameters:
    ///   - query: Which tasks; its states are the recorded ones, see ``state(of:)``.
    ///   - isolation: Where `body` runs: with its caller.
    ///   - body: What is done. It may change or remove the task.
    /// - Throws: `store`, `configuration`, and what `body` throws, which ends it.
    public func forEachTask(
        matching query: TaskQuery, isolation: isolated (any Actor)? = #isolation,
        _ body: (VideoTask) async throws(VideoGenerationError) -> Void
    ) async throws(VideoGenerationError) {
        try await store.forEachTask(matching: query, isolation: isolation, body)
    }

    /// The recorded task `id`.
    ///
    /// - Throws: `task_not_found`, `store`, `configuration`.
    public func task(_ id: TaskID) async throws(VideoGenerationError) -> VideoTask {
        guard let task = try await store.task(id) else {
            throw VideoGenerationError(.taskNotFound, "No task \(id.rawValue) is recorded here.")
        }
        return task
    }

    /// Whether a process that lives follows the task.
    ///
    /// - Throws: `store`.
    public func isFollowed(_ task: VideoTask) async throws(VideoGenerationError) -> Bool {
        guard !task.state.isTerminal, let owner = task.owner else { return false }
        return try await store.isAlive(owner)
    }

    /// The state that holds, which is not the recorded one if the process that followed the task is gone: what it was
    /// about to submit has failed, and what it was submitting may have been taken. Changes nothing; ``resume()`` records it.
    ///
    /// - Throws: `store`.
    public func state(of task: VideoTask) async throws(VideoGenerationError) -> TaskState {
        switch task.state {
        case .prepared: try await isFollowed(task) ? .prepared : .failed
        case .submitting: try await isFollowed(task) ? .submitting : .submissionUnknown
        default: task.state
        }
    }

    /// A recorded task, to be watched or waited for.
    ///
    /// - Throws: `task_not_found`, `configuration` if its model is not among ``models``, `store`.
    public func generation(_ id: TaskID) async throws(VideoGenerationError) -> Generation {
        try generation(of: try await task(id))
    }

    func generation(of task: VideoTask) throws(VideoGenerationError) -> Generation {
        _ = try model(of: task)
        return Generation(id: task.id, models: models, tracker: tracker)
    }

    /// Takes over every unfinished task that no living process follows. Nothing is submitted for that: what was about to
    /// be submitted ends as failed, and what was being submitted as `submission_unknown`.
    ///
    /// - Returns: What became of each unfinished task, oldest first.
    /// - Throws: `store`, `configuration`.
    public func resume() async throws(VideoGenerationError) -> [Resumption] {
        var resumptions: [Resumption] = []
        for task in try await store.tasks(in: TaskState.unfinished) {
            do {
                let isOurs = try await tracker.resume(task.id, with: models)
                let generation = Generation(id: task.id, models: models, tracker: tracker)
                let outcome: Resumption.Outcome = isOurs ? .following(generation) : .followedElsewhere
                resumptions.append(Resumption(task: task, outcome: outcome))
            } catch {
                // One that cannot be followed from here is no reason to leave the others.
                resumptions.append(Resumption(task: task, outcome: .impossible(error)))
            }
        }
        return resumptions
    }

    /// Takes over tasks that no living process follows, the oldest first, and follows them, as ``resume()`` does for all of
    /// them: each goes to one of the clients that ask at once. Call it again from time to time, as a worker does.
    ///
    /// - Parameters:
    ///   - count: How many at most.
    ///   - exceptions: Tasks that are not wanted, such as those that had a problem before.
    ///   - output: Where a task's videos go; nil for where its record says, which may be on another machine.
    /// - Returns: The tasks, and what is the matter with those that cannot be followed from here.
    /// - Throws: `store`, `configuration`.
    public func claim(
        upTo count: Int, except exceptions: Set<TaskID> = [],
        to output: @Sendable (VideoTask) -> VideoOutput? = { _ in nil }
    ) async throws(VideoGenerationError) -> [VideoTracker.Claim] {
        try await tracker.claim(upTo: count, with: models, except: exceptions) { task throws(VideoGenerationError) in
            try output(task)?.destination(samples: task.sampleCount)
        }
    }

    /// Says when there may be tasks to ``claim(upTo:except:to:)``, for as long as somebody listens: a hint for a worker that would
    /// otherwise wait for its next look. It may come late, for nothing or not at all; of the stores here, the one in PostgreSQL
    /// gives hints.
    public func claimHints() -> AsyncStream<Void> { store.claimHints() }

    /// Whether the store still takes what this client writes. If not, it was silent for too long, others may have its tasks, and a
    /// new client is needed.
    ///
    /// - Throws: `store`, `configuration`.
    public func isOwnerAlive() async throws(VideoGenerationError) -> Bool {
        try await store.isAlive(try await store.owner())
    }

    /// What ``VideoClient/resume()`` did about one task.
    public struct Resumption: Sendable {
        /// The task as it was before.
        public let task: VideoTask
        /// What became of it.
        public let outcome: Outcome

        /// What became of a task that was to be resumed.
        public enum Outcome: Sendable {
            /// It is followed here, or was ended as its record says.
            case following(Generation)
            /// A living process follows it; it was left alone.
            case followedElsewhere
            /// It cannot be followed with this configuration.
            case impossible(VideoGenerationError)
        }
    }

    /// The model that a task was submitted to.
    func model(of task: VideoTask) throws(VideoGenerationError) -> any VideoGeneration {
        guard let model = task.model(among: models) else {
            throw VideoGenerationError(
                .configuration,
                "The task \(task.id.rawValue) was made for \(task.model) (\(task.mode.rawValue)), which is not among the "
                    + "models here. Use the version or the app that made it.",
                task: task.handle)
        }
        return model
    }

    /// The task after what a process that is gone has left open is recorded as what it is.
    func settled(_ task: VideoTask) async throws(VideoGenerationError) -> VideoTask {
        guard task.state == .prepared || task.state == .submitting, try await !isFollowed(task) else { return task }
        try await tracker.resume(task.id, with: models)
        return try await self.task(task.id)
    }
}
