// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension OpenAIVideosModel: WebhookVideoGeneration {
    /// The task in `data.id` of `{"type": …, "data": {"id": …}}`, if the dialect has webhooks and `type` is about a task: an
    /// account is told of other things, too, at the same address.
    ///
    /// Sources: OpenAI's reference "Webhook Events"; OpenRouter's recipe "Get Video Results with Webhooks", both read on
    /// 2026-11-26.
    public func readWebhook(_ delivery: WebhookDelivery) -> WebhookNotice? {
        guard let beginning = dialect.webhookType, let event = JSON(parsing: delivery.body),
            event["type"]?.string?.hasPrefix(beginning) == true,
            let id = event["data"]?["id"]?.lenientString, !id.isEmpty
        else { return nil }
        return WebhookNotice(remoteID: id)
    }
}

extension OpenAIVideosWrapper {
    /// The model's own.
    public func readWebhook(_ delivery: WebhookDelivery) -> WebhookNotice? { model.readWebhook(delivery) }
}
