// SPDX-License-Identifier: Apache-2.0

/// What can be told about a task at one moment, before a wire puts it into its own words.
struct TaskReport: Sendable {
    /// How far a task is.
    enum Phase: Sendable, Equatable {
        case queued
        case processing
        case succeeded
        case failed
        case cancelled
        /// A word no client has heard of; only a fault says it.
        case other(String)
    }

    let id: String
    /// The path it was submitted to.
    let path: String
    let seed: String
    /// What was asked for, without the bytes of its images.
    let submission: Submission
    let submittedAt: Int
    var startedAt: Int?
    var finishedAt: Int?
    var phase = Phase.queued
    var reason = ""
    var progress = 0
    /// How many videos the reply lists, counted from the first sample.
    var videos = 0
    /// How many more there are that a filter holds back.
    var withheld = 0

    init(id: String, path: String, seed: String, submission: Submission, submittedAt: Int) {
        self.id = id
        self.path = path
        self.seed = seed
        self.submission = submission
        self.submittedAt = submittedAt
    }

    /// Whether nothing more will happen to it.
    var hasEnded: Bool {
        switch phase {
        case .succeeded, .failed, .cancelled: true
        case .queued, .processing, .other: false
        }
    }
}
