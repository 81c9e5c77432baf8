// SPDX-License-Identifier: Apache-2.0
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A listener on loopback that accepts nobody, and whose queue is full: who connects hears nothing.
package final class FullListener: Sendable {
    package let port: Int
    private let listener: Int32
    private let fillers: [Int32]

    package init() throws {
        let (listener, port) = try Sockets.listen(backlog: 0)
        self.listener = listener
        self.port = port
        fillers = try (0..<4).map { _ in try Sockets.beginConnecting(to: port) }
    }

    package func stop() {
        for filler in fillers { Sockets.close(filler) }
        Sockets.close(listener)
    }
}
