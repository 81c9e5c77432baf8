// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Synchronization
import VideoGenerationCore

/// Writes a download to its temporary file, and knows how to go on with it later.
final class DownloadSink: ByteSink {
    let file: PartialFile
    private let largestFile: Int
    private let validator = Mutex<String?>(nil)
    private let most = Mutex(0)

    init(_ file: PartialFile, largestFile: Int) {
        self.file = file
        self.largestFile = largestFile
    }

    /// The most bytes that were ever there: starting again is no progress until it gets further than before.
    var mostBytes: Int { most.withLock { $0 } }

    /// The header fields that ask for the rest of what is there: only if it is still the same file (RFC 9110 section
    /// 13.1.5). Without a strong validator the file is fetched from its start.
    var resumption: HTTPFields {
        guard file.byteCount > 0, let validator = validator.withLock({ $0 }) else { return [:] }
        return [.range: "bytes=\(file.byteCount)-", .ifRange: validator]
    }

    func begin(_ reply: HTTPReply) throws {
        let fields = reply.headerFields
        let tag = fields[.eTag].flatMap { $0.hasPrefix("W/") ? nil : $0 }
        guard reply.status == 206 else {
            validator.withLock { $0 = tag }
            return try file.restart()
        }
        // "bytes 1000-1999/2000"
        let start = fields[.contentRange]?.split { " -".contains($0) }.dropFirst().first.flatMap { Int($0) }
        let isSame = tag == nil || tag == validator.withLock { $0 }
        guard isSame, start == file.byteCount else {
            try file.restart()
            throw VideoGenerationError(
                .downloadFailed, "The service sent another part of the file than the one asked for.", isRetryable: true)
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        // A transport knows the size of one reply, not of a file that comes in several.
        guard bytes.count <= largestFile - file.byteCount else {
            throw VideoGenerationError(
                .downloadFailed, "The file is larger than the \(largestFile) bytes that are allowed.")
        }
        unsafe try file.write(bytes)
        most.withLock { $0 = max($0, file.byteCount) }
    }
}
