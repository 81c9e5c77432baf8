// SPDX-License-Identifier: Apache-2.0

/// One of many submissions.
public struct VideoOrder: Sendable {
    /// What is submitted; see `VideoClient/submit(_:to:requestID:metadata:)`.
    public var plan: Plan
    /// Where the videos go.
    public var output: VideoOutput
    /// The caller's own key for the request.
    public var requestID: String?
    /// What is kept with the task, and never sent.
    public var metadata: [String: String]

    /// An order; see the properties.
    public init(
        _ plan: Plan, to output: VideoOutput = .currentFolder, requestID: String? = nil,
        metadata: [String: String] = [:]
    ) {
        self.plan = plan
        self.output = output
        self.requestID = requestID
        self.metadata = metadata
    }
}

extension VideoClient {
    /// Submits many, and waits for none of them: each task is recorded and on its way when this returns.
    ///
    /// ```swift
    /// let completions = await client.completions()
    /// let tasks = await client.submit(orders)
    /// for await completion in completions { … }
    /// ```
    ///
    /// - Parameters:
    ///   - orders: What to submit. They are recorded side by side, not strictly in their order.
    ///   - width: How many are recorded at once, at least one.
    /// - Returns: For each order its task, or why there is none; see ``submit(_:to:requestID:metadata:)``. An order after
    ///   the surrounding task was cancelled has `cancelled`, and nothing was sent.
    public func submit(_ orders: [VideoOrder], width: Int = 16) async -> [Result<TaskID, VideoGenerationError>] {
        let notBegun = VideoGenerationError(.cancelled, "It was cancelled before this one was begun; nothing was sent.")
        var results = [Result<TaskID, VideoGenerationError>](repeating: .failure(notBegun), count: orders.count)
        await withTaskGroup(of: (Int, Result<TaskID, VideoGenerationError>).self) { group in
            var next = orders.indices.makeIterator()
            func begin() -> Bool {
                guard !Task.isCancelled, let index = next.next() else { return false }
                group.addTask { (index, await result(of: orders[index])) }
                return true
            }
            var begun = 0
            while begun < max(1, width), begin() { begun += 1 }
            while let (index, result) = await group.next() {
                results[index] = result
                _ = begin()
            }
        }
        return results
    }

    private func result(of order: VideoOrder) async -> Result<TaskID, VideoGenerationError> {
        do {
            return .success(
                try await submit(order.plan, to: order.output, requestID: order.requestID, metadata: order.metadata).id)
        } catch {
            return .failure(error)
        }
    }

    /// The ends of all tasks that this client follows, from now on, in one sequence: so thousands of tasks need no waiter
    /// each. One that another process follows is not among them.
    public func completions() async -> TaskCompletions {
        await tracker.completions()
    }
}
