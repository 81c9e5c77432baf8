// SPDX-License-Identifier: Apache-2.0
import OpenAIVideosProvider
import Testing
import VideoGenerationCore

@Suite struct SecretTests {
    private struct OneKey: CredentialSource {
        func credential(named name: CredentialName) async throws -> Secret? { try Secret("sk-secret-key-1") }
    }

    /// Answers each exchange with the next reply, and keeps what was sent.
    private actor Script: HTTPTransport {
        private var replies: [HTTPReply]
        private(set) var exchanges: [HTTPExchange] = []

        init(_ replies: [HTTPReply]) { self.replies = replies }

        func send(_ exchange: HTTPExchange) async -> HTTPOutcome {
            exchanges.append(exchange)
            return .reply(replies.removeFirst())
        }
    }

    @Test(
        "The key goes along as a bearer's to the gateway, and stands in no URL, field or body",
        arguments: DescriptorTests.dialects)
    func bearer(dialect: Dialect) async throws {
        let model = Gateway.model(dialect)
        let script = Script([
            Gateway.reply(#"{"id":"v","polling_url":"https://evil.example/v"}"#),
            Gateway.reply(#"{"status":"queued"}"#),
        ])
        let connection = SurfaceConnection(surface: model.surface, transport: script, credentials: OneKey())
        let outcome = await model.submit(Submission(try Gateway.negotiated(model), by: connection))
        guard case .accepted(let id, let links) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        _ = await model.status(StatusQuery(Gateway.task(id, links: links), by: connection))
        let exchanges = await script.exchanges
        #expect(exchanges.count == 2)
        for exchange in exchanges {
            #expect(exchange.request.authority == "gateway.example")
            #expect(exchange.authorization?.secret.reveal() == "sk-secret-key-1")
            #expect(exchange.authorization?.prefix == "Bearer ")
            #expect(!"\(exchange.request)".contains("sk-secret"))
            #expect(
                exchange.body.segments.allSatisfy { segment in
                    if case .bytes(let bytes) = segment {
                        return !String(decoding: bytes, as: UTF8.self).contains("sk-secret")
                    }
                    return true
                })
        }
    }

    @Test("A key that a gateway repeats in its refusal does not come back")
    func echo() async throws {
        let model = Gateway.model(.openAI)
        let body = #"{"error":{"message":"Incorrect API key provided: sk-secret-key-1","code":"invalid_api_key"}}"#
        let connection = SurfaceConnection(
            surface: model.surface, transport: Script([Gateway.reply(body, status: 401)]), credentials: OneKey())
        let outcome = await model.submit(Submission(try Gateway.negotiated(model), by: connection))
        guard case .rejected(let error) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(error.code == .authentication)
        #expect(!error.message.contains("sk-secret-key-1"))
    }

    @Test("A server without a key is asked without one")
    func keyless() async throws {
        let surface = OpenAIVideos.surface(
            name: "local", baseURL: WebURL("http://127.0.0.1:8091/v1"), credential: nil)
        let model = OpenAIVideosModel(named: "wan", dialect: .vLLMOmni, at: surface, mode: .text)
        let script = Script([Gateway.reply(#"{"id":"v"}"#)])
        let connection = SurfaceConnection(surface: surface, transport: script, credentials: OneKey())
        _ = await model.submit(Submission(try Gateway.negotiated(model), by: connection))
        let exchange = try #require(await script.exchanges.first)
        #expect(exchange.authorization == nil)
        #expect(exchange.reach == .loopbackToo)
    }
}
