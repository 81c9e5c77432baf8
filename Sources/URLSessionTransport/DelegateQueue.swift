// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The operation queue on which URLSession calls its delegates: the loop's own queue in another form.
///
/// An operation queue does not retain the queue below it, and a URLSession may outlive the loop by a moment: so this
/// one does. `@unchecked Sendable`, as its superclass is; the property is a constant of a `Sendable` type.
final class DelegateQueue: OperationQueue, @unchecked Sendable {
    private let queue: DispatchQueue

    init(_ queue: DispatchQueue) {
        self.queue = queue
        super.init()
        maxConcurrentOperationCount = 1
        unsafe underlyingQueue = queue
    }
}
