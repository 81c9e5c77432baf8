// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Takes finished videos to where an app keeps them, such as object storage.
///
/// A video is fetched into a temporary file and checked first: a sink never gets half a video, or an error page. Give a
/// tracker its sinks with ``VideoTracker/Configuration/sinks``.
public protocol DeliverySink: Sendable {
    /// By which a task's record finds the sink again, also in another process; constant, and unique among a tracker's sinks.
    var name: String { get }

    /// Keeps `video`, and says where: what it returns is recorded with the task as `SampleOutcome.location`, so it holds
    /// no secret.
    ///
    /// It may be asked again for a video that it has kept, after a crash or because the answer was lost: the same
    /// ``CheckedVideo/key`` stands for the same video, and is to be replaced, not kept twice. It is not called on the
    /// tracker's loop, and may take its time, up to the tracker's `deliveryPatience`; then, and when the tracker is stopped or
    /// the task given up, it is cancelled and not waited for any longer. Copy the file, and do not move it: it is the
    /// tracker's, and gone afterwards.
    ///
    /// - Throws: Anything. It is asked a few more times then, unless what it throws is a `VideoGenerationError` that is not
    ///   retryable; after that the sample is `failed`, and the video can be fetched again.
    func keep(_ video: CheckedVideo) async throws -> String
}

/// A video that was fetched as a whole and checked, on its way to a ``DeliverySink``.
public struct CheckedVideo: Sendable {
    /// A name for it that no other video has, the same each time: letters, digits and `-`.
    public let key: String
    /// The task.
    public let task: TaskID
    /// Which of the task's samples it is, from 0.
    public let sample: Int
    /// The temporary file, to be read only.
    public let path: String
    /// The file's length.
    public let byteCount: Int
    /// SHA-256 of the file in lower-case hexadecimal.
    public let sha256: String
    /// What is in it.
    public let mediaType = "video/mp4"
    /// Seconds, by the container; nil if it does not tell.
    public let duration: Double?
    /// Pixels, by the container.
    public let width: Int
    /// Pixels, by the container.
    public let height: Int
}
