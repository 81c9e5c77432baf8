// SPDX-License-Identifier: Apache-2.0
import Dispatch

/// An object that lives on one serial queue.
///
/// `@unchecked Sendable` is sound: the object comes here when nobody else has it, and is reached by ``run(_:)`` alone,
/// which stops the process anywhere but on that queue; a serial queue runs one piece of work at a time.
final class QueueBound<Object: AnyObject>: @unchecked Sendable {
    private let queue: DispatchQueue
    private let object: Object

    init(_ queue: DispatchQueue, _ object: sending Object) {
        self.queue = queue
        self.object = object
    }

    /// Hands the object to `work`, on the queue.
    func run<Result>(_ work: (Object) -> Result) -> Result {
        dispatchPrecondition(condition: .onQueue(queue))
        return work(object)
    }
}
