// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import VideoGenerationCore

@Suite struct SurfaceConnectionTests {
    static func surface(_ base: String = "https://api.example.com/v1") throws -> Surface {
        Surface(name: "house", baseURL: try Samples.requiredURL(base), credential: "HOUSE_API_KEY")
    }

    @Test(
        "The credential goes to calls of the surface's own origin and to no other",
        arguments: [
            ("https://api.example.com/v1/x", true), ("https://API.example.com:443/other", true),
            ("http://api.example.com/v1/x", false),
            ("https://api.example.com:8443/v1/x", false), ("https://api.example.com./x", false),
            ("https://example.com/x", false),
            ("https://evil.api.example.com/x", false), ("https://api.example.com.evil.example/x", false),
            ("https://cdn.example/x", false),
        ])
    func origin(url: String, isCarried: Bool) async throws {
        let transport = RecordingTransport()
        let connection = SurfaceConnection(
            surface: try Self.surface(), transport: transport, credentials: FixedCredentials(key: "sk_1"))
        _ = try await connection.send(HTTPCall(.get, try Samples.requiredURL(url)), purpose: .call)
        let sent = try #require(await transport.exchanges.first)
        #expect((sent.authorization != nil) == isCarried)
        #expect(sent.authorization?.secret.reveal() == (isCarried ? "sk_1" : nil))
        #expect(sent.request.headerFields[.authorization] == nil)
    }

    @Test("A field of its own carries the bare key, Authorization a bearer's")
    func fields() throws {
        let url = WebURL("https://api.example.com")
        let own = Surface(name: "house", baseURL: url, credential: "K", credentialField: .cookie)
        #expect(own.credentialPrefix.isEmpty)
        #expect(Surface(name: "house", baseURL: url, credential: "K").credentialPrefix == "Bearer ")
    }

    @Test("A path becomes a URL below the base, or a configuration error")
    func paths() throws {
        #expect(try Self.surface().url("/x?y=1").description == "https://api.example.com/v1/x?y=1")
        for (surface, path) in [
            (try Self.surface(), "no slash"), (Surface(name: "a", baseURL: nil, credential: nil), "/x"),
        ] {
            #expect {
                try surface.url(path)
            } throws: { ($0 as? VideoGenerationError)?.code == .configuration }
        }
    }

    @Test("A call that was pointed elsewhere after it was made goes without the credential")
    func pointedElsewhere() async throws {
        let connection = SurfaceConnection(
            surface: try Self.surface(), transport: RecordingTransport(), credentials: FixedCredentials(key: "sk_1"))
        var call = HTTPCall(.get, try Samples.requiredURL("https://api.example.com/v1/x"))
        #expect(try await connection.exchange(for: call, purpose: .call).authorization != nil)
        call.request.authority = "evil.example"
        #expect(try await connection.exchange(for: call, purpose: .call).authorization == nil)
        call.request.authority = nil
        #expect(try await connection.exchange(for: call, purpose: .call).authorization == nil)
    }

    @Test("Without a key nothing is sent, and the error names the variable")
    func missing() async throws {
        let transport = RecordingTransport()
        let connection = SurfaceConnection(
            surface: try Self.surface(), transport: transport, credentials: FixedCredentials())
        let call = HTTPCall(.get, try Samples.requiredURL("https://api.example.com/v1/x"))
        let error = try await #require(throws: VideoGenerationError.self) {
            try await connection.send(call, purpose: .submit)
        }
        #expect(error.code == .authentication)
        #expect(error.message.contains("HOUSE_API_KEY"))
        #expect(await transport.exchanges.isEmpty)
    }

    @Test("A credential that is optional goes along where there is one", arguments: [nil, "sk_1"])
    func optional(key: String?) async throws {
        var surface = try Self.surface()
        surface.isCredentialOptional = true
        let connection = SurfaceConnection(
            surface: surface, transport: RecordingTransport(), credentials: FixedCredentials(key: key))
        let call = HTTPCall(.get, try Samples.requiredURL("https://api.example.com/v1/x"))
        #expect(try await connection.exchange(for: call, purpose: .call).authorization?.secret.reveal() == key)
    }

    @Test("It belongs to the origins that the surface names besides its own, to the letter")
    func otherOrigins() async throws {
        var surface = try Self.surface()
        surface.credentialOrigins = ["https://storage.example.com"]
        let connection = SurfaceConnection(
            surface: surface, transport: RecordingTransport(), credentials: FixedCredentials(key: "sk_1"))
        for (url, isCarried) in [
            ("https://storage.example.com/a", true), ("http://storage.example.com/a", false),
            ("https://storage.example.com:8443/a", false), ("https://a.storage.example.com/a", false),
        ] {
            let call = HTTPCall(.get, try Samples.requiredURL(url))
            let exchange = try await connection.exchange(for: call, purpose: .call)
            #expect((exchange.authorization != nil) == isCarried)
        }
    }

    @Test("A surface without a credential asks for none")
    func open() async throws {
        var surface = try Self.surface()
        surface.credential = nil
        let source = FixedCredentials(failure: VideoGenerationError(.authentication, "Nobody should ask."))
        let connection = SurfaceConnection(surface: surface, transport: RecordingTransport(), credentials: source)
        let call = HTTPCall(.get, try Samples.requiredURL("https://api.example.com/v1/x"))
        #expect(try await connection.exchange(for: call, purpose: .call).authorization == nil)
    }

    @Test("The surface says in which field, and behind which word, its credential stands")
    func field() async throws {
        var surface = try Self.surface()
        surface.credentialPrefix = "Key "
        surface.credentialField = .cookie
        let connection = SurfaceConnection(
            surface: surface, transport: RecordingTransport(), credentials: FixedCredentials(key: "sk_1"))
        let call = HTTPCall(.get, try Samples.requiredURL("https://api.example.com/v1/x"))
        let authorization = try await connection.exchange(for: call, purpose: .call).authorization
        #expect(authorization?.field == .cookie)
        #expect(authorization?.prefix == "Key ")
    }

    @Test(
        "Loopback is in reach only for a surface that lives there",
        arguments: [
            ("http://127.0.0.1:8080", HTTPExchange.Reach.loopbackToo), ("http://localhost", .loopbackToo),
            ("http://[::1]:1", .loopbackToo),
            ("https://api.example.com", .publicAddresses), ("https://127.0.0.1.evil.example", .publicAddresses),
            ("http://10.0.0.1", .publicAddresses),
        ])
    func reach(base: String, reach: HTTPExchange.Reach) async throws {
        let surface = try Self.surface(base)
        #expect(surface.reach == reach)
        let connection = SurfaceConnection(
            surface: surface, transport: RecordingTransport(), credentials: FixedCredentials(key: "sk_1"))
        let call = HTTPCall(.get, try Samples.requiredURL("https://elsewhere.example/x"))
        #expect(try await connection.exchange(for: call, purpose: .call).reach == reach)
    }

    @Test("A surface on this machine has no base URL and no loopback to reach")
    func local() {
        #expect(Surface(name: "local", baseURL: nil, credential: nil).reach == .publicAddresses)
    }

    @Test("A submission has more time than another call")
    func limits() async throws {
        let connection = SurfaceConnection(
            surface: try Self.surface(), transport: RecordingTransport(), credentials: FixedCredentials(key: "sk_1"))
        let call = HTTPCall(.post, try Samples.requiredURL("https://api.example.com/v1/x"), json: .object([]))
        let submit = try await connection.exchange(for: call, purpose: .submit)
        let poll = try await connection.exchange(for: call, purpose: .call)
        #expect(try #require(submit.limits.total) > (try #require(poll.limits.total)))
        #expect(submit.request.headerFields[.contentType] == "application/json")
        #expect(submit.body.byteCount == 2)
    }
}

