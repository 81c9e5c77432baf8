// SPDX-License-Identifier: Apache-2.0

extension VideoClient {
    /// Takes a webhook's notice, verified or not: the service is asked about the task soon, and only its answer counts;
    /// see `VideoTracker.receive(_:from:)`.
    ///
    /// - Parameters:
    ///   - notice: What the webhook is about, as the model reads it.
    ///   - surface: Whose webhook it is, such as the model's surface.
    public func receive(_ notice: WebhookNotice, from surface: Surface) async -> NoticeOutcome {
        await tracker.receive(notice, from: surface)
    }
}
