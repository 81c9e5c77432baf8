// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

/// What was counted of a task, and which of it became an event: a task may be asked about for a day, and a span holds
/// little (an OpenTelemetry SDK keeps 128 events by default).
struct Tally {
    private(set) var submissions = 0
    private(set) var polls = 0
    private(set) var failedPolls = 0
    /// How many that were worth an event did not become one.
    private(set) var leftOut = 0
    private var events = 0
    private var pollEvents = 0
    private var latest = Answer()

    static let mostEvents = 100
    static let mostPollEvents = 50

    private struct Answer: Equatable {
        var state: TaskState?
        var code: VideoGenerationError.Code?
    }

    /// Counts a deed, and says whether it is to be an event of the span.
    mutating func count(_ deed: TaskObservation.Deed) -> Bool {
        switch deed {
        // The span's beginning and end.
        case .began, .left: return false
        case .submitted: submissions += 1
        case .asked(let state, let code, _):
            polls += 1
            if code != nil { failedPolls += 1 }
            let answer = Answer(state: state, code: code)
            // The same again is only counted.
            guard answer != latest else { return false }
            latest = answer
            guard pollEvents < Self.mostPollEvents else {
                leftOut += 1
                return false
            }
            pollEvents += 1
        // The submission that it follows from, and the poll, are events already.
        case .told(.submitted), .told(.status): return false
        // Whatever the bound: there is one.
        case .told(let event) where event.isLast: return true
        case .fetched, .told: break
        }
        guard events < Self.mostEvents else {
            leftOut += 1
            return false
        }
        events += 1
        return true
    }
}
