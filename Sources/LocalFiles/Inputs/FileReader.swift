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
    private let proof: FileProof?
    private var position = 0
    // One of the two, if there is a proof: a seal where the system has seals, because a digest costs ten times as much.
    private var seal: ContentSeal.Pass?
    private var hash: SHA256?

    init(file: consuming File, path: String, information: FileInformation, proof: FileProof?) {
        self.file = file
        self.path = path
        self.information = information
        self.proof = proof
        seal = proof?.seal?.checking()
        hash = proof != nil && seal == nil ? SHA256() : nil
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = min(buffer.count, information.size - position)
        guard wanted > 0 else { return 0 }
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        let count = try readingInput(path) { () throws(POSIXFailure) in unsafe try file.read(into: part, at: position) }
        guard count > 0 else { throw VideoGenerationError.changed(path) }
        position += count
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: part[..<count])
        unsafe seal?.update(bytes)
        unsafe hash?.update(bytes)
        if position == information.size { try checkWhole() }
        return count
    }

    private func checkWhole() throws(VideoGenerationError) {
        let now = try readingInput(path) { () throws(POSIXFailure) in try file.information() }
        guard now.isSameContent(as: information) else { throw .changed(path) }
        guard let proof else { return }
        guard try isProven(by: proof) else { throw .changed(path) }
    }

    private func isProven(by proof: FileProof) throws(VideoGenerationError) -> Bool {
        if let pass = seal.take() {
            let seal = try pass.seal()
            return proof.seal?.isSame(as: seal) == true
        }
        guard let hash = hash.take() else { return true }
        return try hash.hex() == proof.sha256
    }
}

/// What a file's content was when it was inspected.
struct FileProof: Sendable {
    /// SHA-256 in lower-case hexadecimal: what names the content everywhere.
    let sha256: String
    /// The same content's seal; nil where the system has none.
    let seal: ContentSeal?
}
