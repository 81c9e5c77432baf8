// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Synchronization
public import VideoGenerationCore

/// A model that does what a test says: no network, no key, no cost, and its videos are real files on this machine.
///
/// ```swift
/// let model = ScriptedModel(.queued, .running(0.5), .done(.video, .filtered("It shows somebody famous.")))
/// ```
///
/// Each task goes through the answers one by one, the last one again and again. Give it to a `VideoClient` with a
/// ``VirtualLoop``, and no time passes.
public final class ScriptedModel: CancellableVideoGeneration {
    /// What the model can do.
    public let descriptor: CapabilityDescriptor
    /// A surface on this machine, without a key.
    public let surface: Surface
    private let submissions: [ScriptedSubmission]
    private let answers: [ScriptedAnswer]
    private let state = Mutex(State())
    private let files = ScriptedFiles()

    private struct State {
        var requests: [NegotiatedRequest] = []
        var tasks: [String: Job] = [:]
        var cancelled: [String] = []
    }

    /// What is rendered.
    private struct Job {
        let request: NegotiatedRequest
        var asked = 0
        var isCancelled = false
    }

    /// A model that answers so.
    ///
    /// - Parameters:
    ///   - answers: What it says about each task, in this order; the last one again and again. None is one video at once.
    ///   - descriptor: What it can do.
    ///   - submissions: What comes of each submission, in this order; the last one again and again. None is accepted.
    public init(
        _ answers: ScriptedAnswer..., descriptor: CapabilityDescriptor = ExampleDescriptors.choices,
        submissions: [ScriptedSubmission] = []
    ) {
        self.descriptor = descriptor
        self.answers = answers.isEmpty ? [.done()] : answers
        self.submissions = submissions.isEmpty ? [.accepted] : submissions
        surface = Surface(name: descriptor.model.surface, baseURL: nil, credential: nil)
    }

    /// What it was asked to make, in order: each entry is a submission.
    public var requests: [NegotiatedRequest] { state.withLock { $0.requests } }

    /// Its own ids of the tasks that it was asked to stop, in order.
    public var cancelled: [String] { state.withLock { $0.cancelled } }

    /// Does what the next entry of the script says, and notes the request.
    public func submit(_ submission: Submission) async -> SubmitOutcome {
        state.withLock { state in
            state.requests.append(submission.request)
            let number = state.requests.count
            let next = submissions[min(number, submissions.count) - 1]
            if next.isTaken { state.tasks["scripted-\(number)"] = Job(request: submission.request) }
            return next.outcome(remoteID: "scripted-\(number)")
        }
    }

    /// Says what the next entry of the script says about the task.
    public func status(_ query: StatusQuery) async -> StatusOutcome {
        let id = query.task.remoteID
        let turn: (answer: ScriptedAnswer, request: NegotiatedRequest)? = state.withLock { state in
            guard var job = state.tasks[id] else { return nil }
            let answer = job.isCancelled ? .stopped : answers[min(job.asked, answers.count - 1)]
            job.asked += 1
            state.tasks[id] = job
            return (answer, job.request)
        }
        guard let (answer, request) = turn else { return ScriptedAnswer.unknownTask.outcome(of: id, nil, files) }
        return answer.outcome(of: id, request, files)
    }

    /// Stops the task, and notes that.
    public func cancel(_ query: StatusQuery) async -> CancelOutcome {
        state.withLock { state in
            let id = query.task.remoteID
            state.cancelled.append(id)
            guard state.tasks[id] != nil else {
                return .refused(VideoGenerationError(.taskNotFound, "The script has no task \(id)."))
            }
            state.tasks[id]?.isCancelled = true
            return .cancelled
        }
    }
}
