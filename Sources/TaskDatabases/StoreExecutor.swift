// SPDX-License-Identifier: Apache-2.0
import Dispatch

/// Runs a store's calls one after another on a thread that may block: a database waits for the disk and for other
/// processes, and neither a transport's loop nor Swift's own pool can wait with it.
package final class StoreExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "swift-video-generation.store", qos: .userInitiated)

    package init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            unsafe job.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }
}
