// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension String {
    /// The text as it may stand on a terminal: control characters, and those that turn the direction of writing, are
    /// shown instead of obeyed, because services and files decide what stands in messages.
    var neutralised: String {
        var safe = ""
        for scalar in unicodeScalars.prefix(4000) {
            switch scalar.value {
            case 0x0A: safe += "\n  "
            case 0..<0x20: safe += "^" + String(UnicodeScalar(UInt8(scalar.value + 0x40)))
            case 0x7F: safe += "^?"
            case _ where scalar.isTerminalControl:
                safe += "<U+" + String(scalar.value, radix: 16, uppercase: true) + ">"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return unicodeScalars.count > 4000 ? safe + " …" : safe
    }
}

/// Where text goes.
enum Terminal {
    /// Whether a line may be rewritten in place: standard error is a terminal that wants it.
    static func allowsMotion(_ environment: [String: String]) -> Bool {
        isatty(STDERR_FILENO) == 1 && environment["NO_COLOR"].map(\.isEmpty) ?? true && environment["TERM"] != "dumb"
    }

    /// The width of the terminal in characters.
    static var width: Int {
        var size = winsize()
        guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Opens what the caller has closed of input, output and errors: else a socket or a video would get one of these
    /// numbers, and our words would be written into it.
    static func fillStandardStreams() {
        for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) == -1 {
            // The lowest free number is this one.
            _ = unsafe open("/dev/null", O_RDWR)
        }
    }

    private static let turn = Mutex(())

    /// Writes all of `text`, and nothing of another thread's in between; a closed pipe is nobody's business.
    static func write(_ text: String, to descriptor: Int32) {
        turn.withLock { _ in writeAlone(text, to: descriptor) }
    }

    private static func writeAlone(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                #if canImport(Darwin)
                    unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
                #elseif canImport(Glibc)
                    unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
                #else
                    unsafe Musl.write(descriptor, bytes.baseAddress, bytes.count)
                #endif
            }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) {
                // Somebody else made a shared pipe non-blocking.
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&request, 1, -1)
                continue
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
