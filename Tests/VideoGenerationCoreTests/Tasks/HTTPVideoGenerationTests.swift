// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct HTTPVideoGenerationTests {
    static func connection(
        _ surface: Surface, _ transport: RecordingTransport, key: String? = "sk_1", failure: VideoGenerationError? = nil
    ) -> SurfaceConnection {
        SurfaceConnection(
            surface: surface, transport: transport, credentials: FixedCredentials(key: key, failure: failure))
    }

    @Test("A submission is sent once, as a submission, with the body of the plan")
    func submit() async throws {
        let surface = try SurfaceConnectionTests.surface()
        let model = EchoModel(surface: surface, submitReading: .accepted(remoteID: "r-1"))
        let request = try #require(Samples.negotiate([:]).request)
        let transport = RecordingTransport()
        let outcome = await model.submit(Submission(request, by: Self.connection(surface, transport)))
        guard case .accepted("r-1", _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let sent = await transport.exchanges
        #expect(sent.count == 1)
        #expect(sent.first?.purpose == .submit)
        #expect(sent.first?.body.byteCount == (try model.submitCall(for: request)).body.byteCount)
    }

    @Test("A status question is an ordinary call")
    func status() async throws {
        let surface = try SurfaceConnectionTests.surface()
        let model = EchoModel(surface: surface, statusReading: .report(StatusReport(.queued, word: "QUEUED")))
        let transport = RecordingTransport()
        let query = StatusQuery(TaskHandleTests.handle, by: Self.connection(surface, transport))
        guard case .report(let report) = await model.status(query) else {
            Issue.record("no report")
            return
        }
        #expect(report.word == "QUEUED")
        #expect(await transport.exchanges.map(\.purpose) == [.call])
    }

    @Test("Without a key, or a base URL, nothing is sent and that is known")
    func notSent() async throws {
        let surface = try SurfaceConnectionTests.surface()
        var homeless = surface
        homeless.baseURL = nil
        let broken = VideoGenerationError(.configuration, "The key file cannot be read.")
        let cases: [(Surface, String?, VideoGenerationError?, VideoGenerationError.Code)] = [
            (surface, nil, nil, .authentication), (surface, nil, broken, .configuration),
            (surface, "bad key", nil, .authentication), (homeless, "sk_1", nil, .configuration),
        ]
        let request = try #require(Samples.negotiate([:]).request)
        for (surface, key, failure, code) in cases {
            let transport = RecordingTransport()
            let connection = Self.connection(surface, transport, key: key, failure: failure)
            let model = EchoModel(surface: surface)
            let submitted = await model.submit(Submission(request, by: connection))
            guard case .notSent(let error) = submitted else {
                Issue.record("\(submitted)")
                continue
            }
            #expect(error.code == code)
            let asked = await model.status(StatusQuery(TaskHandleTests.handle, by: connection))
            guard case .trouble(let trouble) = asked else {
                Issue.record("\(asked)")
                continue
            }
            #expect(trouble.kind == (.account))
            #expect(await transport.exchanges.isEmpty)
        }
    }

    @Test(
        "A failed exchange becomes an error by its kind",
        arguments: [
            (.forbidden, .configuration, false), (.unreachable, .serviceUnavailable, true),
            (.timedOut, .serviceUnavailable, true),
            (.connectionLost, .serviceUnavailable, true), (.tooLarge, .protocolViolation, false),
            (.notHTTP, .protocolViolation, false),
            (.bodyUnreadable, .unreadableInput, false), (.sinkFailed, .outputUnwritable, false),
            (.cancelled, .cancelled, false),
            (.other, .serviceUnavailable, true),
        ] as [(ExchangeFailure.Kind, VideoGenerationError.Code, Bool)])
    func wrapping(kind: ExchangeFailure.Kind, code: VideoGenerationError.Code, isRetryable: Bool) {
        let failure = ExchangeFailure(kind, phase: .connecting, provesNothingSent: true, message: "It broke.")
        let error = VideoGenerationError(wrapping: failure)
        #expect(error.code == code)
        #expect(error.isRetryable == isRetryable)
        #expect(error.message == "It broke.")
        #expect(error.underlying is ExchangeFailure)
    }

    @Test("What a source or sink threw is the error itself, and what nobody knows is internal")
    func underlying() {
        struct Strange: Error {}
        let cause = VideoGenerationError(.unreadableInput, "The image changed.")
        let failure = ExchangeFailure(
            .bodyUnreadable, phase: .sending, provesNothingSent: false, message: "It broke.", underlying: cause)
        #expect(VideoGenerationError(failure).message == "The image changed.")
        #expect(VideoGenerationError(wrapping: cause).message == "The image changed.")
        #expect(VideoGenerationError(wrapping: CancellationError()).code == .cancelled)
        #expect(VideoGenerationError(wrapping: Strange()).code == .internalFailure)
    }
}
