// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VideoGenerationError {
    /// An output that cannot be written; `reason` is the second half of a sentence.
    static func unwritable(_ path: String, _ reason: String, _ advice: String) -> Self {
        VideoGenerationError(.outputUnwritable, "Cannot write \"\(path)\": \(reason). \(advice)")
    }

    /// An output whose folder, or the disk below it, fails.
    static func unwritable(folder: String, _ failure: POSIXFailure) -> Self {
        VideoGenerationError(
            .outputUnwritable,
            "Cannot write in the folder \"\(folder)\": \(failure.reason). "
                + (failure == .missing ? "Make it first, or choose another." : "Make room, or choose another folder."),
            underlying: failure)
    }

    /// An output that would replace something.
    static func exists(_ path: String) -> Self {
        unwritable(path, "it exists already; nothing was overwritten", "Choose another name or move it away.")
    }
}

/// Runs `body`, the system's failure of which becomes one about the folder of an output.
func writing<Result: ~Copyable>(
    in folder: String, _ body: () throws(POSIXFailure) -> Result
) throws(VideoGenerationError) -> Result {
    do {
        return try body()
    } catch {
        throw .unwritable(folder: folder, error)
    }
}
