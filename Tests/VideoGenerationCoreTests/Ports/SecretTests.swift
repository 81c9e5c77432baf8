// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct SecretTests {
    static let canary = "sk_canary-0123456789"

    private struct Holder {
        var name = "holder"
        var secret: Secret
        var list: [Secret]
        var maybe: Secret?
    }

    @Test("No way to turn a value into text shows the credential")
    func neverPrinted() throws {
        let secret = try Secret(Self.canary)
        let url = try Samples.requiredURL("https://a.example/")
        let holder = Holder(secret: secret, list: [secret], maybe: secret)
        let authorization = HTTPExchange.Authorization(secret: secret)
        let exchange = HTTPExchange(HTTPCall(.get, url).request, authorization: authorization, purpose: .call)
        let values: [any Sendable] = [secret, authorization, exchange, FixedCredentials(key: nil), ["key": secret]]
        for value in values + [holder.secret, holder.list] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(describing: value), String(reflecting: value), dumped] {
                #expect(!text.contains("canary"))
                #expect(!text.isEmpty)
            }
        }
        var dumped = ""
        dump(holder, to: &dumped)
        #expect(!("\(holder)" + String(reflecting: holder) + dumped).contains("canary"))
        #expect("\(secret)" == "[redacted]")
        #expect(secret.debugDescription == "[redacted]")
        #expect(Mirror(reflecting: secret).children.isEmpty)
        #expect(secret.reveal() == Self.canary)
    }

    @Test(
        "White space around a credential is trimmed", arguments: ["\(canary)\n", " \(canary)\r\n", "\t\(canary)\u{0B}"])
    func trimmed(text: String) throws {
        #expect(try Secret(text).reveal() == Self.canary)
    }

    @Test(
        "A credential that no header may carry is refused, and the message does not quote it",
        arguments: [
            "", " \n", "canary key", "canary\nkey", "canary\r\nX: y", "canary\u{0}", "canary\u{7F}", "canary\u{E4}",
        ])
    func refused(text: String) throws {
        let error = try #require(throws: VideoGenerationError.self) { try Secret(text) }
        #expect(error.code == .authentication)
        #expect(!"\(error) \(String(reflecting: error))".contains("canary"))
    }
}
