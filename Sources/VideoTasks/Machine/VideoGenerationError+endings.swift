// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

// How a task ends by our own doing.
extension VideoGenerationError {
    static let withdrawn = VideoGenerationError(
        .cancelled, "It was withdrawn before the service took it.", isRetryable: true)

    static let givenUp = VideoGenerationError(.cancelled, "It was cancelled before a service took it.")

    static let stopped = VideoGenerationError(.cancelled, "It was cancelled, and the service has stopped it.")

    static let notSubmitted = VideoGenerationError(
        .serviceUnavailable, "Somebody made sure that the service does not have it.", isRetryable: true)

    static let interrupted = VideoGenerationError(
        .internalFailure, "The process that was to submit it ended before it did. Nothing was sent.", isRetryable: true)
}
