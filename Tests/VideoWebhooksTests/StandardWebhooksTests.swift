// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoWebhooks

@Suite("Webhooks signed by the Standard Webhooks specification")
struct StandardWebhooksTests {
    typealias Vector = StandardVector

    @Test("what somebody else's library has signed is taken")
    func genuine() async throws {
        let verifier = try Vector.verifier(Vector.firstSecret)
        #expect(await verifier.refusal(of: Vector.delivery()) == nil)
    }

    @Test(
        "one good signature among several is enough, whichever secret it is by",
        arguments: [
            ([Vector.firstSecret, Vector.secondSecret], Vector.firstSignature, true),
            ([Vector.firstSecret, Vector.secondSecret], Vector.secondSignature, true),
            ([Vector.secondSecret], Vector.firstSignature + " " + Vector.secondSignature, true),
            ([Vector.firstSecret], "v1a,AAAA v1,bm9uZQ== v1,%%% " + Vector.firstSignature, true),
            ([Vector.secondSecret], Vector.firstSignature, false),
            ([Vector.firstSecret], Vector.secondSignature, false),
        ])
    func rotation(secrets: [String], signatures: String, isTaken: Bool) async throws {
        let verifier = try StandardWebhooks(secrets: try secrets.map { try Secret($0) })
        let refusal = await verifier.refusal(of: Vector.delivery(signature: signatures))
        #expect(refusal?.code == (isTaken ? nil : .webhookRefused))
    }

    static let forgeries: [(String, WebhookDelivery)] = [
        ("another body", Vector.delivery(body: Vector.body + " ")),
        ("no body", Vector.delivery(body: "")),
        ("another id", Vector.delivery(id: "msg_2")),
        ("another time", Vector.delivery(timestamp: "\(signedAt + 1)")),
        ("one character changed", Vector.delivery(signature: "v1,3CxXZXW49ETj0YVNRiVOFX4JjzVUUP6BW6TPgXlTIB0=")),
        ("cut short", Vector.delivery(signature: "v1,2CxXZXW49ETj0YVNRiVOFX4J")),
        ("without its version", Vector.delivery(signature: "2CxXZXW49ETj0YVNRiVOFX4JjzVUUP6BW6TPgXlTIB0=")),
        ("of another version", Vector.delivery(signature: "v2,2CxXZXW49ETj0YVNRiVOFX4JjzVUUP6BW6TPgXlTIB0=")),
        ("in upper case", Vector.delivery(signature: "V1,2CxXZXW49ETj0YVNRiVOFX4JjzVUUP6BW6TPgXlTIB0=")),
        ("with another alphabet", Vector.delivery(signature: "v1,2CxXZXW49ETj0YVNRiVOFX4JjzVUUP6BW6TPgXlTIB0")),
        ("empty", Vector.delivery(signature: "v1,")),
        ("garbage", Vector.delivery(signature: "v1,,,, \u{7F} v1")),
        ("endless", Vector.delivery(signature: String(repeating: "v1,AAAA ", count: 1000))),
    ]

    @Test("a forged one is refused", arguments: forgeries)
    func forged(name: String, delivery: WebhookDelivery) async throws {
        let verifier = try Vector.verifier(Vector.firstSecret)
        #expect(await verifier.refusal(of: delivery)?.code == .webhookRefused, "\(name)")
    }

    @Test("a forged one does not keep the genuine one out")
    func forgedFirst() async throws {
        let verifier = try Vector.verifier(Vector.firstSecret)
        #expect(await verifier.refusal(of: Vector.delivery(body: "{}"))?.code == .webhookRefused)
        #expect(await verifier.refusal(of: Vector.delivery()) == nil)
    }

    @Test("its time may be five minutes off, either way", arguments: [-300, -299.5, 0, 299.5, 300])
    func inTime(late: Double) async throws {
        let verifier = try Vector.verifier(Vector.firstSecret)
        #expect(await verifier.refusal(of: Vector.delivery(late: late)) == nil)
    }

