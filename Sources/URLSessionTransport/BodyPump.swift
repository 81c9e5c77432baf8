// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Foundation
    import Synchronization
    import VideoGenerationCore

    /// Gives a large body to URLSession through a pair of bound streams, so that memory stays constant.
    ///
    /// A write into a bound stream waits until the other end has room, so the pump has a queue of its own. If a source
    /// fails, the stream ends early, and URLSession fails because the announced length is not reached.
    final class BodyPump: Sendable {
        // Each end is used by one side only: the first one by URLSession, the second one on the queue.
        nonisolated(unsafe) let input: InputStream
        nonisolated(unsafe) private let output: OutputStream
        private let queue = DispatchQueue(label: "URLSessionTransport.body")
        private let body: Mutex<RequestBody>
        private let failure = Mutex<(any Error)?>(nil)

        private static let portion = 64 << 10

        /// Nil when there are no streams to be had.
        init?(_ body: sending RequestBody) {
            var input: InputStream?
            var output: OutputStream?
            unsafe Stream.getBoundStreams(
                withBufferSize: 4 * Self.portion, inputStream: &input, outputStream: &output)
            guard let input, let output else { return nil }
            unsafe self.input = input
            unsafe self.output = output
            self.body = Mutex(body)
        }

        /// What a source threw, if one did.
        var problem: (any Error)? { failure.withLock { $0 } }

        /// Begins to write.
        func start() {
            queue.async { self.run() }
        }

        private func run() {
            unsafe output.open()
            defer { unsafe output.close() }
            var buffer = [UInt8](repeating: 0, count: Self.portion)
            while true {
                let count: Int
                do {
                    count = try body.withLock { body in
                        try unsafe buffer.withUnsafeMutableBytes { try unsafe body.read(into: $0) }
                    }
                } catch {
                    return failure.withLock { $0 = error }
                }
                if count == 0 { return }
                var written = 0
                while written < count {
                    let more = unsafe buffer.withUnsafeBufferPointer { bytes in
                        unsafe bytes.baseAddress.map {
                            unsafe output.write($0 + written, maxLength: count - written)
                        } ?? -1
                    }
                    // The other end is gone.
                    if more <= 0 { return }
                    written += more
                }
            }
        }
    }
#endif
