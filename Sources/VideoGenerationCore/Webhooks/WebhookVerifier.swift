// SPDX-License-Identifier: Apache-2.0

/// Tells a service's webhooks from anybody else's.
///
/// Use one of `VideoWebhooks`, or write your own for a service that signs in another way.
public protocol WebhookVerifier: Sendable {
    /// Returns if the delivery is the service's, arrived in time, and for the first time.
    ///
    /// - Throws: `webhook_refused` if it is not, or cannot be proved to be: answer it with 401. `webhook_repeated` for one
    ///   that was verified before: answer it as the first one, so that the service stops. `service_unavailable`, which is
    ///   retryable, if the service's keys cannot be had: answer it with 503, so that the service sends it again.
    func verify(_ delivery: WebhookDelivery) async throws(VideoGenerationError)
}
