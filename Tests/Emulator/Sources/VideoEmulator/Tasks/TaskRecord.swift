// SPDX-License-Identifier: Apache-2.0

/// One task: when it came in, and the files made for it so far.
struct TaskRecord: Sendable {
    let id: String
    let path: String
    let key: String
    let seed: String
    let submission: Submission
    private let began = ContinuousClock.now
    private let submittedAt = Stamp.unixMilliseconds()
    private var finishedAt: Int?
    private var cancelledAt: Int?
    private var failure: String?
    private(set) var files: [Int: RenderedFile] = [:]

    init(id: String, path: String, key: String, submission: Submission) {
        self.id = id
        self.path = path
        self.key = key
        // A real model picks a seed when none is sent, and reports which.
        seed = submission.seed ?? String(UInt32.random(in: .min ... .max))
        self.submission = submission.withoutImageBytes
    }

    /// Notes that one sample is there, or why it is not.
    mutating func finish(sample: Int, _ result: Result<RenderedFile, RenderFailure>) {
        switch result {
        case .success(let file): files[sample] = file
        case .failure(let reason): failure = failure ?? reason.message
        }
        let isWhole = files.count == submission.clip.samples
        if failure != nil || isWhole { finishedAt = finishedAt ?? Stamp.unixMilliseconds() }
    }

    /// Ends the task early.
    mutating func cancel() {
        cancelledAt = cancelledAt ?? Stamp.unixMilliseconds()
    }

    /// The state in which a task comes in.
    var accepted: TaskReport {
        TaskReport(id: id, path: path, seed: seed, submission: submission, submittedAt: submittedAt)
    }

    /// The state at a moment: the pace decides when work seems to begin and end, the renders when it can have ended.
    func report(at moment: ContinuousClock.Instant, pace: TaskPace) -> TaskReport {
        let elapsed = began.duration(to: moment)
        var report = accepted
        if let cancelledAt {
            report.phase = .cancelled
            report.finishedAt = cancelledAt
            return report
        }
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
            report.videos = submission.clip.samples
        }
        return report
    }
}
