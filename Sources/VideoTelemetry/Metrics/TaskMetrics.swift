// SPDX-License-Identifier: Apache-2.0
import CoreMetrics
import VideoGenerationCore
import VideoTasks

/// Measures what is done with tasks.
struct TaskMetrics {
    private let instruments: Instruments

    init(_ factory: any MetricsFactory) {
        instruments = Instruments(factory)
    }

    func begin(_ task: FollowedTask) {
        instruments.add(1, to: Series(.activeTasks, of: task.model))
    }

    /// A task of which nothing more will be known.
    func forget(_ task: FollowedTask) {
        instruments.add(-1, to: Series(.activeTasks, of: task.model))
    }

    /// A task that another model has now.
    func move(from earlier: ModelID, to model: ModelID) {
        instruments.add(-1, to: Series(.activeTasks, of: earlier))
        instruments.add(1, to: Series(.activeTasks, of: model))
    }

    func end(_ task: FollowedTask, in state: TaskState, at time: Double) {
        forget(task)
        // It goes on without this process.
        guard state.isTerminal else { return }
        instruments.count(Series(.endedTasks, of: task.model, state.rawValue, errorType: task.errorType))
        // Of one that was taken over nobody here knows the beginning.
        guard !task.isTakenOver else { return }
        instruments.record(
            WallTime(time).time(since: WallTime(task.began)),
            in: Series(.taskDuration, of: task.model, Operation.name, errorType: task.errorType))
    }

    func record(_ observation: TaskObservation, _ errorTypes: ErrorTypes) {
        let model = observation.model
        switch observation.deed {
        case .submitted(let outcome, let code, let took):
            let errorType = code.map(errorTypes.word)
            instruments.count(Series(.submissions, of: model, outcome.rawValue, errorType: errorType))
            instruments.record(took, in: Series(.submissionDuration, of: model, outcome.rawValue, errorType: errorType))
        case .asked(_, let code, let took):
            instruments.record(took, in: Series(.pollDuration, of: model, errorType: code.map(errorTypes.word)))
        case .fetched(let sample, let took):
            instruments.count(Series(.samples, of: model, sample.outcome.rawValue))
            instruments.record(took, in: Series(.sampleDuration, of: model, sample.outcome.rawValue))
            if sample.outcome == .delivered, let bytes = sample.bytes {
                instruments.record(bytes, in: Series(.sampleSize, of: model))
            }
        case .told(.failover(let failover)):
            let errorType = errorTypes.word(for: failover.reason.code)
            instruments.count(
                Series(.failovers, of: failover.from, failover.to.description, errorType: errorType))
        case .told(.retrying(let notice)): count("retry", model, notice.reason, errorTypes)
        case .told(.held(let error)): count("held", model, error, errorTypes)
        case .told(.unanswered(let error)): count("unanswered", model, error, errorTypes)
        case .told(.attention(let error)): count("attention", model, error, errorTypes)
        case .told, .began, .left: break
        }
    }

    private func count(_ notice: String, _ model: ModelID, _ error: VideoGenerationError, _ errorTypes: ErrorTypes) {
        instruments.count(Series(.notices, of: model, notice, errorType: errorTypes.word(for: error.code)))
    }
}
