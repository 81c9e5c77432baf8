// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

/// The commands that go on with a task, as sentences.
enum NextStep {
    /// For a task that goes on without us.
    static func waiting(_ id: TaskID) -> String { "Go on with: videogen tasks wait \(id.rawValue)" }

    /// For whoever wants to know more first.
    static func showing(_ id: TaskID) -> String { "videogen tasks show \(id.rawValue)" }

    /// For a submission whose outcome is unknown.
    static func settling(_ id: TaskID) -> String {
        "Look at the service, or have it asked, if it lists its tasks: videogen tasks resolve \(id.rawValue) --search. If it has the request: videogen tasks resolve \(id.rawValue) --remote-id ID. "
            + "If not: videogen tasks resolve \(id.rawValue) --not-submitted. "
            + "To risk a second charge: videogen tasks resubmit \(id.rawValue)"
    }

    /// For a task that ended, or whose waiting ended, with `error`; nil if nothing is left to do.
    static func after(_ error: VideoGenerationError, _ id: TaskID) -> String? {
        switch error.exitCode {
        case 73 where error.code == .store: error.task == nil ? nil : waiting(id)
        case 75: waiting(id)
        case 73, 74: "Fetch it again: videogen tasks download \(id.rawValue)"
        case 77 where error.task != nil: waiting(id)
        case 79: settling(id)
        case _ where error.code == .taskNotFound && error.task != nil:
            "If its account's key was not there: videogen tasks download \(id.rawValue)"
        default: nil
        }
    }
}
