// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoWebhooks

@Suite("fal's webhooks")
struct FalWebhooksTests {
    typealias Vector = FalVector

    private func verifier(_ keys: String...) throws -> FalWebhooks {
        FalWebhooks(keys: try JSONWebKeys(Array(Vector.keySet(keys).utf8)))
    }

    @Test(
        "what somebody else's library has signed is taken, whichever key it is by",
        arguments: [
            ([Vector.oldKey], Vector.oldSignature), ([Vector.oldKey, Vector.newKey], Vector.oldSignature),
            ([Vector.oldKey, Vector.newKey], Vector.newSignature), ([Vector.newKey], Vector.newSignature.uppercased()),
        ])
    func genuine(keys: [String], signature: String) async throws {
        let set = try JSONWebKeys(Array(Vector.keySet(keys).utf8))
        #expect(await FalWebhooks(keys: set).refusal(of: Vector.delivery(signature: signature)) == nil)
    }

    static let forgeries: [(String, WebhookDelivery)] = [
        ("another body", Vector.delivery(body: Vector.body.replacing("OK", with: "KO"))),
        ("no body", Vector.delivery(body: "")),
        ("another request", Vector.delivery(id: "764cabcf-b745-4b3e-ae38-1200304cf45c")),
        ("another user", Vector.delivery(user: "github|4243")),
        ("another time", Vector.delivery(timestamp: "\(signedAt + 1)")),
        ("another key's", Vector.delivery(signature: Vector.newSignature)),
        ("zeros", Vector.delivery(signature: String(repeating: "0", count: 128))),
        ("one digit changed", Vector.delivery(signature: "9" + Vector.oldSignature.dropFirst())),
        ("a digit short", Vector.delivery(signature: String(Vector.oldSignature.dropLast()))),
        ("a byte short", Vector.delivery(signature: String(Vector.oldSignature.dropLast(2)))),
        ("a byte more", Vector.delivery(signature: Vector.oldSignature + "00")),
        ("no hexadecimal", Vector.delivery(signature: String(repeating: "zz", count: 64))),
        ("too old", Vector.delivery(late: 301)), ("from the future", Vector.delivery(late: -301)),
    ]

    @Test("a forged one is refused", arguments: forgeries)
    func forged(name: String, delivery: WebhookDelivery) async throws {
        #expect(await (try verifier(Vector.oldKey)).refusal(of: delivery)?.code == .webhookRefused, "\(name)")
    }

    static let malformed: [(String, WebhookDelivery)] = ["Request-Id", "User-Id", "Timestamp", "Signature"].flatMap {
        let name = "X-Fal-Webhook-\($0)"
        return [
            ("no \(name)", Vector.delivery().with(name)), ("empty \(name)", Vector.delivery().with(name, "")),
            ("\(name) twice", Vector.delivery().with(name, "\(signedAt)", "\(signedAt)")),
            ("endless \(name)", Vector.delivery().with(name, String(repeating: "1", count: 5000))),
        ]
    }

    @Test("a header that is not as documented is refused", arguments: malformed)
    func header(name: String, delivery: WebhookDelivery) async throws {
        #expect(await (try verifier(Vector.oldKey)).refusal(of: delivery)?.code == .webhookRefused, "\(name)")
    }

    @Test("the same one again is refused as a repetition")
    func replay() async throws {
        let verifier = try verifier(Vector.oldKey, Vector.newKey)
        #expect(await verifier.refusal(of: Vector.delivery()) == nil)
        #expect(await verifier.refusal(of: Vector.delivery(late: 299))?.code == .webhookRepeated)
        let resigned = Vector.delivery(signature: Vector.newSignature)
        #expect(await verifier.refusal(of: resigned)?.code == .webhookRepeated)
    }

    @Test(
        "what is no set of such keys is refused",
        arguments: [
            "", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[]}"#, #"{"keys":["x"]}"#,
            #"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}"#,
            #"{"keys":[{"kty":"OKP","crv":"X25519","x":"\#(Vector.oldKey)"}]}"#,
            #"{"keys":[{"kty":"OKP","crv":"Ed25519","use":"enc","x":"\#(Vector.oldKey)"}]}"#,
            #"{"keys":[{"kty":"OKP","crv":"Ed25519"}]}"#, #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":""}]}"#,
            #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"\#(Vector.oldKey)="}]}"#,
            #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]}"#,
            #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"gTl3Dqh9F19Wo1Rmw0x+zMuNipG07jeiXfYPW4/Js5Q"}]}"#,
        ])
    func keySets(json: String) {
        let error = #expect(throws: VideoGenerationError.self) { try JSONWebKeys(Array(json.utf8)) }
        #expect(error?.code == .protocolViolation)
    }

    @Test("keys of other kinds beside a good one are left out")
    func otherKeys() async throws {
        let json =
            #"{"keys":[{"kty":"RSA"},{"kty":"OKP","crv":"Ed25519","x":"!"},"#
            + Vector.keySet([Vector.oldKey]).dropFirst(9)
        let verifier = FalWebhooks(keys: try JSONWebKeys(Array(json.utf8)))
        #expect(await verifier.refusal(of: Vector.delivery()) == nil)
    }
}
