// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import VideoGenerationCore

@Suite("A task that is asked about in two calls")
struct FurtherCallTests {
    /// What came of a question whose first reply asks for `further`, and what was sent.
    private func ask(
        _ first: HTTPReply, _ second: HTTPOutcome, at url: String = "https://api.example.com/v1/tasks/r-1",
        reading: @escaping @Sendable (HTTPReply) -> StatusReading = { _ in
            .report(StatusReport(.succeeded([]), word: "done"))
        }
    ) async throws -> (StatusOutcome, [HTTPExchange]) {
        let transport = TwoReplies(first: .reply(first), second: second)
        let connection = SurfaceConnection(
            surface: try SurfaceConnectionTests.surface(), transport: transport,
            credentials: FixedCredentials(key: "sk_secret"))
        let further = HTTPCall(.get, try Samples.requiredURL(url))
        let call = HTTPCall(.get, try Samples.requiredURL("https://api.example.com/v1/tasks/r-1/status"))
        let outcome = try await connection.ask(call) { _ in .further(further, reading: reading) }
        return (outcome, await transport.exchanges)
    }

    @Test("the second reply is the answer, and the key goes with both calls")
    func answer() async throws {
        let (outcome, sent) = try await ask(HTTPReply(status: 200), .reply(HTTPReply(status: 200)))
        guard case .report(let report) = outcome, case .succeeded = report.phase else {
            Issue.record("\(outcome)")
            return
        }
        #expect(sent.map { $0.authorization != nil } == [true, true])
        #expect(sent.map(\.purpose) == [.call, .call])
    }

    @Test("a second call to another origin goes without the key")
    func elsewhere() async throws {
        let (_, sent) = try await ask(
            HTTPReply(status: 200), .reply(HTTPReply(status: 200)), at: "https://other.example/r-1")
        #expect(sent.map { $0.authorization != nil } == [true, false])
    }

    @Test("a first reply that is no success asks for nothing more")
    func unsuccessful() async throws {
        let (outcome, sent) = try await ask(HTTPReply(status: 500), .reply(HTTPReply(status: 200)))
        guard case .trouble = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(sent.count == 1)
    }

    @Test(
        "how a task that is over has failed may come with an error status, and with no other",
        arguments: [
            (422, true), (400, true), (504, true), (302, false),
        ])
    func failed(status: Int, isBelieved: Bool) async throws {
        let (outcome, _) = try await ask(
            HTTPReply(status: 200), .reply(HTTPReply(status: status)),
            reading: { _ in .report(StatusReport(.failed(ServiceRefusal(.generationFailed, "no")), word: "failed")) })
        if case .report = outcome { #expect(isBelieved) } else { #expect(!isBelieved) }
    }

    @Test("a second call without an answer says nothing about the task")
    func lost() async throws {
        let failure = ExchangeFailure(.connectionLost, phase: .waiting, provesNothingSent: false, message: "It broke.")
        let (outcome, _) = try await ask(HTTPReply(status: 200), .failure(failure))
        guard case .trouble(let trouble) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(trouble.kind == .passing)
    }

    @Test("a third call is not made")
    func third() async throws {
        let url = try Samples.requiredURL("https://api.example.com/v1/x")
        let (outcome, sent) = try await ask(
            HTTPReply(status: 200), .reply(HTTPReply(status: 200)),
            reading: { _ in .further(HTTPCall(.get, url), reading: { _ in .unrecognized }) })
        guard case .trouble = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(sent.count == 2)
    }

    @Test(
        "a link of the service is asked only within the surface's own origin",
        arguments: [
            ("/api/v1/videos/7", "https://api.example.com/api/v1/videos/7"),
            ("https://api.example.com/other?a=b", "https://api.example.com/other?a=b"),
            ("status", "https://api.example.com/status"), ("https://evil.example/7", nil), ("//evil.example/7", nil),
            ("http://api.example.com/7", nil), ("https://api.example.com:8443/7", nil), ("javascript:alert(1)", nil),
            ("", nil),
        ] as [(String, String?)])
    func links(link: String, url: String?) throws {
        #expect(try SurfaceConnectionTests.surface().url(of: link)?.description == url)
    }

    @Test("links that no record should hold are dropped, and those that hold the key")
    func keptLinks() async throws {
        let connection = SurfaceConnection(
            surface: try SurfaceConnectionTests.surface(), transport: RecordingTransport(),
            credentials: FixedCredentials(key: "sk_secret_1"))
        let call = HTTPCall(.post, try Samples.requiredURL("https://api.example.com/v1/x"))
        let outcome = try await connection.submit(call) { _ in
            .accepted(
                remoteID: "r-1",
                links: ["a": "/x", "b": "", "c": String(repeating: "x", count: 3000), "d": "/x?key=sk_secret_1"])
        }
        guard case .accepted("r-1", let links) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(links == ["a": "/x"])
    }
}

/// Answers the first exchange with one outcome and all others with another, and keeps what was sent.
private actor TwoReplies: HTTPTransport {
    let first: HTTPOutcome
    let second: HTTPOutcome
    private(set) var exchanges: [HTTPExchange] = []

    init(first: HTTPOutcome, second: HTTPOutcome) {
        (self.first, self.second) = (first, second)
    }

    func send(_ exchange: HTTPExchange) async -> HTTPOutcome {
        exchanges.append(exchange)
        return exchanges.count == 1 ? first : second
    }
}
