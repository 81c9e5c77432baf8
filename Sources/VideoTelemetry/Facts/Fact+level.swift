// SPDX-License-Identifier: Apache-2.0
import Logging
import VideoGenerationCore
import VideoTasks

extension Fact {
    /// How much a deed matters to who reads logs.
    static func level(of deed: TaskObservation.Deed) -> Logger.Level {
        switch deed {
        case .began(let isTakenOver): isTakenOver ? .info : .debug
        case .submitted(let outcome, _, _): outcome == .unknown ? .notice : .debug
        case .asked: .debug
        case .fetched(let sample, _): sample.outcome == .delivered ? .debug : .notice
        case .told(let event): level(of: event)
        // What goes on without this process is worth a line.
        case .left(let state): state.isTerminal ? .debug : .notice
        }
    }

    private static func level(of event: TaskEvent) -> Logger.Level {
        switch event {
        case .status: .debug
        case .submitted, .delivered: .info
        case .retrying, .failover, .held, .unanswered: .notice
        case .attention, .failed, .submissionUnknown: .warning
        }
    }
}
