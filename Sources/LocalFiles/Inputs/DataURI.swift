// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A `data:` URI (RFC 2397) with base64 content. Its media type is not believed: content decides.
enum DataURI {
    /// The content of `text`.
    ///
    /// - Throws: `invalid_input`. The message never quotes the URI, which may be megabytes of somebody's picture.
    static func decode(_ text: String, byteCeiling: Int) throws(VideoGenerationError) -> [UInt8] {
        guard let comma = text.utf8.firstIndex(of: UInt8(ascii: ",")) else {
            throw fault("it has no comma between its type and its content")
        }
        let head = text[..<comma].lowercased()
        guard head.hasPrefix("data:"), head.hasSuffix(";base64") else {
            throw fault("its content is not declared as base64")
        }
        let content = text.utf8[text.utf8.index(after: comma)...]
        // Checked before anything is decoded, so that an absurd size costs no second copy.
        guard content.count / 4 * 3 <= byteCeiling else {
            throw fault("it holds more than \(byteCeiling) bytes")
        }
        guard let bytes = Base64.decode(content, sizeHint: content.count) else {
            throw fault("its content is not base64 in the standard alphabet with padding (RFC 4648 section 4)")
        }
        guard !bytes.isEmpty else { throw fault("it is empty") }
        return bytes
    }

    private static func fault(_ reason: String) -> VideoGenerationError {
        VideoGenerationError(
            .invalidInput, "The data URI cannot be used: \(reason). Give data:image/png;base64,... or a file's path.")
    }
}
