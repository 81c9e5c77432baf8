// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// The connections of one origin, from the moment the kernel hands them over.
///
/// One that arrives while the origin shuts down is never handed to a task, and somebody has to close it.
final class OpenChannels: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosing = false
    }

    private let state = Mutex(State())

    /// Takes note of a connection until it is closed.
    func add(_ channel: any Channel) {
        let isLate = state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = channel
            return state.isClosing
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
        }
        if isLate { channel.close(promise: nil) }
    }

    /// Closes all connections, and those that are still to come.
    func closeAll() {
        let channels = state.withLock { state in
            state.isClosing = true
            return state.channels.values.map { $0 }
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
