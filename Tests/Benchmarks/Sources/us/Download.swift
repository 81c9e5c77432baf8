// SPDX-License-Identifier: Apache-2.0
import Measuring
import VideoGenerationKit

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// `us download URL FILE COUNT`: a body into the file that the tracker writes to as well: hashed on its way, synced, and given
/// its name when it is whole. Not asked whether it is a video.
enum Download {
    static func run(_ arguments: Arguments) async throws {
        let call = HTTPCall(.get, try .reading(arguments.text(0)))
        let (path, count) = (try arguments.text(1), try arguments.number(2))
        let transport = CurlTransport()
        let measurement = Measurement()
        for _ in 0..<count {
            let file = try PartialFile(target: path)
            let exchange = HTTPExchange(
                call.request, purpose: .download, reach: .loopbackToo, limits: .init(total: nil, bodyBytes: .max),
                sink: FileSink(file))
            _ = try await transport.reply(to: exchange)
            guard try file.finish().sha256.utf8.count == 64 else { throw Arguments.Failure("there is no digest") }
            unsafe _ = unlink(path)
        }
        measurement.print(count: count)
        await transport.shutdown()
    }

    /// Writes what comes.
    private final class FileSink: ByteSink {
        private let file: PartialFile

        init(_ file: PartialFile) {
            self.file = file
        }

        func begin(_ reply: HTTPReply) throws {
            try file.restart()
        }

        func write(_ bytes: UnsafeRawBufferPointer) throws {
            unsafe try file.write(bytes)
        }
    }
}
