// SPDX-License-Identifier: Apache-2.0
package import VideoGenerationCore

extension PartialFile {
    /// Appends the content of the file at `path`, which is left alone.
    ///
    /// - Throws: `result_expired` if it is not there, `download_failed` if it cannot be read or is larger than `most` bytes,
    ///   `output_unwritable`.
    package func copy(from path: String, atMost most: Int) throws(VideoGenerationError) {
        let file = try reading(path) { () throws(POSIXFailure) in try File(reading: path) }
        let information = try reading(path) { () throws(POSIXFailure) in try file.information() }
        guard information.kind == .regular, information.size <= most else {
            throw VideoGenerationError(
                .downloadFailed, "The model's file is no file, or larger than the \(most) bytes that are allowed.")
        }
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        var position = 0
        while position < most {
            let count = try reading(path) { () throws(POSIXFailure) in try file.fill(&buffer, at: position) }
            if count == 0 { return }
            let result = unsafe buffer.withUnsafeBytes { bytes -> Result<Void, VideoGenerationError> in
                do throws(VideoGenerationError) {
                    return .success(unsafe try write(UnsafeRawBufferPointer(rebasing: bytes[..<count])))
                } catch {
                    return .failure(error)
                }
            }
            try result.get()
            position += count
        }
    }

    private func reading<Value: ~Copyable>(
        _ path: String, _ body: () throws(POSIXFailure) -> Value
    ) throws(VideoGenerationError) -> Value {
        do throws(POSIXFailure) {
            return try body()
        } catch {
            throw error == .missing
                ? VideoGenerationError(.resultExpired, "The model's file is not there any more.", underlying: error)
                : VideoGenerationError(
                    .downloadFailed, "The model's file cannot be read: \(error.reason).", isRetryable: true,
                    underlying: error)
        }
    }
}
