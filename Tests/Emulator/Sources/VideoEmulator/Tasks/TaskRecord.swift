// SPDX-License-Identifier: Apache-2.0

/// One task: when it came in, and the files made for it so far.
struct TaskRecord: Sendable {
    let id: String
    let seed: String
    let samples: Int
    private let began = ContinuousClock.now
    private let submittedAt = Stamp.unixMilliseconds()
    private var finishedAt: Int?
    private var failure: String?
    private(set) var files: [Int: RenderedFile] = [:]

    init(id: String, seed: String?, samples: Int) {
        self.id = id
        // A real model picks a seed when none is sent, and reports which.
        self.seed = seed ?? String(UInt32.random(in: .min ... .max))
        self.samples = samples
    }

    /// Notes that one sample is there, or why it is not.
    mutating func finish(sample: Int, _ result: Result<RenderedFile, RenderFailure>) {
        switch result {
        case .success(let file): files[sample] = file
        case .failure(let reason): failure = failure ?? reason.message
        }
        if failure != nil || files.count == samples { finishedAt = finishedAt ?? Stamp.unixMilliseconds() }
    }

    /// The state at a moment: the pace decides when work seems to begin and end, the renders when it can have ended.
    func report(at moment: ContinuousClock.Instant, pace: TaskPace) -> TaskReport {
        let elapsed = began.duration(to: moment)
        var report = TaskReport(id: id, seed: seed, submittedAt: submittedAt)
        guard elapsed >= pace.queue else { return report }
        report.startedAt = submittedAt + Int(pace.queue / .milliseconds(1))
        let worked = elapsed - pace.queue
        guard worked >= pace.render, let finishedAt else {
            report.phase = .processing
            report.progress = pace.render > .zero ? min(99, Int(worked / pace.render * 100)) : 99
            return report
        }
        report.finishedAt = max(finishedAt, submittedAt + Int((pace.queue + pace.render) / .milliseconds(1)))
        if let failure {
            report.phase = .failed
            report.reason = failure
        } else {
            report.phase = .succeeded
            report.progress = 100
            report.videos = samples
        }
        return report
    }
}

/// What a poll tells about a task, before a wire puts it into its own words.
struct TaskReport: Sendable {
    /// How far a task is.
    enum Phase: Sendable, Equatable {
        case queued
        case processing
        case succeeded
        case failed
        /// A word no client has heard of; only a fault says it.
        case other(String)
    }

    let id: String
    let seed: String
    let submittedAt: Int
    var startedAt: Int?
    var finishedAt: Int?
    var phase = Phase.queued
    var reason = ""
    var progress = 0
    /// How many videos the reply lists, counted from the first sample.
    var videos = 0

    init(id: String, seed: String, submittedAt: Int) {
        self.id = id
        self.seed = seed
        self.submittedAt = submittedAt
    }
}
