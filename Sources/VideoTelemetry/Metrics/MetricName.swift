// SPDX-License-Identifier: Apache-2.0

/// What is measured: OpenTelemetry's own name where it has one, else below `video_generation.client`.
enum MetricName: String {
    /// Timer: a task from its submission until it has ended.
    case taskDuration = "gen_ai.client.operation.duration"
    /// Meter: tasks that are followed.
    case activeTasks = "video_generation.client.active_tasks"
    /// Counter: tasks that have ended here, by state.
    case endedTasks = "video_generation.client.ended_tasks"
    /// Counter: submissions, by outcome.
    case submissions = "video_generation.client.submissions"
    /// Timer: submissions, by outcome.
    case submissionDuration = "video_generation.client.submission.duration"
    /// Timer: questions about tasks.
    case pollDuration = "video_generation.client.poll.duration"
    /// Counter: failovers, by the model that did not take the task.
    case failovers = "video_generation.client.failovers"
    /// Counter: waits and warnings, by kind.
    case notices = "video_generation.client.notices"
    /// Counter: samples, by outcome.
    case samples = "video_generation.client.samples"
    /// Recorder: bytes of each delivered video.
    case sampleSize = "video_generation.client.sample.size"
    /// Timer: samples from the first byte that was asked for until they are kept, by outcome.
    case sampleDuration = "video_generation.client.sample.fetch.duration"

    /// The dimension that tells series of one model apart.
    var wordKey: String {
        switch self {
        case .taskDuration: Key.operationName
        case .endedTasks: Key.taskState
        case .submissions, .submissionDuration: Key.submissionOutcome
        case .failovers: Key.failoverTo
        case .notices: Key.notice
        case .samples, .sampleDuration: Key.sampleOutcome
        case .activeTasks, .pollDuration, .sampleSize: ""
        }
    }
}
