// SPDX-License-Identifier: Apache-2.0
public import LocalFiles

/// Where a task's videos go.
public enum Destination: Hashable, Sendable, Codable {
    /// Into files, each checked before it gets its name.
    case files(OutputPlan)
    /// Nowhere: the delivery has links, which are secrets and expire.
    case links
}

extension Destination {
    /// The same destination for a record.
    var recorded: Destination {
        switch self {
        case .files(let plan): .files(plan.absolute)
        case .links: .links
        }
    }
}
