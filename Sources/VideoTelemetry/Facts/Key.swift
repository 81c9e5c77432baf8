// SPDX-License-Identifier: Apache-2.0

/// The names of what is exported: OpenTelemetry's own where it has one, else below `video_generation`.
enum Key {
    static let operationName = "gen_ai.operation.name"
    static let providerName = "gen_ai.provider.name"
    static let requestModel = "gen_ai.request.model"
    static let responseModel = "gen_ai.response.model"
    static let responseID = "gen_ai.response.id"
    static let outputType = "gen_ai.output.type"
    static let errorType = "error.type"
    static let eventName = "event.name"
    static let responseStatus = "http.response.status_code"

    static let taskID = "video_generation.task.id"
    static let taskState = "video_generation.task.state"
    static let isTakenOver = "video_generation.task.taken_over"
    static let progress = "video_generation.task.progress"
    /// Seconds that an exchange or a download took.
    static let duration = "video_generation.duration"
    /// Seconds until something is sent again.
    static let delay = "video_generation.delay"

    static let submissionOutcome = "video_generation.submission.outcome"
    static let submissionNumber = "video_generation.submission.number"
    static let submissionPhase = "video_generation.submission.phase"
    static let bytesSent = "video_generation.submission.bytes_sent"
    static let bytesReceived = "video_generation.submission.bytes_received"
    static let failoverFrom = "video_generation.failover.from"
    static let failoverTo = "video_generation.failover.to"
    static let notice = "video_generation.notice"

    static let sampleIndex = "video_generation.sample.index"
    static let sampleOutcome = "video_generation.sample.outcome"
    static let sampleSize = "video_generation.sample.size"
    static let sampleSeconds = "video_generation.sample.duration"
    static let sampleWidth = "video_generation.sample.width"
    static let sampleHeight = "video_generation.sample.height"
    /// How many samples ended so, for each outcome.
    static let samples = "video_generation.samples."

    static let submissions = "video_generation.submission.count"
    static let polls = "video_generation.poll.count"
    static let failedPolls = "video_generation.poll.failures"
    static let leftOutEvents = "video_generation.event.left_out"
    static let isCutOff = "video_generation.span.cut_off"
}

/// What the operation is called whose span and duration are exported.
enum Operation {
    static let name = "generate_content"
    static let outputType = "video"
}
