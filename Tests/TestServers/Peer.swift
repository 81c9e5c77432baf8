// SPDX-License-Identifier: Apache-2.0
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One accepted connection.
package final class Peer: Sendable {
    package let number: Int
    private let descriptor: Int32
    private let isOpen = Atomic(true)
    private let rest = Mutex<[UInt8]>([])
    private let record: @Sendable (String, Int) -> Void

    package init(_ descriptor: Int32, _ number: Int, record: @escaping @Sendable (String, Int) -> Void) {
        self.descriptor = descriptor
        self.number = number
        self.record = record
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        unsafe _ = setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// A request: its head as text and what followed it; nil once the connection is over.
    package struct Request {
        package let head: String
        package let body: [UInt8]
    }

    /// Reads a request with its body (as long as `Content-Length` says), keeping at most `keep` bytes of the body.
    package func readRequest(keep: Int = 1 << 16) -> Request? {
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
    package func readHead(logged: Bool = true) -> String? {
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
    package func receive(_ count: Int = 1 << 18) -> [UInt8]? {
        let left = takeRest()
        if !left.isEmpty { return left }
        guard isOpen.load(ordering: .relaxed) else { return nil }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = unsafe max(0, recv(descriptor, buffer.baseAddress, count, 0))
        }
        return bytes.isEmpty ? nil : bytes
    }

    /// Waits until something has arrived, and leaves it there.
    package func waitForBytes() {
        var byte: UInt8 = 0
        unsafe _ = recv(descriptor, &byte, 1, Int32(MSG_PEEK))
    }

    /// Sends text; false once the peer is gone.
    @discardableResult package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends bytes; false once the peer is gone.
    @discardableResult package func send(_ bytes: [UInt8]) -> Bool {
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

    /// Sends a piece again and again, up to 32 MiB, which is far more than any ceiling here, and waits until the other side is gone. It
    /// is not endless, because FoundationNetworking does nothing but read as long as a sender is faster than it is.
    package func flood(_ piece: [UInt8]) {
        var rest = 32 << 20
        while rest > 0, send(piece) { rest -= piece.count }
        waitForEnd()
    }

    /// Answers 200 with a JSON body and its length.
    @discardableResult package func reply(
        _ body: String = "{}", status: String = "200 OK", fields: String = ""
    ) -> Bool {
        send("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
    }

    /// Waits until the other side is gone.
    package func waitForEnd() {
        while receive() != nil {}
    }

    /// Waits until the other side is gone, without reading what it sends.
    package func waitForReset() {
        var event = pollfd(fd: descriptor, events: 0, revents: 0)
        unsafe _ = poll(&event, 1, 30_000)
    }

    /// Lets time pass: for a slow server, never to wait for something.
    package func pause(milliseconds: Int32) {
        _ = poll(nil, 0, milliseconds)
    }

    /// Sends nothing more: the other side reads an end, although nothing here was closed or lost.
    package func endSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Ends the connection with a reset.
    package func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        unsafe _ = setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        close()
    }

    /// Ends the connection.
    package func close() {
        if isOpen.exchange(false, ordering: .relaxed) { Sockets.close(descriptor) }
    }
}
