// SPDX-License-Identifier: Apache-2.0

// example: replies
import Synchronization
import VideoGenerationTesting

/// Replies in a row; the last one is given again and again.
final class Replies: Sendable {
    private let rest: Mutex<[VirtualReply]>

    init(_ replies: [VirtualReply]) {
        rest = Mutex(replies)
    }

    func next() -> VirtualReply {
        rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }
}
// end
