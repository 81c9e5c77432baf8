// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// Guesses what somebody sent in place of a video, for the message: an error page saved as a video is a classic.
enum ForeignContent {
    /// What `prefix`, the first bytes of a file, look like; nil if like nothing in particular.
    static func name(_ prefix: [UInt8]) -> String? {
        if let image = ImageHeader(prefix: prefix) { return "an image (\(image.mediaType))" }
        if prefix.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return "a WebM or Matroska file" }
        if prefix.starts(with: [0x1F, 0x8B]) { return "gzip data" }
        // Past a byte order mark and white space.
        let text = prefix.drop { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF || $0 == 0x20 || (0x09...0x0D).contains($0) }
        let start = String(decoding: text.prefix(64), as: UTF8.self).lowercased()
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") || start.hasPrefix("<head") {
            return "a web page"
        }
        if start.hasPrefix("<?xml") || start.hasPrefix("<error") { return "an XML document" }
        if start.hasPrefix("{") || start.hasPrefix("[") { return "JSON text" }
        if start.hasPrefix("#extm3u") { return "a playlist" }
        if start.hasPrefix("<") { return "a web page or XML document" }
        return nil
    }
}
