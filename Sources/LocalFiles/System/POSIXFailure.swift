// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a system call failed. It never leaves the module: callers see a `VideoGenerationError` that names the path.
struct POSIXFailure: Error, Hashable {
    /// The value of `errno`.
    let number: Int32

    /// What the last system call of this thread left in `errno`; to be read before anything else is called.
    static var last: POSIXFailure { POSIXFailure(number: errno) }

    /// Nothing has the name.
    static var missing: POSIXFailure { POSIXFailure(number: ENOENT) }

    /// Something has the name already.
    static var exists: POSIXFailure { POSIXFailure(number: EEXIST) }

    /// It is no regular file.
    static var notAFile: POSIXFailure { POSIXFailure(number: ENODEV) }

    /// The reason as the second half of a sentence. `strerror` is not thread-safe, its replacement is two different
    /// functions under one name, and neither speaks to somebody who only wanted a video.
    var reason: String {
        switch number {
        case ENOENT: "there is no such file or folder"
        case EACCES, EPERM: "permission is denied"
        case ENOTDIR: "a part of the path is not a folder"
        case EISDIR: "it is a folder"
        case ELOOP: "it is a symbolic link that may not be followed"
        case ENAMETOOLONG: "the name is too long"
        case EINVAL: "the system does not accept the name or the operation"
        case EEXIST: "it exists already"
        case ENOSPC: "the disk is full"
        case EDQUOT: "the disk quota is used up"
        case EFBIG: "the file would be larger than the system allows"
        case EROFS: "the file system is read-only"
        case EIO: "the device reports an input/output error"
        case ENXIO, ENODEV: "it is not a file with content of its own"
        case ESTALE: "the network file system lost the file"
        case EMFILE, ENFILE: "too many files are open"
        case EBUSY: "another process holds it"
        case EBADF: "it is not open"
        default: "the system reports error \(number)"
        }
    }
}
