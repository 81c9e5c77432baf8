// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A call that asks about a task, but for what the task is called.
struct PollShape: Hashable {
    let request: HTTPRequest
    /// What stands before and after the name.
    let prefix: [UInt8]
    let suffix: [UInt8]

    /// The shape of `call` for a task that is called `remoteID`; nil if it has a body, or the name does not stand in its
    /// target as it is, just once.
    init?(_ call: HTTPCall, for remoteID: String) {
        guard call.content == nil, let path = call.request.path, !remoteID.isEmpty else { return nil }
        let parts = path.split(separator: remoteID, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        prefix = Array(parts[0].utf8)
        suffix = Array(parts[1].utf8)
        var request = call.request
        request.path = "/"
        self.request = request
    }
}
