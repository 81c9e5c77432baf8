// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import TestServers

@testable import VideoTasksPostgres

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Stands between a store and its server, cuts a connection where it hurts most, when a transaction ends, and says what
/// servers say that do not want one.
final class CuttingProxy: Sendable {
    enum Cut: Sendable, CaseIterable {
        /// The server never hears that the transaction is to end.
        case before
        /// The transaction has ended, and nobody hears of it.
        case after
    }

    private let folder: String
    private let target: String
    private let listener: Int32
    private let plan = Mutex<[Cut]>([])
    private let greetings = Mutex<[Greeting]>([])

    /// What a client hears instead of a server.
    enum Greeting: Sendable {
        /// An error of this SQLSTATE, in another language.
        case refusal(String)
        /// Nothing at all.
        case silence
    }

    init(to server: PostgresServer) throws {
        folder = server.folder + "-proxy-" + UUID().uuidString.prefix(4).lowercased()
        target = server.folder + "/.s.PGSQL.5432"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        listener = socket(AF_UNIX, Self.stream, 0)
        let bound = unsafe Self.withAddress(folder + "/.s.PGSQL.5432") { unsafe bind(listener, $0, $1) }
        guard bound == 0, listen(listener, 16) == 0 else { throw PostgresServer.Missing() }
        Thread.detachNewThread { [listener] in
            while true {
                let client = accept(listener, nil, nil)
                if client < 0 { return }
                Thread.detachNewThread { self.carry(client) }
            }
        }
    }

    /// Lets nobody in any more.
    func stop() {
        try? FileManager.default.removeItem(atPath: folder)
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    var address: PostgresAddress { PostgresAddress("host=\(folder) user=videogen dbname=postgres") }

    /// The address that names the proxy first, and the server behind it second.
    func addresses(and server: PostgresServer) -> PostgresAddress {
        PostgresAddress("host=\(folder),\(server.folder) user=videogen dbname=postgres")
    }

    /// Cuts the next transactions like that, one after another.
    func cut(_ cuts: Cut...) {
        plan.withLock { $0 = cuts }
    }

    /// Whether all that was planned has happened.
    var isDone: Bool { plan.withLock(\.isEmpty) && greetings.withLock(\.isEmpty) }

    /// Greets the next clients like that, one after another.
    func greet(_ next: [Greeting]) {
        greetings.withLock { $0 = next }
    }

    private func greet(_ client: Int32, with greeting: Greeting) {
        var buffer = [UInt8](repeating: 0, count: 1 << 10)
        // Its words, or its end.
        _ = unsafe read(client, &buffer, buffer.count)
        switch greeting {
        case .silence:
            while unsafe read(client, &buffer, buffer.count) > 0 {}
        case .refusal(let state):
            let fields = ["SВАЖНО", "VFATAL", "C\(state)", "Mсервер не принимает соединения"]
            var body: [UInt8] = []
            for field in fields { body += Array(field.utf8) + [0] }
            body.append(0)
            let count = UInt32(body.count + 4)
            let length = (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) }
            send([UInt8(ascii: "E")] + length + body, to: client)
        }
    }

    @discardableResult
    private func send(_ bytes: [UInt8], to file: Int32) -> Bool {
        #if canImport(Darwin)
            unsafe write(file, bytes, bytes.count) == bytes.count
        #else
            unsafe Glibc.send(file, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        #endif
    }

    private func carry(_ client: Int32) {
        let server = socket(AF_UNIX, Self.stream, 0)
        defer { for file in [client, server] { close(file) } }
        if let greeting = greetings.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            return greet(client, with: greeting)
        }
        guard unsafe Self.withAddress(target, { unsafe connect(server, $0, $1) }) == 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var isDeaf = false
        while true {
            var files = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard unsafe poll(&files, 2, 60_000) > 0 else { return }
            if files[0].revents != 0 {
                let count = unsafe read(client, &buffer, buffer.count)
                guard count > 0 else { return }
                if Data(buffer[..<count]).range(of: Data("COMMIT\0".utf8)) != nil,
                    let cut = plan.withLock({ $0.isEmpty ? nil : $0.removeFirst() })
                {
                    if cut == .before { return }
                    isDeaf = true
                }
                guard send(Array(buffer[..<count]), to: server) else { return }
            }
            if files[1].revents != 0 {
                let count = unsafe read(server, &buffer, buffer.count)
                guard count > 0, !isDeaf, send(Array(buffer[..<count]), to: client) else { return }
            }
        }
    }

    #if canImport(Glibc)
        private static let stream = Int32(SOCK_STREAM.rawValue)
    #else
        private static let stream = SOCK_STREAM
    #endif

    private static func withAddress<Value>(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            unsafe room.copyBytes(from: path.utf8.prefix(room.count - 1))
        }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
