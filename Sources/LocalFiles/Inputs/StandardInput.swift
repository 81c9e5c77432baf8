// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension InputInspector {
    /// Reads standard input to its end, for `--image -`. It blocks until the other side closes the pipe.
    ///
    /// - Parameter byteCeiling: The most bytes that are taken into memory; 64 MiB suits any image that a service
    ///   accepts.
    /// - Throws: `unreadable_input` if it is closed, a terminal or a folder; `invalid_input` if it is empty or larger.
    public static func standardInput(byteCeiling: Int = 64 << 20) throws(VideoGenerationError) -> MediaInput {
        .bytes(try readToEnd(STDIN_FILENO, byteCeiling: byteCeiling))
    }

    /// Reads `descriptor` to its end, without closing it.
    static func readToEnd(_ descriptor: Int32, byteCeiling: Int) throws(VideoGenerationError) -> [UInt8] {
        guard isatty(descriptor) == 0 else {
            throw standardInputError(.unreadableInput, "it is a terminal. Connect it to a file or a pipe")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let capacity = buffer.count
            let count = unsafe buffer.withUnsafeMutableBytes { part in
                retrying { unsafe read(descriptor, part.baseAddress, capacity) }
            }
            if count == 0 { break }
            guard count > 0 else {
                let failure = POSIXFailure.last
                if failure.number == EAGAIN || failure.number == EWOULDBLOCK {
                    waitUntilReadable(descriptor)
                    continue
                }
                throw standardInputError(.unreadableInput, failure.reason)
            }
            guard bytes.count + count <= byteCeiling else {
                throw standardInputError(.invalidInput, "it holds more than \(byteCeiling) bytes")
            }
            bytes += buffer.prefix(count)
        }
        guard !bytes.isEmpty else { throw standardInputError(.invalidInput, "it is empty. Give an image") }
        return bytes
    }

    // Somebody else may have made the shared pipe non-blocking.
    private static func waitUntilReadable(_ descriptor: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&request, 1, -1)
    }

    private static func standardInputError(
        _ code: VideoGenerationError.Code, _ reason: String
    ) -> VideoGenerationError {
        VideoGenerationError(code, "Cannot use standard input: \(reason).")
    }
}
