// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoWebhooks

// Signatures by other people's code, made once on 2026-11-26 with Python 3:
// - Standard Webhooks: `Webhook(secret).sign(id, time, body)` of PyPI's standardwebhooks 1.1.0, with the keys 0…31 and 32…63.
// - fal: `Ed25519PrivateKey.from_private_bytes(seed).sign(message)` of PyPI's cryptography 48.0.0, with the seeds 32 x 1 and
//   32 x 2, over the four lines that fal documents; the body's SHA-256 is hashlib's.

/// When all of them were signed.
let signedAt = 1_800_000_000

/// A webhook in the manner of OpenAI's, signed with two secrets.
enum StandardVector {
    static let id = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"
    static let body = #"{"id":"evt_1","type":"video.completed","data":{"id":"video_123"},"note":"Grüße"}"#
    static let firstSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    static let firstSignature = "v1,2CxXZXW49ETj0YVNRiVOFX4JjzVUUP6BW6TPgXlTIB0="
    static let secondSecret = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
    static let secondSignature = "v1,6PoJVFn3OAL7F7ef3MBHjJbU8wxPwGFgrqSJ7QcJ1Sc="

    static func delivery(
        id: String = id, timestamp: String = "\(signedAt)", signature: String = firstSignature, body: String = body,
        late: Double = 1
    ) -> WebhookDelivery {
        WebhookDelivery(
            [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signature)], body, late: late)
    }

    static func verifier(_ secrets: String...) throws -> StandardWebhooks {
        try StandardWebhooks(secrets: try secrets.map { try Secret($0) })
    }
}

/// A webhook in the manner of fal's, signed with an old and with a new key.
enum FalVector {
    static let id = "764cabcf-b745-4b3e-ae38-1200304cf45b"
    static let user = "github|4242"
    static let body =
        #"{"request_id": "764cabcf-b745-4b3e-ae38-1200304cf45b", "gateway_request_id": "764cabcf-b745-4b3e-ae38-1200304cf45b", "#
        + #""status": "OK", "payload": {"video": {"url": "https://v3.fal.media/0.mp4"}}}"#
    static let oldKey = "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w"
    static let oldSignature =
        "87f4f3e6865be2b2113d380806d2c4ed20c7cd80ede0731cabcc5f3b552dc21b"
        + "d415160088acb0d2e60fbb78f9203c43d346bb2241da3f0f9d4e6d2e0185710f"
    static let newKey = "gTl3Dqh9F19Wo1Rmw0x-zMuNipG07jeiXfYPW4_Js5Q"
    static let newSignature =
        "69795f615aedce7d2cededc7b480abaa60a6372d769c8a4332c127b05493e2c0"
        + "f8db289fab67fa501856d6c24b4101b2b2ad39cc28ef15ff31a58b64c8da180f"

    static func delivery(
        id: String = id, user: String = user, timestamp: String = "\(signedAt)", signature: String = oldSignature,
        body: String = body, late: Double = 1
    ) -> WebhookDelivery {
        WebhookDelivery(
            [
                ("X-Fal-Webhook-Request-Id", id), ("X-Fal-Webhook-User-Id", user),
                ("X-Fal-Webhook-Timestamp", timestamp), ("X-Fal-Webhook-Signature", signature),
            ], body, late: late)
    }

    /// A key set as fal publishes one.
    static func keySet(_ keys: [String]) -> String {
        let list = keys.map { #"{"kty":"OKP","crv":"Ed25519","use":"sig","alg":"EdDSA","x":"\#($0)"}"# }
        return #"{"keys":[\#(list.joined(separator: ","))]}"#
    }
}

extension WebhookDelivery {
    /// A delivery with these fields that arrived `late` seconds after it was signed.
    init(_ fields: [(name: String, value: String)], _ body: String, late: Double = 1) {
        var header = HTTPFields()
        for field in fields {
            guard let name = HTTPField.Name(field.name) else { continue }
            header.append(HTTPField(name: name, value: field.value))
        }
        self.init(headerFields: header, body: Array(body.utf8), receivedAt: Double(signedAt) + late)
    }

    /// The same delivery, with another value in a field, or without it.
    func with(_ name: String, _ values: String...) -> WebhookDelivery {
        var copy = self
        if let name = HTTPField.Name(name) { copy.headerFields[values: name] = values }
        return copy
    }
}

extension WebhookVerifier {
    /// The code and text of why a delivery is not taken; nil if it is.
    func refusal(of delivery: WebhookDelivery) async -> VideoGenerationError? {
        do {
            try await verify(delivery)
            return nil
        } catch {
            return error
        }
    }
}
