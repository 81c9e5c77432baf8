// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Synchronization
import VideoGenerationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files of a scripted model's videos, which go with it.
final class ScriptedFiles: Sendable {
    private let paths = Mutex<[String: String]>([:])

    deinit {
        for path in paths.withLock({ $0.values }) { unsafe _ = unlink(path) }
    }

    /// Where the video called `name` is; it is written when it is asked for first.
    func location(of name: String, _ video: TinyVideo) -> RemoteSample.Location {
        paths.withLock { paths in
            if let path = paths[name] { return .file(path) }
            do throws(VideoGenerationError) {
                var generator = SystemRandomNumberGenerator()
                let number = String(UInt64.random(in: .min ... .max, using: &generator), radix: 36)
                let file = try PartialFile(target: "\(OutputPlan.temporaryFolder)/videogen-\(name)-\(number).mp4")
                try unsafe video.build().withUnsafeBytesTyped { bytes throws(VideoGenerationError) in
                    unsafe try file.write(bytes)
                }
                let path = try file.finish().path
                paths[name] = path
                return .file(path)
            } catch {
                return .missing(reason: error.message)
            }
        }
    }
}

extension [UInt8] {
    /// `withUnsafeBytes` that keeps the type of what is thrown.
    fileprivate func withUnsafeBytesTyped(
        _ body: (UnsafeRawBufferPointer) throws(VideoGenerationError) -> Void
    ) throws(VideoGenerationError) {
        let result = unsafe withUnsafeBytes { bytes -> Result<Void, VideoGenerationError> in
            do throws(VideoGenerationError) {
                return .success(unsafe try body(bytes))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}
