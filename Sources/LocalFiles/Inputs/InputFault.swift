// SPDX-License-Identifier: Apache-2.0
import Digests
import VideoGenerationCore

extension VideoGenerationError {
    /// An input that cannot be read; `reason` is the second half of a sentence.
    static func unreadable(_ path: String, _ reason: String, _ advice: String = "Check the path.") -> Self {
        VideoGenerationError(.unreadableInput, "Cannot read the input \"\(path)\": \(reason). \(advice)")
    }

    /// An input that is not what it was when it was inspected.
    static func changed(_ path: String) -> Self {
        unreadable(path, "it changed after it was inspected", "Start again with the new content.")
    }

    /// A digest that the system would not compute.
    init(_ error: DigestError) {
        self.init(.internalFailure, error.message, underlying: error)
    }
}

/// Runs `body`, the system's failure of which becomes one about the input at `path`.
func readingInput<Result: ~Copyable>(
    _ path: String, _ body: () throws(POSIXFailure) -> Result
) throws(VideoGenerationError) -> Result {
    do {
        return try body()
    } catch {
        throw .unreadable(path, error.reason)
    }
}

extension SHA256 {
    /// The digest as hexadecimal text.
    consuming func hex() throws(VideoGenerationError) -> String {
        do {
            return try finalize().hex
        } catch {
            throw VideoGenerationError(error)
        }
    }
}

extension ContentSeal.Pass {
    /// The seal.
    consuming func seal() throws(VideoGenerationError) -> ContentSeal {
        do {
            return try finalize()
        } catch {
            throw VideoGenerationError(error)
        }
    }
}
