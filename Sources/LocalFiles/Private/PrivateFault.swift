// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension VideoGenerationError {
    /// A place that may not hold records; `reason` is the second half of a sentence.
    static func refused(_ path: String, _ reason: String, _ advice: String) -> Self {
        VideoGenerationError(.configuration, "Cannot keep records at \"\(path)\": \(reason). \(advice)")
    }

    /// A place that the system does not give us: for good, which is configuration, or for now.
    static func unusable(_ path: String, _ failure: POSIXFailure) -> Self {
        switch failure.number {
        case ENOSPC, EDQUOT:
            VideoGenerationError(
                .store, "Cannot write \"\(path)\": \(failure.reason). Nothing was sent. Free some space and try again.",
                underlying: failure)
        case EIO, EMFILE, ENFILE, ENOMEM, EBUSY, ESTALE:
            VideoGenerationError(.store, "Cannot use \"\(path)\": \(failure.reason).", underlying: failure)
        default:
            VideoGenerationError(
                .configuration, "Cannot keep records at \"\(path)\": \(failure.reason). Choose another path.",
                underlying: failure)
        }
    }
}

/// Runs `body`, the system's failure of which becomes one about a place for records.
func keeping<Result: ~Copyable>(
    at path: String, _ body: () throws(POSIXFailure) -> Result
) throws(VideoGenerationError) -> Result {
    do {
        return try body()
    } catch {
        throw .unusable(path, error)
    }
}
