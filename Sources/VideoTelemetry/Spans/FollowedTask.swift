// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

/// What is remembered of a task while it is followed.
struct FollowedTask {
    let span: TaskSpan?
    let isTakenOver: Bool
    /// Seconds since 1970 at which it was taken up.
    let began: Double
    /// Seconds since 1970 of the last observation.
    private(set) var latest: Double
    private(set) var model: ModelID
    /// Why it failed, or what somebody should look at.
    private(set) var errorType: String?
    private var tally = Tally()

    init(_ observation: TaskObservation, isTakenOver: Bool, span: TaskSpan?) {
        self.span = span
        self.isTakenOver = isTakenOver
        began = observation.at
        latest = observation.at
        model = observation.model
    }

    /// What follows from an observation.
    struct Note {
        var span: TaskSpan?
        var isEvent = false
        /// The model that had the task before; nil if it is the same.
        var earlierModel: ModelID?
    }

    mutating func note(_ observation: TaskObservation, _ errorTypes: ErrorTypes) -> Note {
        latest = observation.at
        var note = Note(span: span, isEvent: tally.count(observation.deed))
        if model != observation.model { (note.earlierModel, model) = (model, observation.model) }
        guard case .told(let event) = observation.deed else { return note }
        switch event {
        case .attention(let error), .failed(let error): errorType = errorTypes.word(for: error.code)
        case .submissionUnknown: errorType = VideoGenerationError.Code.submissionUnknown.rawValue
        // It goes on.
        case .submitted, .status, .delivered: errorType = nil
        case .retrying, .failover, .held, .unanswered: break
        }
        return note
    }

    /// Ends the span of a task that is not followed any more.
    func end(in state: TaskState, at time: Double) {
        let values = counts + [(Key.taskState, .text(state.rawValue))]
        span?.end(with: values, errorType: errorType, at: time)
    }

    /// Ends the span of a task that may be followed still.
    func cutOff(at time: Double) {
        span?.end(with: counts + [(Key.isCutOff, .flag(true))], errorType: nil, at: time)
    }

    private var counts: [(key: String, value: FactValue)] {
        [
            (Key.submissions, .number(tally.submissions)), (Key.polls, .number(tally.polls)),
            (Key.failedPolls, .number(tally.failedPolls)), (Key.leftOutEvents, .number(tally.leftOut)),
        ]
    }
}
