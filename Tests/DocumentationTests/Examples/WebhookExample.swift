// SPDX-License-Identifier: Apache-2.0
import VideoGenerationClient
import VideoWebhooks

/// What an app has beside its HTTP server. It is compiled only.
struct WebhookReceiver {
    let client: VideoClient
    let model: any WebhookVideoGeneration
    let verifier: any WebhookVerifier

    // example: webhook
    func answerWebhook(header: HTTPFields, body: [UInt8], at now: Double) async -> Int {
        let delivery = WebhookDelivery(headerFields: header, body: body, receivedAt: now)
        do {
            try await verifier.verify(delivery)
        } catch {
            switch error.code {
            case .webhookRepeated: return 200  // taken before; the service may stop
            case .webhookRefused: return 401
            default: return 503  // such as: the service's keys cannot be had; it sends it again
            }
        }
        guard let notice = model.readWebhook(delivery) else { return 200 }  // about no task
        _ = await client.receive(notice, from: model.surface)
        return 200
    }
    // end
}

func makeVerifiers(
    _ currentSecret: Secret, _ formerSecret: Secret, _ keyURL: WebURL, _ transport: any HTTPTransport
) throws(VideoGenerationError) -> [any WebhookVerifier] {
    // example: webhook-verifiers
    let standard = try StandardWebhooks(secrets: [currentSecret, formerSecret])
    let fal = FalWebhooks(keysAt: keyURL, by: transport)  // FalWebhooks.keyURL
    // end
    return [standard, fal]
}
