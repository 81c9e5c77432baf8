// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import HighwayProvider
import TestServers
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

/// A paid submission on its whole way: a real provider's body, libcurl on a real socket, the tracker, and its record.
struct Payment: Sendable {
    /// Where the surface lives.
    var url: String
    /// How many bytes the image has.
    var imageBytes = 3
    /// Shorter ceilings than those of a real submission, for what never answers.
    var limits: HTTPExchange.Limits?
    /// How many submissions the task may make. More than one shows that an unknown outcome is followed by none.
    var attempts = 1
    /// How many other calls go before it, which leave a connection warm.
    var warmUps = 0

    /// Submits, and returns what is recorded once it is known what came of that.
    func make() async throws -> VideoTask {
        let store = MemoryTaskStore()
        return try await withTransport { transport in
            let credentials = FixedCredentials([Highway.credential: "canary-4f1d-key"])
            let tracker = VideoTracker(
                loop: transport, store: store, credentials: credentials,
                // Nobody is asked: what the server sees is submissions.
                configuration: .init(
                    polling: .init(shortest: .seconds(3600), longest: .seconds(3600)), submitAttempts: attempts))
            let baseURL = try #require(WebURL(url))
            let surface = Highway.surface(baseURL: baseURL)
            let model = HurriedModel(
                base: .veo31LiteImageToVideo(at: surface), limits: limits, transport: transport,
                credentials: credentials)
            for _ in 0..<warmUps {
                let call = HTTPCall(.get, try surface.url("/warm"))
                let connection = SurfaceConnection(surface: surface, transport: transport, credentials: credentials)
                _ = try await connection.send(call, purpose: .call)
            }
            let id = try await tracker.submit(try request(of: model), to: model, destination: .links)
            for await event in await tracker.events(of: id) {
                if case .submitted = event { break }
            }
            await tracker.stop()
            return try #require(try store.task(id))
        }
    }

    private func request(of model: some VideoGeneration) throws -> NegotiatedRequest {
        let image = Media(
            location: .local(MemorySource([UInt8](repeating: 7, count: imageBytes))), mediaType: "image/png",
            pixels: PixelSize(width: 1280, height: 720))
        let request = InspectedRequest(prompt: "a ship", media: [.firstFrame: [image]], options: .init())
        return try #require(model.descriptor.negotiate(request).request)
    }
}

/// The real model, whose submissions wait less long for an answer.
private struct HurriedModel: VideoGeneration {
    let base: HighwayModel
    let limits: HTTPExchange.Limits?
    let transport: any HTTPTransport
    let credentials: any CredentialSource

    var descriptor: CapabilityDescriptor { base.descriptor }
    var surface: Surface { base.surface }

    func submit(_ submission: Submission) async -> SubmitOutcome {
        guard let limits else { return await base.submit(submission) }
        let hurried = Hurry(transport: transport, limits: limits)
        let connection = SurfaceConnection(surface: surface, transport: hurried, credentials: credentials)
        return await base.submit(Submission(submission.request, by: connection))
    }

    func status(_ query: StatusQuery) async -> StatusOutcome { await base.status(query) }

    private struct Hurry: HTTPTransport {
        let transport: any HTTPTransport
        let limits: HTTPExchange.Limits

        func send(_ exchange: HTTPExchange) async -> HTTPOutcome {
            var exchange = exchange
            exchange.limits = limits
            return await transport.send(exchange)
        }
    }
}

extension VideoTask {
    /// What came of the only submission that may have been made.
    var verdict: SubmitAttempt.Outcome? { attempts.count == 1 ? attempts[0].outcome : nil }
}

extension ByteServer.Log {
    /// How many submissions arrived, read to their end or not.
    var posts: Int { heads.count { $0.hasPrefix("POST /v3/async/veo-3.1-lite-i2v ") } }
}

extension HTTPExchange.Limits {
    /// For those who wait for silence.
    static let brief = HTTPExchange.Limits(connect: .milliseconds(300), total: .milliseconds(300))
}
