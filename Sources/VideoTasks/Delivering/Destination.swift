// SPDX-License-Identifier: Apache-2.0
public import LocalFiles

/// Where a task's videos go.
public enum Destination: Sendable {
    /// Into files, each checked before it gets its name.
    case files(OutputPlan)
    /// Nowhere: the delivery has links, which are secrets and expire.
    case links
}
