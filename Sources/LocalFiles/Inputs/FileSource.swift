// SPDX-License-Identifier: Apache-2.0
import Digests
public import VideoGenerationCore

/// A file as the source of a request's bytes: looked at once, and held to what it was then.
///
/// A plan is made, priced and perhaps approved for certain bytes. If the file becomes another one before it is sent, or
/// while it is, a read throws instead of sending something that nobody agreed to.
public struct FileSource: ByteSource {
    /// The path as the caller gave it.
    public let path: String
    /// The size in bytes.
    public let byteCount: Int
    /// SHA-256 of the content in lower-case hexadecimal; nil if the file was larger than the ceiling it was inspected
    /// with.
    public var sha256: String? { proof?.sha256 }

    /// What the first bytes tell about the content, if it is an image.
    let header: ImageHeader?
    private let information: FileInformation
    private let proof: FileProof?

    /// Inspects the file at `path` in one pass and constant memory.
    ///
    /// - Parameters:
    ///   - path: An absolute path, or one from the current folder; symbolic links are followed.
    ///   - digestCeiling: The largest size in bytes that is read as a whole. Of a larger file only the beginning is
    ///     read: it is described, to be refused by its size.
    /// - Throws: `unreadable_input` if it is no regular file, cannot be read, or changes meanwhile; `invalid_input` if
    ///   it is empty.
    public init(path: String, digestCeiling: Int = InputInspector.byteCeiling) throws(VideoGenerationError) {
        guard !path.isEmpty else {
            throw VideoGenerationError(.unreadableInput, "The path of an input is empty. Give the path of an image.")
        }
        let file = try readingInput(path) { () throws(POSIXFailure) in try File(reading: path) }
        let information = try readingInput(path) { () throws(POSIXFailure) in try file.information() }
        switch information.kind {
        case .regular: break
        case .folder: throw .unreadable(path, "it is a folder", "Give the path of an image.")
        default: throw .unreadable(path, "it is a pipe, a device or a socket, not a file", "Give the path of an image.")
        }
        guard information.size > 0 else {
            throw VideoGenerationError(.invalidInput, "The input \"\(path)\" is empty. Give an image.")
        }
        self.path = path
        self.information = information
        byteCount = information.size
        let isWhole = byteCount <= digestCeiling
        var scan = ContentScan(
            byteCount: isWhole ? byteCount : min(byteCount, ImageHeader.usefulPrefix), seals: isWhole)
        try readingInput(path) { () throws(POSIXFailure) in try scan.read(file) }
        let after = try readingInput(path) { () throws(POSIXFailure) in try file.information() }
        guard scan.isComplete, after.isSameContent(as: information) else {
            throw .unreadable(path, "it is being changed", "Wait until it is finished.")
        }
        header = scan.header
        proof = isWhole ? try scan.proof() : nil
    }

    /// Opens the file again.
    ///
    /// - Throws: `unreadable_input` if it cannot be read or is not the file that was inspected.
    public func open() throws -> any ByteReader {
        let file = try readingInput(path) { () throws(POSIXFailure) in try File(reading: path) }
        let now = try readingInput(path) { () throws(POSIXFailure) in try file.information() }
        guard now.isSameContent(as: information) else { throw VideoGenerationError.changed(path) }
        return FileReader(file: file, path: path, information: information, proof: proof)
    }
}

/// One pass over a file's first bytes, or all of them.
private struct ContentScan: ~Copyable {
    private let byteCount: Int
    private var position = 0
    private(set) var header: ImageHeader?
    private var sha256 = SHA256()
    private var seal: ContentSeal.Pass?

    init(byteCount: Int, seals: Bool) {
        self.byteCount = byteCount
        seal = seals ? ContentSeal.making() : nil
    }

    var isComplete: Bool { position == byteCount }

    /// What the content was.
    consuming func proof() throws(VideoGenerationError) -> FileProof {
        let seal = try seal.take()?.seal()
        return FileProof(sha256: try sha256.hex(), seal: seal)
    }

    mutating func read(_ file: borrowing File) throws(POSIXFailure) {
        var buffer = [UInt8](repeating: 0, count: min(byteCount, 128 << 10))
        // Kept only as long as they may tell more: nearly every image says all in the first piece.
        var prefix: [UInt8] = []
        while position < byteCount {
            let count = min(try file.fill(&buffer, at: position), byteCount - position)
            if count == 0 { return }
            unsafe buffer.withUnsafeBytes {
                let bytes = unsafe UnsafeRawBufferPointer(rebasing: $0[..<count])
                unsafe sha256.update(bytes)
                unsafe seal?.update(bytes)
            }
            let isFirst = position == 0
            position += count
            if isFirst || !prefix.isEmpty {
                prefix += buffer.prefix(min(count, ImageHeader.usefulPrefix - prefix.count))
                header = ImageHeader(prefix: prefix)
                if header?.mayTellMore != true || prefix.count == ImageHeader.usefulPrefix { prefix = [] }
            }
        }
    }
}

extension ImageHeader {
    /// Whether later bytes could add something: only a JPEG's size may stand far behind its beginning.
    fileprivate var mayTellMore: Bool { pixels == nil && mediaType == "image/jpeg" }
}
