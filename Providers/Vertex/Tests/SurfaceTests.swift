// SPDX-License-Identifier: Apache-2.0
import Testing
import VertexProvider
import VideoGenerationCore

@Suite struct SurfaceTests {
    @Test(
        "Videos are read at Google's storage, or where the surface says",
        arguments: [
            (Veo.base, nil, "https://storage.googleapis.com"), ("http://127.0.0.1:9/v1", nil, "http://127.0.0.1:9"),
            ("http://localhost:9/v1/x", "http://localhost:7", "http://localhost:7"),
            (Veo.base, "https://storage.example/", "https://storage.example"),
        ])
    func storage(base: String, storage: String?, origin: String) throws {
        let surface = Vertex.surface(baseURL: WebURL(base), storageURL: storage.flatMap { WebURL($0) })
        #expect(surface.credentialOrigins == [origin])
        let model = try Veo.model(at: surface)
        let body =
            #"{"name":"\#(Veo.operation)","done":true,"response":{"videos":[{"gcsUri":"gs://films/1/sample_0.mp4"}]}}"#
        guard case .report(let report) = model.readStatus(Veo.reply(body), of: Veo.task()),
            case .succeeded(let samples) = report.phase, case .credentialed(let url)? = samples.first?.location
        else {
            Issue.record("no address")
            return
        }
        #expect(url.description == "\(origin)/storage/v1/b/films/o/1%2Fsample_0.mp4?alt=media")
    }

    struct Token: CredentialSource {
        func credential(named name: CredentialName) -> Secret? {
            name == "VERTEX_API_KEY" ? try? Secret("ya29.t") : nil
        }
    }

    struct NoNetwork: HTTPTransport {
        func send(_ exchange: HTTPExchange) async -> HTTPOutcome {
            Issue.record("Nothing is to be sent.")
            return .reply(HTTPReply(status: 500))
        }
    }

    @Test(
        "The token goes to the project and to its storage as a bearer's, and nowhere else",
        arguments: [
            (Veo.base, true), ("https://storage.googleapis.com/storage/v1/b/films/o/a?alt=media", true),
            ("https://storage.googleapis.com:8443/a", false), ("http://storage.googleapis.com/a", false),
            ("https://films.storage.googleapis.com/a", false),
            ("https://europe-west4-aiplatform.googleapis.com/v1", false), ("https://example.com/a", false),
        ])
    func token(url: String, isOurs: Bool) async throws {
        let connection = SurfaceConnection(surface: Veo.surface, transport: NoNetwork(), credentials: Token())
        let call = HTTPCall(.get, try #require(WebURL(url)))
        let authorization = try await connection.exchange(for: call, purpose: .download).authorization
        #expect(authorization?.secret.reveal() == (isOurs ? "ya29.t" : nil))
        #expect(authorization?.prefix == (isOurs ? "Bearer " : nil))
        #expect(authorization?.field == (isOurs ? .authorization : nil))
        #expect(call.request.headerFields.isEmpty)
    }
}
