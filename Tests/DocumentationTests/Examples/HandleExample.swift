// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Testing
import VideoGenerationCore
import VideoGenerationTesting

// example: handle
/// The links of a task that this process did not submit, from its handle; none as long as it is not finished.
func links(
    of handle: TaskHandle, at model: any VideoGeneration, over transport: any HTTPTransport,
    credentials: any CredentialSource
) async -> [WebURL] {
    let connection = SurfaceConnection(surface: model.surface, transport: transport, credentials: credentials)
    guard case .report(let report) = await model.status(StatusQuery(handle, by: connection)),
        case .succeeded(let samples) = report.phase
    else { return [] }
    return samples.compactMap { if case .url(let url) = $0.location { url } else { nil } }
}
// end

@Suite("A handle by hand")
struct HandleExampleTests {
    @Test("a handle is enough to find a finished task")
    func finished() throws {
        let loop = VirtualLoop { _ in
            .json(
                #"{"task":{"task_id":"t-1","status":"TASK_STATUS_SUCCEED"},"#
                    + #""videos":[{"video_url":"https://cdn.example/1.mp4"}]}"#)
        }
        let model = HighwayModel.veo31LiteImageToVideo()
        let handle = TaskHandle(
            id: TaskID(rawValue: "0123456789abcdefghjk"), model: model.descriptor.model, mode: .firstFrame,
            origin: "https://api.highwayapi.ai", credential: Highway.credential, remoteID: "t-1", samples: 1)
        let found = try loop.run {
            await links(
                of: handle, at: model, over: loop, credentials: FixedCredentials(["HIGHWAY_API_KEY": "not-a-real-key"]))
        }
        #expect(found.map(\.description) == ["https://cdn.example/1.mp4"])
        #expect(loop.exchanges.map(\.request.path) == ["/v3/async/task-result?task_id=t-1"])
    }
}
