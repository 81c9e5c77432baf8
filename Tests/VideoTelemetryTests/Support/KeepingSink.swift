// SPDX-License-Identifier: Apache-2.0
import VideoTasks

/// Keeps nothing, and says that it did.
struct KeepingSink: DeliverySink {
    let name = "shelf"

    func keep(_ video: CheckedVideo) async throws -> String { "s3://\(Canary.path)/\(video.key)" }
}
