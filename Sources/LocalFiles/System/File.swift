// SPDX-License-Identifier: Apache-2.0
import CVideoGenPOSIX

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An open file that closes itself. Every read and write names its offset, so no two users share a position.
struct File: ~Copyable {
    private var descriptor: Int32

    /// Takes over `descriptor`, which is closed with this value.
    init(adopting descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Opens `path` for reading, whatever it is, without ever waiting: a FIFO nobody writes to and a terminal open at
    /// once, so that the caller can look what it got.
    init(reading path: String) throws(POSIXFailure) {
        try path.checkForSystem()
        let opened = retrying { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
        guard opened >= 0 else { throw .last }
        descriptor = opened
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// Closes the file early; whatever is called afterwards fails with EBADF.
    mutating func end() {
        if descriptor >= 0 { _ = close(descriptor) }
        descriptor = -1
    }

    func information() throws(POSIXFailure) -> FileInformation {
        var raw = stat()
        guard unsafe fstat(descriptor, &raw) == 0 else { throw .last }
        return FileInformation(raw)
    }

    /// Reads up to `buffer.count` bytes from `offset`; 0 is the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(POSIXFailure) -> Int {
        let count = retrying { unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)) }
        guard count >= 0 else { throw .last }
        return count
    }

    /// Fills `buffer` from its start as far as the file reaches, and tells how many bytes that are.
    func fill(_ buffer: inout [UInt8], at offset: Int) throws(POSIXFailure) -> Int {
        var filled = 0
        while filled < buffer.count {
            let start = filled
            let result = unsafe buffer.withUnsafeMutableBytes { bytes -> Result<Int, POSIXFailure> in
                do throws(POSIXFailure) {
                    return .success(
                        try unsafe read(
                            into: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]), at: offset + start))
                } catch {
                    return .failure(error)
                }
            }
            let count = try result.get()
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Writes the first bytes of `bytes` at `offset` and tells how many; at least one.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(POSIXFailure) -> Int {
        let count = retrying { unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset)) }
        guard count >= 0 else { throw .last }
        // POSIX allows 0 only for an empty write; taken as success it would be an endless loop.
        guard count > 0 else { throw POSIXFailure(number: EIO) }
        return count
    }

    func truncate() throws(POSIXFailure) {
        guard retrying({ ftruncate(descriptor, 0) }) == 0 else { throw .last }
    }

    func setPermissions(_ permissions: UInt16) throws(POSIXFailure) {
        guard retrying({ fchmod(descriptor, mode_t(permissions)) }) == 0 else { throw .last }
    }

    /// What the system calls the file, for a call that this type does not have.
    func withDescriptor<Result>(_ body: (Int32) -> Result) -> Result {
        body(descriptor)
    }

    /// Waits until the content is on the disk.
    func sync() throws(POSIXFailure) {
        guard retrying({ cvideogen_sync(descriptor) }) == 0 else { throw .last }
    }
}

/// Repeats a system call that a signal interrupted.
func retrying<Number: SignedInteger>(_ call: () -> Number) -> Number {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}

extension String {
    /// A NUL would end the path early and name another file.
    func checkForSystem() throws(POSIXFailure) {
        if utf8.contains(0) { throw POSIXFailure(number: EINVAL) }
    }
}
