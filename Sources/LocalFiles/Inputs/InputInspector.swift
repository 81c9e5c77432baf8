// SPDX-License-Identifier: Apache-2.0
import Digests
public import VideoGenerationCore

/// Finds out what an input is, once, before a plan is made: its type and pixels by content, its size, its digest.
///
/// Nothing is decoded, and nothing is fetched: a URL is checked as text and left to the service.
public struct InputInspector: Sendable {
    /// 256 MiB: more than any service takes as an image. What is larger is described by its size and not read as a
    /// whole.
    public static let byteCeiling = 256 << 20

    /// An inspector.
    public init() {}

    /// Inspects `input`; for a file this reads it, so keep it off a thread that must not block.
    ///
    /// - Parameters:
    ///   - input: What the caller gave.
    ///   - byteLimit: The most bytes that any candidate for the request accepts, if known. Larger content is described
    ///     without a digest, because no request will ever carry it.
    /// - Throws: `unreadable_input` for a file that cannot be read; `invalid_input` for content that is empty, and for a
    ///   URL or `data:` URI that is none. An unknown type is no error here: what a model takes is the plan's business.
    public func inspect(_ input: MediaInput, byteLimit: Int? = nil) throws(VideoGenerationError) -> Media {
        let ceiling = min(byteLimit ?? Self.byteCeiling, Self.byteCeiling)
        switch input {
        case .file(let path):
            let source = try FileSource(path: path, digestCeiling: ceiling)
            return Media(
                location: .local(source), mediaType: source.header?.mediaType, pixels: source.header?.pixels,
                isTurned: source.header?.isTurned ?? false, sha256: source.sha256, path: PathParts.absolute(path))
        case .bytes(let bytes):
            guard !bytes.isEmpty else {
                throw VideoGenerationError(.invalidInput, "The input is empty. Give an image.")
            }
            return try describe(bytes, ceiling: ceiling)
        case .dataURI(let text):
            return try describe(DataURI.decode(text, byteCeiling: Self.byteCeiling), ceiling: ceiling)
        case .url(let text):
            guard let url = WebURL(text) else {
                // Not quoted: a URL's query or user name may be a secret.
                throw VideoGenerationError(
                    .invalidInput,
                    "The input's URL cannot be used. Give an absolute http or https URL of at most 16384 bytes, without "
                        + "a user name.")
            }
            return Media(location: .remote(url))
        }
    }

    private func describe(_ bytes: [UInt8], ceiling: Int) throws(VideoGenerationError) -> Media {
        let header = ImageHeader(prefix: Array(bytes.prefix(ImageHeader.usefulPrefix)))
        var digest: String?
        if bytes.count <= ceiling {
            var hash = SHA256()
            hash.update(bytes)
            digest = try hash.hex()
        }
        return Media(
            location: .local(MemorySource(bytes)), mediaType: header?.mediaType, pixels: header?.pixels,
            isTurned: header?.isTurned ?? false, sha256: digest)
    }
}
