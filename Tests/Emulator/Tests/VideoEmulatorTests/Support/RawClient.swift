// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// A client that sees the bytes of an answer and how the connection ended, which HTTP libraries hide.
struct RawClient {
    /// How an exchange ended.
    enum Ending: Sendable, Equatable {
        /// The server closed in order.
        case closed
        /// The server reset the connection.
        case reset
        /// Enough has arrived.
        case complete
        /// Nothing more came in the time given.
        case quiet
    }

    let port: Int

    /// Sends bytes and reads until the connection ends, `isComplete` is content, or the time is up.
    func exchange(
        _ bytes: [UInt8],
        patience: Duration = .seconds(20),
        isComplete: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> (received: [UInt8], ending: Ending) {
        let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let channel = client.channel
        let timedOut = Flag()
        let alarm = Task {
            try await Task.sleep(for: patience)
            timedOut.raise()
            try? await channel.close()
        }
        defer { alarm.cancel() }
        var received: [UInt8] = []
        do {
            let ending: Ending = try await client.executeThenClose { incoming, outgoing in
                // A server that resets early makes the write fail; what matters is what is read then.
                try? await outgoing.write(ByteBuffer(bytes: bytes))
                for try await piece in incoming {
                    received.append(contentsOf: piece.readableBytesView)
                    if isComplete(received) { return .complete }
                }
                return .closed
            }
            return (received, timedOut.isRaised ? .quiet : ending)
        } catch {
            return (received, timedOut.isRaised ? .quiet : .reset)
        }
    }
}
