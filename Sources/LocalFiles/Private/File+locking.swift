// SPDX-License-Identifier: Apache-2.0
import CVideoGenPOSIX

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How a file is locked as a whole. Locks are between open files, so two in one process exclude each other too.
enum FileLock {
    /// Many may have it together.
    case shared
    /// Nobody else has one.
    case exclusive
}

extension File {
    /// Takes a lock if nobody stands in the way, and tells whether it did. It goes with the file.
    borrowing func tryLock(_ lock: FileLock) throws(POSIXFailure) -> Bool {
        let result = withDescriptor { descriptor in
            retrying { cvideogen_try_lock(descriptor, lock == .exclusive ? 1 : 0) }
        }
        if result == 0 { return true }
        let failure = POSIXFailure.last
        if failure.number == EWOULDBLOCK { return false }
        throw failure
    }

    /// Waits for a lock, which others hold only for a write or two.
    ///
    /// - Throws: EBUSY after ten seconds: whoever has it was stopped in the middle.
    borrowing func lock(_ lock: FileLock) throws(POSIXFailure) {
        for _ in 0..<2_000 {
            if try tryLock(lock) { return }
            _ = usleep(5_000)
        }
        throw POSIXFailure(number: EBUSY)
    }

    /// Gives the lock back.
    borrowing func unlock() {
        _ = withDescriptor { descriptor in cvideogen_unlock(descriptor) }
    }

    /// Writes all of `bytes` at `offset`.
    borrowing func writeAll(_ bytes: [UInt8], at offset: Int) throws(POSIXFailure) {
        var written = 0
        while written < bytes.count {
            let start = written
            let result = unsafe bytes.withUnsafeBytes { buffer -> Result<Int, POSIXFailure> in
                do throws(POSIXFailure) {
                    return .success(
                        unsafe try write(UnsafeRawBufferPointer(rebasing: buffer[start...]), at: offset + start))
                } catch {
                    return .failure(error)
                }
            }
            written += try result.get()
        }
    }
}
