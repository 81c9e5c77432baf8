// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Which recorded tasks are meant: those that all conditions hold for.
public struct TaskQuery: Hashable, Sendable {
    /// In one of these states, as they are recorded.
    public var states: Set<TaskState>
    /// Of this surface; nil for any.
    public var surface: String?
    /// Of this model; nil for any.
    public var model: ModelID?
    /// With all of this metadata.
    public var metadata: [String: String]
    /// Called so by their service: ids that mean nothing to another service, which may have the same; nil for any.
    public var remoteIDs: Set<String>?
    /// Not changed since this time, in seconds since 1970; nil for any.
    public var unchangedSince: Double?

    /// Every task; see the properties.
    public init(
        states: Set<TaskState> = Set(TaskState.allCases), surface: String? = nil, model: ModelID? = nil,
        metadata: [String: String] = [:], remoteIDs: Set<String>? = nil, unchangedSince: Double? = nil
    ) {
        self.states = states
        self.surface = surface
        self.model = model
        self.metadata = metadata
        self.remoteIDs = remoteIDs
        self.unchangedSince = unchangedSince
    }

    /// Whether `task` is meant.
    public func matches(_ task: VideoTask) -> Bool {
        states.contains(task.state) && surface ?? task.model.surface == task.model.surface
            && model ?? task.model == task.model && task.updated <= unchangedSince ?? .infinity
            && metadata.allSatisfy { task.metadata[$0.key] == $0.value }
            && remoteIDs.map { ids in task.handle.map { ids.contains($0.remoteID) } ?? false } ?? true
    }
}

/// Some of the tasks that a query means.
public struct TaskPage: Sendable {
    /// The tasks, the oldest first.
    public let tasks: [VideoTask]
    /// Where the next page begins; nil if there is none.
    public let next: TaskCursor?

    /// A page.
    public init(_ tasks: [VideoTask], next: TaskCursor?) {
        self.tasks = tasks
        self.next = next
    }
}

/// A place among the tasks of a store, which the store alone understands. It stays where it is when tasks are forgotten.
public struct TaskCursor: RawRepresentable, Hashable, Sendable {
    /// The store's own word for it.
    public let rawValue: String

    /// The place that a store calls `rawValue`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}

extension TaskStore {
    /// Does something with each task that a query means, the oldest first, page by page.
    ///
    /// - Parameters:
    ///   - query: Which tasks.
    ///   - isolation: Where `body` runs: with its caller.
    ///   - body: What is done. It may change or remove the task.
    /// - Throws: `store`, `configuration`, and what `body` throws, which ends it.
    public func forEachTask(
        matching query: TaskQuery, isolation: isolated (any Actor)? = #isolation,
        _ body: (VideoTask) async throws(VideoGenerationError) -> Void
    ) async throws(VideoGenerationError) {
        var cursor: TaskCursor?
        repeat {
            let page = try await tasks(matching: query, after: cursor, upTo: 200)
            for task in page.tasks { try await body(task) }
            cursor = page.next
        } while cursor != nil
    }

    /// Some of the tasks that a query means, by looking at all tasks in its states: for stores that hold few.
    public func tasks(
        matching query: TaskQuery, after cursor: TaskCursor?, upTo count: Int
    ) async throws(VideoGenerationError) -> TaskPage {
        let found = try await tasks(in: query.states).filter(query.matches).map {
            (place: Self.place(of: $0), task: $0)
        }
        .sorted { $0.place < $1.place }
        .drop { task in cursor.map { task.place <= $0.rawValue } ?? false }
        let page = found.prefix(max(1, count))
        let next = page.count < found.count ? page.last.map { TaskCursor(rawValue: $0.place) } : nil
        return TaskPage(page.map(\.task), next: next)
    }

    /// A word that sorts as the task's age does.
    private static func place(of task: VideoTask) -> String {
        let digits = String(UInt64(min(max(0, task.created * 1000), 1e18)))
        return String(repeating: "0", count: max(0, 20 - digits.count)) + digits + " " + task.id.rawValue
    }
}
