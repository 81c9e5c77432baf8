// SPDX-License-Identifier: Apache-2.0
import Digests
public import VideoGenerationCore

/// Verifies fal's webhooks, which are signed with Ed25519 by a key that fal publishes.
///
/// What is signed are four lines: the request's id, the user's id, the time, and the SHA-256 of the body in hexadecimal.
/// No field names the key, so each that is known is tried. Source: https://docs.fal.ai/model-apis/model-endpoints/webhooks,
/// read on 2026-11-26.
public struct FalWebhooks: WebhookVerifier {
    private let source: Source
    private let tolerance: Double
    private let seen: SeenDeliveries

    private enum Source {
        case given(JSONWebKeys)
        case fetched(KeyCache)
    }

    /// Where fal publishes its keys.
    public static var keyURL: WebURL? { WebURL("https://rest.alpha.fal.ai/.well-known/jwks.json") }

    /// A verifier that knows the keys, and no others; fal may have new ones any day.
    public init(keys: JSONWebKeys, tolerance: Duration = .seconds(300)) {
        self.init(.given(keys), tolerance)
    }

    /// A verifier that fetches the keys and keeps them for 24 hours at most, as fal asks for. When none of them has signed a
    /// delivery, it looks for new ones, not more often than once a minute.
    ///
    /// - Parameters:
    ///   - url: Where the keys are published, such as ``keyURL``.
    ///   - transport: What fetches them; it must follow no redirect.
    ///   - tolerance: How far the time of a delivery may be from when it arrived; fal recommends five minutes.
    public init(keysAt url: WebURL, by transport: any HTTPTransport, tolerance: Duration = .seconds(300)) {
        self.init(.fetched(KeyCache(url, by: transport)), tolerance)
    }

    private init(_ source: Source, _ tolerance: Duration) {
        self.source = source
        self.tolerance = tolerance.inSeconds
        seen = SeenDeliveries(tolerance: self.tolerance)
    }

    /// Returns if the delivery is signed by one of fal's keys, arrived in time, and for the first time.
    ///
    /// - Throws: `webhook_refused`, `webhook_repeated`; `service_unavailable` if the keys cannot be had; `internal` if the
    ///   system's cryptography library fails.
    public func verify(_ delivery: WebhookDelivery) async throws(VideoGenerationError) {
        let id = try delivery.field("X-Fal-Webhook-Request-Id")
        let user = try delivery.field("X-Fal-Webhook-User-Id")
        let time = try delivery.timestamp("X-Fal-Webhook-Timestamp", tolerance: tolerance)
        guard let signature = Hexadecimal.decode(try delivery.field("X-Fal-Webhook-Signature")), signature.count == 64
        else { throw .refused("Its X-Fal-Webhook-Signature is not 64 bytes in hexadecimal.") }
        let message = Array("\(id)\n\(user)\n\(time)\n\(try Self.digest(of: delivery.body))".utf8)
        guard try await isSigned(message, signature, at: delivery.receivedAt) else {
            throw .refused("It is signed by none of fal's keys. Is the body byte for byte as it arrived?")
        }
        try seen.take(id, at: delivery.receivedAt)
    }

    private func isSigned(
        _ message: [UInt8], _ signature: [UInt8], at time: Double
    ) async throws(VideoGenerationError) -> Bool {
        switch source {
        case .given(let keys): return try keys.haveSigned(message, signature)
        case .fetched(let cache):
            if try await cache.keys(at: time).haveSigned(message, signature) { return true }
            return try await cache.keysAnew(at: time)?.haveSigned(message, signature) ?? false
        }
    }

    private static func digest(of body: [UInt8]) throws(VideoGenerationError) -> String {
        do {
            var hash = SHA256()
            hash.update(body)
            return try hash.finalize().hex
        } catch {
            throw .noCryptography(error.message)
        }
    }
}
