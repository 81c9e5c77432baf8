// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A listener on loopback that answers with exact bytes, cuts and silences: a thread accepts, each connection gets a
/// thread that runs the script.
package final class ByteServer: Sendable {
    package typealias Script = @Sendable (Peer) -> Void

    package let port: Int
    private let listener: Int32
    private let script: Script
    private let log = Mutex(Log())
    private let acceptor = Mutex<UInt?>(nil)

    /// What the server saw.
    package struct Log: Sendable {
        package var connections = 0
        package var heads: [String] = []
        package var bodyBytes: [Int] = []
    }

    /// Starts listening; `script` is run for each connection, which is closed when it returns.
    package init(backlog: Int32 = 1024, _ script: @escaping Script) throws {
        let (listener, port) = try Sockets.listen(backlog: backlog)
        self.listener = listener
        self.port = port
        self.script = script
        let thread = LoopThread.start { [listener] in
            while true {
                let connection = accept(listener, nil, nil)
                if connection < 0 { return }
                self.serve(connection)
            }
        }
        acceptor.withLock { $0 = thread }
    }

    private func serve(_ connection: Int32) {
        let number = log.withLock { log in
            log.connections += 1
            return log.connections
        }
        let thread = LoopThread.start {
            let peer = Peer(connection, number) { head, body in
                self.log.withLock { log in
                    log.heads.append(head)
                    log.bodyBytes.append(body)
                }
            }
            self.script(peer)
            peer.close()
        }
        if let thread { LoopThread.detach(thread) } else { close(connection) }
    }

    /// What was seen so far.
    package var seen: Log { log.withLock { $0 } }

    /// Stops accepting; running scripts go on until their peer is gone.
    package func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        if let thread = acceptor.withLock({ $0.take() }) { LoopThread.join(thread) }
        close(listener)
    }

    /// Its address by http.
    package var url: String { "http://127.0.0.1:\(port)" }
}

/// Makes a server for a while.
package func withServer<Result>(
    _ script: @escaping ByteServer.Script, _ body: (ByteServer) async throws -> Result
) async throws -> Result {
    let server = try ByteServer(script)
    defer { server.stop() }
    return try await body(server)
}
