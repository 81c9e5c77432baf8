// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// An object in Cloud Storage, as a `gs://` address names it.
///
/// Names stand in such an address as they are, and are escaped in the URL at which the object is read, slashes as well.
/// Sources: Cloud Storage's documentation, "Objects: get" and "Encoding URI path parts".
struct StorageObject {
    let bucket: String
    let name: String

    /// Reads `gs://bucket/name`; nil if it is none.
    init?(_ address: String) {
        guard address.hasPrefix("gs://") else { return nil }
        let parts = address.dropFirst(5).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isBucket(parts[0]), (1...1024).contains(parts[1].utf8.count),
            // Neither can be an object, and either would lead elsewhere as a path.
            parts[1] != ".", parts[1] != "..", !parts[1].utf8.contains(where: { $0 == 0x0A || $0 == 0x0D })
        else { return nil }
        bucket = String(parts[0])
        name = String(parts[1])
    }

    /// Where its content is read, with the token, at Cloud Storage's origin.
    func url(at origin: String) -> WebURL? {
        WebURL("\(origin)/storage/v1/b/\(bucket.percentEncoded)/o/\(name.percentEncoded)?alt=media")
    }

    /// Whether this can be the name of a bucket: 3 to 222 small letters, digits, dashes, dots and underscores.
    private static func isBucket(_ text: Substring) -> Bool {
        let isAlphanumeric = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        return (3...222).contains(text.utf8.count) && text.utf8.first.map(isAlphanumeric) == true
            && text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }
}
