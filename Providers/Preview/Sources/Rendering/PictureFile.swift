// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import VideoGenerationCore

/// What an image file is by its content, as far as ffmpeg must be told.
struct PictureFile {
    let path: String
    let format: Format
    /// The EXIF orientation, 1 to 8.
    let orientation: Int

    /// The formats that are taken, each with ffmpeg's names.
    enum Format: String, CaseIterable {
        case png = "image/png"
        case jpeg = "image/jpeg"
        case webP = "image/webp"

        /// The reader of a single image. The one that goes by file names would also follow lists and patterns.
        var reader: String {
            switch self {
            case .png: "png_pipe"
            case .jpeg: "jpeg_pipe"
            case .webP: "webp_pipe"
            }
        }

        var decoder: String {
            switch self {
            case .png: "png"
            case .jpeg: "mjpeg"
            case .webP: "webp"
            }
        }
    }

    /// Looks at the file's first bytes.
    ///
    /// - Throws: `unreadable_input`, or `invalid_input` if it is no image of a kind that is taken.
    init(_ path: String) throws(VideoGenerationError) {
        let source = try FileSource(path: path, digestCeiling: 0)
        let bytes: [UInt8]
        do {
            bytes = try Self.prefix(of: source)
        } catch {
            throw VideoGenerationError(wrapping: error)
        }
        guard let header = ImageHeader(prefix: bytes), let format = Format(rawValue: header.mediaType) else {
            throw VideoGenerationError(.invalidInput, "The picture is neither PNG nor JPEG nor WebP.")
        }
        self.path = path
        self.format = format
        orientation = format == .jpeg ? ExifOrientation(jpeg: bytes)?.number ?? 1 : 1
    }

    private static func prefix(of source: FileSource) throws -> [UInt8] {
        let reader = try source.open()
        var bytes = [UInt8](repeating: 0, count: min(source.byteCount, ImageHeader.usefulPrefix))
        var filled = 0
        while filled < bytes.count {
            let count = try unsafe bytes.withUnsafeMutableBytes { buffer in
                try unsafe reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }
}
