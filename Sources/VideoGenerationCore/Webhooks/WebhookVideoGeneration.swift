// SPDX-License-Identifier: Apache-2.0

/// A model whose service sends webhooks. Having the method is the capability: a task of any other model is polled alone.
public protocol WebhookVideoGeneration: VideoGeneration {
    /// Which task the webhook's body is about; nil if it is about none, or is nothing that the service documents. Pure, and
    /// lenient: what it gives is a hint, whether the delivery was signed or not.
    func readWebhook(_ delivery: WebhookDelivery) -> WebhookNotice?
}
