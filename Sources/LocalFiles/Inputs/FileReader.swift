// SPDX-License-Identifier: Apache-2.0
import Digests
import VideoGenerationCore

/// One pass over a ``FileSource``, which gives exactly the bytes that were inspected or throws.
///
/// The proof comes before the last bytes are handed out: a receiver that counts never gets a whole body with wrong
/// content. Times and sizes alone would not do, because a file system's clock ticks in milliseconds.
final class FileReader: ByteReader {
    private let file: File
    private let path: String
    private let information: FileInformation
    private let sha256: String?
    private var position = 0
    private var hash: SHA256? = SHA256()

    init(file: consuming File, path: String, information: FileInformation, sha256: String?) {
        self.file = file
        self.path = path
        self.information = information
        self.sha256 = sha256
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = min(buffer.count, information.size - position)
        guard wanted > 0 else { return 0 }
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        let count = try readingInput(path) { () throws(POSIXFailure) in unsafe try file.read(into: part, at: position) }
        guard count > 0 else { throw VideoGenerationError.changed(path) }
        position += count
        unsafe hash?.update(UnsafeRawBufferPointer(rebasing: part[..<count]))
        if position == information.size { try checkWhole() }
        return count
    }

    private func checkWhole() throws(VideoGenerationError) {
        let now = try readingInput(path) { () throws(POSIXFailure) in try file.information() }
        guard now.isSameContent(as: information) else { throw .changed(path) }
        guard let hash = hash.take() else { return }
        let digest = try hash.hex()
        if let sha256, digest != sha256 { throw .changed(path) }
    }
}