    @Test(
        "a time further off is refused, and said how far",
        arguments: [
            (301, "301 s before it arrived"), (-301, "301 s after it arrived"), (86_400, "86400 s before"),
            (Double.infinity, "too many s"), (.nan, "too many s"),
        ])
    func stale(late: Double, words: String) async throws {
        let verifier = try Vector.verifier(Vector.firstSecret)
        let refusal = try #require(await verifier.refusal(of: Vector.delivery(late: late)))
        #expect(refusal.code == .webhookRefused)
        #expect(refusal.message.contains(words), "\(refusal.message)")
        #expect(refusal.message.contains("300 s are allowed"))
    }

    @Test("the tolerance is the app's to choose")
    func tolerance() async throws {
        let verifier = try StandardWebhooks(secrets: [Secret(Vector.firstSecret)], tolerance: .seconds(10))
        #expect(await verifier.refusal(of: Vector.delivery(late: 11))?.code == .webhookRefused)
        #expect(await verifier.refusal(of: Vector.delivery(late: 10)) == nil)
    }

    @Test("the same one again is refused as a repetition, as long as its time would pass")
    func replay() async throws {
        let verifier = try Vector.verifier(Vector.firstSecret, Vector.secondSecret)
        #expect(await verifier.refusal(of: Vector.delivery(late: -300)) == nil)
        // With the other signature it is still the same event.
        let again = Vector.delivery(signature: Vector.secondSignature, late: 299)
        #expect(await verifier.refusal(of: again)?.code == .webhookRepeated)
        #expect(await verifier.refusal(of: Vector.delivery(late: 300))?.code == .webhookRepeated)
        #expect(await verifier.refusal(of: Vector.delivery(late: 301))?.code == .webhookRefused)
    }

    static let malformed: [(String, WebhookDelivery)] =
        [
            "webhook-id", "webhook-timestamp", "webhook-signature",
        ].flatMap { name in
            [
                ("no \(name)", Vector.delivery().with(name)), ("empty \(name)", Vector.delivery().with(name, "")),
                ("\(name) twice", Vector.delivery().with(name, "1800000000", "1800000000")),
                ("endless \(name)", Vector.delivery().with(name, String(repeating: "1", count: 5000))),
            ]
        }
        + [
            "-1", "+1800000000", "1.8e9", "1800000000.0", "18 00000000", "0x6B49D200", "now", "99999999999999999999",
            "١٨٠٠٠٠٠٠٠٠", "2027-01-15T08:00:00Z",
        ].map { ("time \($0)", Vector.delivery(timestamp: $0)) }

    @Test("a header that is not as specified is refused", arguments: malformed)
    func header(name: String, delivery: WebhookDelivery) async throws {
        let verifier = try Vector.verifier(Vector.firstSecret)
        #expect(await verifier.refusal(of: delivery)?.code == .webhookRefused, "\(name)")
    }

    @Test(
        "a secret that is none, or that can be guessed, is a mistake of the configuration",
        arguments: [
            "whsec_", "whsec_AAAA", "whsec_%%%%", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "sk-live-1234",
            "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY=",
        ])
    func secrets(text: String) {
        let error = #expect(throws: VideoGenerationError.self) { try Vector.verifier(text) }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains(text.dropFirst(6)) == false || text.count == 6)
    }

    @Test("a secret is never printed")
    func unprintable() throws {
        let verifier = try Vector.verifier(Vector.firstSecret)
        var text = "\(verifier) \(String(reflecting: verifier))"
        dump(verifier, to: &text)
        #expect(text.contains("redacted"))
        // The key's first bytes, in either form.
        for spelling in ["AAECAw", "1, 2, 3, 4", "- 1\n"] { #expect(!text.contains(spelling)) }
    }

    @Test("without a secret there is no verifier")
    func noSecret() {
        let error = #expect(throws: VideoGenerationError.self) { try StandardWebhooks(secrets: []) }
        #expect(error?.code == .configuration)
    }
}
