// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// A model is proved not to have a task, and another one is asked: who gets the inputs now, and what it makes of them.
public struct Failover: Sendable {
    /// The task.
    public var task: TaskID
    /// The model that did not take it.
    public var from: ModelID
    /// The model that is asked next.
    public var to: ModelID
    /// The account that is asked for next, by its credential's name: of one model, another account may be asked; nil for a model
    /// that wants no credential.
    public var account: CredentialName?
    /// The host that gets the inputs then; nil for a model on this machine.
    public var recipientHost: String?
    /// The time until then; zero unless it has refused before.
    public var delay: Duration
    /// Why the first did not take it.
    public var reason: VideoGenerationError
    /// What becomes of each option with the next model.
    public var report: NegotiationReport
    /// What the next submission costs; nil where that is not known.
    public var price: PriceEstimate?

    init(from refuser: ModelID, to task: VideoTask, delay: Duration, reason: VideoGenerationError) {
        self.task = task.id
        from = refuser
        to = task.model
        account = task.account
        self.delay = delay
        self.reason = reason
        report = task.report
        price = task.price
    }
}
