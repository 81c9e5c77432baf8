// SPDX-License-Identifier: Apache-2.0

// example: apple-client
import HighwayProvider
import URLSessionTransport
import VideoGenerationClient
import VideoTasksSQLite

func makeClient(support: String, token: @escaping @Sendable () async throws -> String) -> VideoClient {
    VideoClient(
        models: Highway.models(at: Highway.surface(baseURL: WebURL("https://video.my-server.example"))),
        transport: URLSessionTransport(),
        store: SQLiteTaskStore(path: support + "/tasks.sqlite"),
        credentials: ClosureCredentials(keeping: .seconds(600)) { _ in try await token() })
}
// end
