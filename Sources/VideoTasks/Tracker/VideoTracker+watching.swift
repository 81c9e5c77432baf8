// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension VideoTracker {
    /// How often the record of a task is read that another process follows.
    private static let glance = Duration.seconds(1)

    /// The events of a recorded task, whoever follows it: this tracker, nobody (then it is resumed), or another process,
    /// whose record is read now and then. If that process ends, the task is taken over.
    public func follow(_ id: TaskID, with models: [any VideoGeneration]) -> TaskEvents {
        let (stream, listener) = AsyncStream.makeStream(of: TaskEvent.self)
        let task = Task(executorPreference: loop) { await self.follow(id, with: models, listener) }
        listener.onTermination = { _ in task.cancel() }
        return TaskEvents(stream: stream)
    }

    /// Whether this tracker follows a task.
    public func isFollowing(_ id: TaskID) -> Bool {
        isFollowed(id)
    }

    /// Waits for the delivery of a recorded task, whoever follows it; see ``follow(_:with:)``.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - models: The models, of which it is one's.
    ///   - patience: How long to wait; nil for as long as it takes.
    /// - Throws: As ``delivery(of:within:)``, and `task_not_found` or `configuration` if it cannot be followed from here.
    public func delivery(
        of id: TaskID, with models: [any VideoGeneration], within patience: Duration? = nil
    ) async throws(VideoGenerationError) -> Delivery {
        let deadline = patience.map { loop.now + $0 }
        while try await !resume(id, with: models) {
            let record = try await store.task(id)
            if record?.state.isTerminal != false { break }
            let rest = deadline.map { max(.zero, $0 - loop.now) } ?? Self.glance
            guard rest > .zero, !Task.isCancelled, !isStopping else {
                throw VideoGenerationError(
                    Task.isCancelled ? .cancelled : .timedOut,
                    "The wait is over. The task \(id.rawValue) goes on in another process.", task: record?.handle)
            }
            await pause(min(rest, Self.glance))
        }
        return try await delivery(of: id, within: deadline.map { max(.zero, $0 - loop.now) })
    }

    private func follow(
        _ id: TaskID, with models: [any VideoGeneration], _ listener: AsyncStream<TaskEvent>.Continuation
    ) async {
        defer { listener.finish() }
        var told: VideoTask?
        while !isStopping, !Task.isCancelled {
            do {
                if try await resume(id, with: models) {
                    for await event in await events(of: id) {
                        // Its summary begins with what was told while another followed it.
                        if case .submitted = event, told?.handle != nil { continue }
                        listener.yield(event)
                    }
                    return
                }
                guard let record = try await store.task(id) else { return }
                for event in record.news(since: told) { listener.yield(event) }
                if record.state.isTerminal { return }
                told = record
            } catch {
                listener.yield(.attention(error))
                guard error.code == .store else { return }
            }
            await pause(Self.glance)
        }
    }
}

extension VideoTask {
    /// What is to be told of a record that another process has changed.
    fileprivate func news(since told: VideoTask?) -> [TaskEvent] {
        guard revision != told?.revision else { return [] }
        if state.isTerminal { return told?.handle == nil ? summary : Array(summary.suffix(1)) }
        var news: [TaskEvent] = []
        if let handle, told?.handle == nil { news.append(.submitted(handle)) }
        if state != told?.state {
            news.append(.status(TaskStatus(task: id, state: state, progress: nil, word: nil)))
        }
        return news
    }
}
