// SPDX-License-Identifier: Apache-2.0

/// A file that stands under its final name, whole and on the disk.
public struct SavedFile: Hashable, Sendable {
    /// Where it is.
    public let path: String
    /// Its size in bytes.
    public let byteCount: Int
    /// SHA-256 of its content in lower-case hexadecimal.
    public let sha256: String
}
