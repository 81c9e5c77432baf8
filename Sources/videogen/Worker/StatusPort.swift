// SPDX-License-Identifier: Apache-2.0
import Dispatch
import VideoGenerationKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Answers `GET` on a port of 127.0.0.1, one request after the other: for those who watch this process, on this machine.
///
/// Nothing that it is sent does anything. A client has two seconds for its request and for taking the answer.
enum StatusPort {
    /// What is shown under a path.
    struct Page {
        var status = "200 OK"
        var type = "text/plain; charset=utf-8"
        var text: String
    }

    private static let patience = Duration.seconds(2)
    private static let largestRequest = 8192

    /// Listens from now on, for as long as the process lives.
    ///
    /// - Parameters:
    ///   - port: 1 to 65535, or 0 for any that is free.
    ///   - page: What is under a path; nil for nothing.
    /// - Returns: The port.
    /// - Throws: `configuration` if the port cannot be had.
    static func open(
        _ port: Int, page: @escaping @Sendable (String) -> Page?
    ) throws(VideoGenerationError) -> Int {
        guard let number = in_port_t(exactly: port) else {
            throw .usage("--port takes 0 to 65535.")
        }
        let listener = socket(AF_INET, stream, 0)
        var isReused: Int32 = 1
        unsafe setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = number.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, isListening else {
            let reason = unsafe String(cString: strerror(errno))
            if listener >= 0 { close(listener) }
            throw VideoGenerationError(
                .configuration, "Port \(port) of 127.0.0.1 cannot be listened at: \(reason). Choose another --port.")
        }
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
        let source = DispatchSource.makeReadSource(
            fileDescriptor: listener, queue: DispatchQueue(label: "videogen.status"))
        // The handler holds its own source.
        source.setEventHandler {
            withExtendedLifetime(source) {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                answer(client, page)
                close(client)
            }
        }
        source.activate()
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func answer(_ client: Int32, _ page: (String) -> Page?) {
        let deadline = ContinuousClock.now + patience
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        // What is accepted may inherit that from the listener.
        _ = fcntl(client, F_SETFL, 0)
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(client, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1024)
        // The last line of a request's head is empty.
        while !request.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let count = unsafe recv(client, &buffer, buffer.count, 0)
            guard count > 0, request.count + count <= largestRequest, ContinuousClock.now < deadline else { return }
            request += buffer[..<count]
        }
        var rest = response(to: request, page)[...]
        while !rest.isEmpty, ContinuousClock.now < deadline {
            let count = unsafe rest.withUnsafeBytes { unsafe send(client, $0.baseAddress, $0.count, noSignal) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func response(to request: [UInt8], _ page: (String) -> Page?) -> [UInt8] {
        let line = String(decoding: request.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self).split(separator: " ")
        var found: Page
        switch (line.first, line.count) {
        case ("GET"?, 3):
            found = page(String(line[1])) ?? Page(status: "404 Not Found", text: "There is nothing here.\n")
        case (_, 3): found = Page(status: "405 Method Not Allowed", text: "Only GET.\n")
        default: found = Page(status: "400 Bad Request", text: "This is no request.\n")
        }
        let head = [
            "HTTP/1.1 \(found.status)", "Content-Type: \(found.type)", "Content-Length: \(found.text.utf8.count)",
            "Cache-Control: no-store", "Connection: close",
        ]
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n" + found.text).utf8)
    }

    private static var stream: Int32 {
        #if canImport(Glibc)
            Int32(SOCK_STREAM.rawValue)
        #else
            SOCK_STREAM
        #endif
    }

    private static var noSignal: Int32 {
        #if canImport(Darwin)
            0
        #else
            Int32(MSG_NOSIGNAL)
        #endif
    }
}
