// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Tells whether a file is a whole MP4 video (ISO/IEC 14496-12:2022), and what it says about itself.
///
/// It decodes nothing. It finds what goes wrong with downloads: an error page, a missing end, garbage behind it, a
/// container without pictures. Time and memory do not grow with the file.
///
/// A fragmented file that was cut exactly between two fragments is a whole, shorter file; its durations tell.
public struct MP4Inspector: Sendable {
    /// An inspector.
    public init() {}

    /// Inspects the file at `path`.
    ///
    /// - Throws: `not_a_video` with the reason; `download_failed` if the file cannot be read at all.
    public func inspect(fileAt path: String) throws(VideoGenerationError) -> VideoFacts {
        let content: FileContent
        do throws(POSIXFailure) {
            content = try FileContent(path)
        } catch {
            throw VideoGenerationError(
                .downloadFailed, "Cannot read the video \"\(path)\": \(error.reason).", underlying: error)
        }
        return try Self.inspect(content)
    }

    static func inspect(_ content: some RandomAccess) throws(VideoGenerationError) -> VideoFacts {
        do throws(MP4Fault) {
            return try facts(MP4Reader(content), content)
        } catch {
            throw VideoGenerationError(.notAVideo, "What was fetched is not a whole MP4 video: \(error.reason).")
        }
    }

    private static func facts(_ reader: MP4Reader, _ content: some RandomAccess) throws(MP4Fault) -> VideoFacts {
        try checkStart(content)
        var position = 0
        var movie: MP4Movie?
        var mediaBytes = 0
        while position < reader.byteCount {
            let box = try reader.box(at: position, end: reader.byteCount)
            // Section 4.2: without a size to the end of the file. Only media data is written so; zeros are padding.
            guard !box.isOpenEnded || box.type == "mdat", !box.type.contains("?") else {
                throw MP4Fault("there is something other than a box at offset \(position)")
            }
            switch box.type {
            case "ftyp" where position > 0: throw MP4Fault("a second file begins at offset \(position)")
            case "moov":
                guard movie == nil else { throw MP4Fault("it has two movie boxes") }
                movie = try MP4Movie(box, reader)
            case "moof":
                guard movie != nil else { throw MP4Fault("a fragment stands before the movie box") }
                if movie?.isFragmented == true { try movie?.readFragment(box, reader) }
            case "mdat": mediaBytes += box.end - box.bodyStart
            default: break
            }
            position = box.end
        }
        guard let movie else { throw MP4Fault("it has no movie box (moov)") }
        return try movie.facts(byteCount: reader.byteCount, mediaBytes: mediaBytes)
    }

    // Section 4.3: the file type box comes first, but for a signature that no video service writes.
    private static func checkStart(_ content: some RandomAccess) throws(MP4Fault) {
        guard content.byteCount > 0 else { throw MP4Fault("it is empty") }
        let prefix = try content.bytes(at: 0, count: min(512, content.byteCount))
        if prefix.dropFirst(4).starts(with: "ftyp".utf8) { return }
        throw MP4Fault(
            ForeignContent.name(prefix).map { "it is \($0)" } ?? "it does not begin with a file type box (ftyp)")
    }
}

/// A file to be read anywhere.
private struct FileContent: RandomAccess {
    private final class Holder {
        let file: File

        init(_ file: consuming File) {
            self.file = file
        }
    }

    private let holder: Holder
    let byteCount: Int

    init(_ path: String) throws(POSIXFailure) {
        let file = try File(reading: path)
        let information = try file.information()
        guard information.kind == .regular else {
            throw .notAFile
        }
        byteCount = information.size
        holder = Holder(file)
    }

    func bytes(at offset: Int, count: Int) throws(MP4Fault) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        do throws(POSIXFailure) {
            let filled = try holder.file.fill(&buffer, at: offset)
            return filled == count ? buffer : Array(buffer.prefix(filled))
        } catch {
            throw MP4Fault("it cannot be read: \(error.reason)")
        }
    }
}
