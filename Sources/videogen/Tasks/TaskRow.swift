// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A recorded task as it is shown, in the state that holds now.
struct TaskRow {
    let task: VideoTask
    let state: TaskState

    /// The members that scripts rely on.
    var members: [(name: String, value: JSON)] {
        [
            ("task", .string(task.id.rawValue)), ("request_id", task.requestKey.map { .string($0.id) } ?? .null),
            ("model", .string(task.model.description)), ("state", .string(state.rawValue)),
            ("remote_id", task.handle.map { .string($0.remoteID) } ?? .null),
            ("created", .string(Self.time(task.created))),
            ("updated", .string(Self.time(task.updated))), ("cost", task.cost.map(\.json) ?? .null),
            ("metadata", .object(task.metadata.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ]
    }

    /// A time as RFC 3339 has it, in UTC.
    static func time(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }

    /// How long ago a time is, in its largest unit.
    static func age(_ seconds: Double) -> String {
        // No number that a file may hold is too large for the words.
        let age = min(max(0, Date().timeIntervalSince1970 - seconds), 1e12)
        for (length, unit) in [(86_400.0, "d"), (3600, "h"), (60, "min")] where age >= length {
            return "\(Int(age / length)) \(unit)"
        }
        return "\(Int(age)) s"
    }
}
