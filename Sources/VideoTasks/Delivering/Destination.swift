// SPDX-License-Identifier: Apache-2.0
public import LocalFiles

/// Where a task's videos go.
public enum Destination: Hashable, Sendable, Codable {
    /// Into files, each checked before it gets its name.
    case files(OutputPlan)
    /// Nowhere: the delivery has links, which are secrets and expire.
    case links
    /// To the ``DeliverySink`` of this name, each checked before it is handed over. A record has the name alone: whoever
    /// goes on with the task needs a sink that is called so.
    case sink(String)
}

extension Destination {
    /// The same destination for a record.
    var recorded: Destination {
        switch self {
        case .files(let plan): .files(plan.absolute)
        case .links, .sink: self
        }
    }
}
