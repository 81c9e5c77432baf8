// SPDX-License-Identifier: Apache-2.0

/// The state of a task.
public enum TaskState: String, Codable, Hashable, Sendable, CaseIterable {
    /// Recorded; nothing has been sent.
    case prepared
    /// A submission is on its way.
    case submitting
    /// The service has it and waits.
    case queued
    /// The service renders it.
    case running
    /// The service is done; files are being fetched.
    case delivering
    /// At least one sample is on disk.
    case delivered
    /// Over, without a file.
    case failed
    /// Cancelled by the caller.
    case cancelled
    /// Given up by the caller; the service may go on and bill it.
    case abandoned
    /// It is not known whether the service took it; it may be billed.
    case submissionUnknown = "submission_unknown"

    /// Whether nothing will change any more by itself.
    public var isTerminal: Bool {
        switch self {
        case .prepared, .submitting, .queued, .running, .delivering: false
        case .delivered, .failed, .cancelled, .abandoned, .submissionUnknown: true
        }
    }

    /// The states of a task that somebody should follow.
    public static let unfinished: Set<TaskState> = Set(allCases.filter { !$0.isTerminal })
}
