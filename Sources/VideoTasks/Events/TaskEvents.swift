// SPDX-License-Identifier: Apache-2.0

/// The events of one task, from its beginning or from where it stands: what was missed is summed up first.
///
/// It never throws: a failure is the last event. Leaving the loop, or cancelling it, does not touch the task.
public struct TaskEvents: AsyncSequence, Sendable {
    /// It never throws.
    public typealias Failure = Never

    let stream: AsyncStream<TaskEvent>

    /// Makes an iterator.
    public func makeAsyncIterator() -> Iterator {
        Iterator(base: stream.makeAsyncIterator())
    }

    /// Walks through the events; see ``TaskEvents``.
    public struct Iterator: AsyncIteratorProtocol {
        /// It never throws.
        public typealias Failure = Never

        var base: AsyncStream<TaskEvent>.Iterator

        /// The next event; nil after the last one.
        public mutating func next() async -> TaskEvent? {
            await base.next(isolation: #isolation)
        }

        /// The next event; nil after the last one.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(Never) -> TaskEvent? {
            await base.next(isolation: actor)
        }
    }
}
