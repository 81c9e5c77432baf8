// SPDX-License-Identifier: Apache-2.0
import Synchronization

@testable import CurlTransport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A listener on loopback that answers with exact bytes, cuts and silences: a thread accepts, each connection gets a
/// thread that runs the script.
final class ByteServer: Sendable {
    typealias Script = @Sendable (Peer) -> Void

    let port: Int
    private let listener: Int32
    private let script: Script
    private let log = Mutex(Log())
    private let acceptor = Mutex<UInt?>(nil)

    /// What the server saw.
    struct Log: Sendable {
        var connections = 0
        var heads: [String] = []
        var bodyBytes: [Int] = []
    }

    /// Starts listening; `script` is run for each connection, which is closed when it returns.
    init(backlog: Int32 = 1024, _ script: @escaping Script) throws {
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
    var seen: Log { log.withLock { $0 } }

    /// Stops accepting; running scripts go on until their peer is gone.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        if let thread = acceptor.withLock({ $0.take() }) { LoopThread.join(thread) }
        close(listener)
    }

    var url: String { "http://127.0.0.1:\(port)" }
}

/// One accepted connection.
final class Peer: Sendable {
    let number: Int
    private let descriptor: Int32
    private let isOpen = Atomic(true)
    private let rest = Mutex<[UInt8]>([])
    private let record: @Sendable (String, Int) -> Void

    init(_ descriptor: Int32, _ number: Int, record: @escaping @Sendable (String, Int) -> Void) {
        self.descriptor = descriptor
        self.number = number
        self.record = record
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        unsafe _ = setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// A request: its head as text and what followed it; nil once the connection is over.
    struct Request {
        let head: String
        let body: [UInt8]
    }

    /// Reads a request with its body (as long as `Content-Length` says), keeping at most `keep` bytes of the body.
    func readRequest(keep: Int = 1 << 16) -> Request? {
        guard let head = readHead(logged: false) else { return nil }
        var body: [UInt8] = []
        var missing = 0
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
            missing = Int(line.split(separator: " ").last ?? "") ?? 0
        }
        let length = missing
        var buffer = takeRest()
        while true {
            let part = buffer.prefix(missing)
            body += part.prefix(max(0, keep - body.count))
            missing -= part.count
            if missing == 0 {
                let left = Array(buffer.dropFirst(part.count))
                rest.withLock { $0 = left }
                record(head, length)
                return Request(head: head, body: body)
            }
            guard let more = receive() else {
                record(head, length - missing)
                return nil
            }
            buffer = more
        }
    }

    /// Reads up to the blank line.
    func readHead(logged: Bool = true) -> String? {
        var bytes = takeRest()
        var scanned = 0
        while true {
            if let end = Self.headEnd(bytes, from: scanned) {
                let left = Array(bytes[end...])
                rest.withLock { $0 = left }
                let head = String(decoding: bytes[..<end], as: UTF8.self)
                if logged { record(head, 0) }
                return head
            }
            scanned = max(0, bytes.count - 3)
            guard let more = receive() else { return nil }
            bytes += more
        }
    }

    private static func headEnd(_ bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in start...(bytes.count - 4) where bytes[index] == 13 {
            if bytes[index + 1] == 10, bytes[index + 2] == 13, bytes[index + 3] == 10 { return index + 4 }
        }
        return nil
    }

    /// What was read with a head and not asked for yet.
    private func takeRest() -> [UInt8] {
        rest.withLock { rest in
            defer { rest = [] }
            return rest
        }
    }

    /// The next bytes, whatever they are; nil at the end.
    func receive(_ count: Int = 1 << 18) -> [UInt8]? {
        let left = takeRest()
        if !left.isEmpty { return left }
        guard isOpen.load(ordering: .relaxed) else { return nil }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = unsafe max(0, recv(descriptor, buffer.baseAddress, count, 0))
        }
        return bytes.isEmpty ? nil : bytes
    }

    /// Waits until something has arrived, and leaves it there.
    func waitForBytes() {
        var byte: UInt8 = 0
        unsafe _ = recv(descriptor, &byte, 1, Int32(MSG_PEEK))
    }

    /// Sends text; false once the peer is gone.
    @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends bytes; false once the peer is gone.
    @discardableResult func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            #if canImport(Darwin)
                let flags: Int32 = 0
            #else
                let flags = Int32(MSG_NOSIGNAL)
            #endif
            let count = unsafe rest.withUnsafeBytes { unsafe Sockets.send(descriptor, $0, flags) }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Answers 200 with a JSON body and its length.
    @discardableResult func reply(_ body: String = "{}", status: String = "200 OK", fields: String = "") -> Bool {
        send("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
    }

    /// Waits until the other side is gone.
    func waitForEnd() {
        while receive() != nil {}
    }

    /// Waits until the other side is gone, without reading what it sends.
    func waitForReset() {
        var event = pollfd(fd: descriptor, events: 0, revents: 0)
        unsafe _ = poll(&event, 1, 30_000)
    }

    /// Lets time pass: for a slow server, never to wait for something.
    func pause(milliseconds: Int32) {
        _ = poll(nil, 0, milliseconds)
    }

    /// Ends the connection with a reset.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        unsafe _ = setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        close()
    }

    /// Ends the connection.
    func close() {
        if isOpen.exchange(false, ordering: .relaxed) { Sockets.close(descriptor) }
    }
}

/// The few calls that need care.
enum Sockets {
    struct Failure: Error { let number: Int32 }

    /// A listener on 127.0.0.1 and its port.
    static func listen(backlog: Int32) throws -> (Int32, Int) {
        #if canImport(Glibc)
            let type = Int32(SOCK_STREAM.rawValue)
        #else
            let type = SOCK_STREAM
        #endif
        let listener = socket(AF_INET, type, 0)
        guard listener >= 0 else { throw Failure(number: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, length) == 0 && Self.listen(listener, backlog) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw Failure(number: errno) }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func listen(_ listener: Int32, _ backlog: Int32) -> Int32 {
        #if canImport(Glibc)
            Glibc.listen(listener, backlog)
        #elseif canImport(Musl)
            Musl.listen(listener, backlog)
        #else
            Darwin.listen(listener, backlog)
        #endif
    }

    static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ flags: Int32) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
        #elseif canImport(Musl)
            unsafe Musl.send(descriptor, bytes.baseAddress, bytes.count, flags)
        #else
            unsafe Darwin.send(descriptor, bytes.baseAddress, bytes.count, flags)
        #endif
    }

    static func close(_ descriptor: Int32) {
        #if canImport(Glibc)
            _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
            _ = Musl.close(descriptor)
        #else
            _ = Darwin.close(descriptor)
        #endif
    }
}