@Suite struct EchoTests {
    private static func connection(_ status: Int, key: String) throws -> SurfaceConnection {
        SurfaceConnection(
            surface: try SurfaceConnectionTests.surface(), transport: EchoTransport(status: status),
            credentials: FixedCredentials(key: key))
    }

    private static let call: HTTPCall? = WebURL("https://api.example.com/v1/x").map { HTTPCall(.post, $0) }

    @Test("A service that quotes the key does not bring it into the evidence of a submission")
    func evidence() async throws {
        let call = try #require(Self.call)
        let outcome = try await Self.connection(500, key: "sk_secret").submit(call) { _ in .unrecognized }
        guard case .unknown(let evidence) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(evidence.bodyStart == "key [redacted], again [redacted]!")
    }

    @Test("Nor into an error, of a submission or a question")
    func errors() async throws {
        let call = try #require(Self.call)
        let connection = try Self.connection(403, key: "sk_secret")
        let text: (HTTPReply) -> ServiceRefusal = { reply in
            ServiceRefusal(.authentication, String(decoding: reply.body, as: UTF8.self))
        }
        guard case .rejected(let error) = try await connection.submit(call, reading: { .refused(text($0)) }),
            case .trouble(let trouble) = try await connection.ask(call, reading: { .refused(text($0)) })
        else {
            Issue.record("not refused")
            return
        }
        #expect(error.message == "key [redacted], again [redacted]!")
        #expect(trouble.error.message == error.message)
    }

    @Test("Nor into the reason why a video is not there, while an address stays as it came")
    func reasons() async throws {
        let call = try #require(Self.call)
        let url = try #require(WebURL("https://x.example/sk_secret"))
        let outcome = try await Self.connection(200, key: "sk_secret").ask(call) { reply in
            let text = String(decoding: reply.body, as: UTF8.self)
            let places: [RemoteSample.Location] = [.filtered(reason: text), .missing(reason: text), .credentialed(url)]
            let samples = places.enumerated().map { RemoteSample(index: $0.offset, location: $0.element) }
            return .report(StatusReport(.succeeded(samples), word: "done"))
        }
        guard case .report(let report) = outcome, case .succeeded(let samples) = report.phase, samples.count == 3,
            case .filtered(let filtered) = samples[0].location, case .missing(let missing) = samples[1].location,
            case .credentialed(let kept) = samples[2].location
        else {
            Issue.record("\(outcome)")
            return
        }
        #expect(filtered == "key [redacted], again [redacted]!")
        #expect(missing == filtered)
        #expect(kept == url)
    }

    @Test(
        "What is read from an answer stays as it came, however short the key is", arguments: ["k", "key", "sk_secret"])
    func ids(key: String) async throws {
        let call = try #require(Self.call)
        let outcome = try await Self.connection(200, key: key).submit(call) { reply in
            .accepted(remoteID: String(String(decoding: reply.body, as: UTF8.self).filter { $0.isLetter || $0 == "_" }))
        }
        guard case .accepted(let id, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(id == "key\(key)again\(key)")
    }
}

/// Answers with the credential, as a debugging proxy might.
private struct EchoTransport: HTTPTransport {
    let status: Int

    func send(_ exchange: HTTPExchange) async -> HTTPOutcome {
        let key = exchange.authorization?.secret.reveal() ?? ""
        return .reply(HTTPReply(status: status, body: Array("key \(key), again \(key)!".utf8)))
    }
}
