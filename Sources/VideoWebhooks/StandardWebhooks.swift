// SPDX-License-Identifier: Apache-2.0
import Digests
public import VideoGenerationCore

/// Verifies webhooks that are signed by the Standard Webhooks specification with a shared secret (signatures `v1`), as
/// those of OpenAI and Replicate are.
///
/// The fields `webhook-id`, `webhook-timestamp` and `webhook-signature` stand in the header; what is signed is
/// `id.timestamp.body` by HMAC-SHA256. Sources: spec/standard-webhooks.md of github.com/standard-webhooks/standard-webhooks,
/// version 1.0.0; resources/webhooks.py of github.com/openai/openai-python; both read on 2026-11-26.
public struct StandardWebhooks: WebhookVerifier {
    // Not the bytes in them: those could be printed.
    private let secrets: [Secret]
    private let tolerance: Double
    private let seen: SeenDeliveries

    /// A verifier for one endpoint.
    ///
    /// - Parameters:
    ///   - secrets: The endpoint's secrets, `whsec_` and base64: several while one takes another's place, because a service
    ///     signs with both for a while.
    ///   - tolerance: How far the time of a delivery may be from when it arrived.
    /// - Throws: `configuration` if there is no secret, or one that is none or can be guessed.
    public init(secrets: [Secret], tolerance: Duration = .seconds(300)) throws(VideoGenerationError) {
        guard !secrets.isEmpty else {
            throw VideoGenerationError(.configuration, "A webhook's signature needs a secret, and there is none.")
        }
        for secret in secrets { _ = try Self.key(secret) }
        self.secrets = secrets
        self.tolerance = tolerance.inSeconds
        seen = SeenDeliveries(tolerance: self.tolerance)
    }

    /// Returns if the delivery has a signature by one of the secrets, arrived in time, and for the first time.
    ///
    /// - Throws: `webhook_refused`, `webhook_repeated`; `internal` if the system's cryptography library fails.
    public func verify(_ delivery: WebhookDelivery) async throws(VideoGenerationError) {
        let id = try delivery.field("webhook-id")
        // It stands before a point in what is signed: with one of its own, a part of a body could pass for the time.
        guard !id.contains(".") else { throw .refused("Its webhook-id has a point in it.") }
        let time = try delivery.timestamp("webhook-timestamp", tolerance: tolerance)
        // One for each secret that is in use; room for those of the other schemes.
        let signatures = Self.signatures(in: try delivery.field("webhook-signature", limit: 4096))
        guard !signatures.isEmpty else {
            throw .refused("Its webhook-signature has no signature of the form v1,BASE64; others are not known here.")
        }
        let message = Array("\(id).\(time).".utf8) + delivery.body
        var isGenuine = false
        for secret in secrets {
            let code = try Self.code(of: message, try Self.key(secret))
            for signature in signatures where isEqualInConstantTime(code, signature) { isGenuine = true }
        }
        guard isGenuine else {
            throw .refused(
                "No signature is one by a secret that is known here. Is the secret this endpoint's, and the body byte for byte "
                    + "as it arrived?")
        }
        try seen.take(id, at: delivery.receivedAt)
    }

    /// The bytes of the signatures `v1,BASE64` in a list; what has another version is for others.
    private static func signatures(in list: String) -> [[UInt8]] {
        list.split(separator: " ").compactMap { entry in
            entry.hasPrefix("v1,") ? Base64.decode(entry.dropFirst(3)) : nil
        }
    }

    private static func code(of message: [UInt8], _ key: [UInt8]) throws(VideoGenerationError) -> [UInt8] {
        do {
            return try HMACSHA256.authenticationCode(for: message, using: key).bytes
        } catch {
            throw .noCryptography(error.message)
        }
    }

    /// The specification wants at least 24 random bytes.
    private static func key(_ secret: Secret) throws(VideoGenerationError) -> [UInt8] {
        let text = secret.reveal()
        guard text.hasPrefix("whsec_"), let key = Base64.decode(text.dropFirst(6)), key.count >= 24 else {
            throw VideoGenerationError(
                .configuration,
                "A webhook's secret is \"whsec_\" and the base64 of 24 bytes or more; this one is not. Copy it whole from the "
                    + "service's page on webhooks.")
        }
        return key
    }
}
