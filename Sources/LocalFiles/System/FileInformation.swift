// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What `stat` tells about a file, as far as this module asks.
struct FileInformation: Hashable, Sendable {
    enum Kind: Sendable {
        case regular, folder, symbolicLink, other
    }

    let kind: Kind
    let device: UInt64
    let inode: UInt64
    let size: Int
    let modifiedSeconds: Int64
    let modifiedNanoseconds: Int64
    /// The permission bits, without set-user-id and its like.
    let permissions: UInt16
    /// The user it belongs to.
    let user: UInt32

    init(_ raw: stat) {
        switch raw.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .symbolicLink
        default: kind = .other
        }
        device = UInt64(truncatingIfNeeded: raw.st_dev)
        inode = UInt64(truncatingIfNeeded: raw.st_ino)
        size = Int(clamping: raw.st_size)
        permissions = UInt16(truncatingIfNeeded: raw.st_mode & 0o777)
        user = raw.st_uid
        #if canImport(Darwin)
            modifiedSeconds = Int64(raw.st_mtimespec.tv_sec)
            modifiedNanoseconds = Int64(raw.st_mtimespec.tv_nsec)
        #else
            modifiedSeconds = Int64(raw.st_mtim.tv_sec)
            modifiedNanoseconds = Int64(raw.st_mtim.tv_nsec)
        #endif
    }

    /// Whether both describe the same content, as far as a file system can tell; a changed permission is no change.
    func isSameContent(as other: FileInformation) -> Bool {
        kind == other.kind && device == other.device && inode == other.inode && size == other.size
            && modifiedSeconds == other.modifiedSeconds && modifiedNanoseconds == other.modifiedNanoseconds
    }
}
