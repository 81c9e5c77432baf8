// SPDX-License-Identifier: Apache-2.0
import GenerationScreen
import Testing
import VideoGenerationClient
import VideoGenerationTesting

@MainActor
@Suite("The screen")
struct ScreenTests {
    private let loop = VirtualLoop.offline

    private func screen(_ model: ScriptedModel) -> ScreenModel {
        ScreenModel(
            client: VideoClient(models: [model], transport: loop, store: .memory, credentials: FixedCredentials()))
    }

    private func final(_ model: ScriptedModel, _ options: VideoOptions = .init()) async throws -> ScreenState {
        let screen = screen(model)
        return try await loop.runOnMainActor {
            screen.start(VideoRequest("a ship", options: options), requestID: "row-1")
            await screen.finished()
            return screen.state
        }
    }

    @Test("shows what came of each sample")
    func samples() async throws {
        let model = ScriptedModel(
            .queued, .running(0.4), .done(.video, .filtered("Somebody famous."), .missing("Lost.")))
        let state = try await final(model, VideoOptions(samples: 3))
        #expect(state.phase == .done && state.progress == 1 && state.canStart)
        guard case .video(let path)? = state.tiles.first else {
            Issue.record("no video: \(state.tiles)")
            return
        }
        #expect(!path.isEmpty)
        #expect(state.tiles.dropFirst() == [.blocked(reason: "Somebody famous."), .missing(reason: "Lost.")])
    }

    @Test("says why there is none")
    func failure() async throws {
        let state = try await final(ScriptedModel(.failed(.contentRefused, "Not this.")))
        #expect(state.phase == .failed)
        #expect(state.message?.contains("Not this.") == true)
    }

    @Test("refuses what no model takes, before anything is sent")
    func refusal() async throws {
        let model = ScriptedModel()
        let state = try await final(model, VideoOptions(duration: 5))
        #expect(state.phase == .failed)
        #expect(state.message?.contains("4, 6 or 8") == true)
        #expect(model.requests.isEmpty)
    }

    @Test("can be told to stop")
    func cancel() async throws {
        let model = ScriptedModel(.running(0.1))
        let screen = screen(model)
        let state = try await loop.runOnMainActor {
            screen.start(VideoRequest("a ship"), requestID: "row-1")
            while screen.state.phase != .rendering { await Task.yield() }
            await screen.cancel()
            await screen.finished()
            return screen.state
        }
        #expect(state.phase == .failed)
        #expect(model.cancelled == ["scripted-1"])
    }

    @Test("says that it may have been billed, and offers no second try")
    func unknown() async throws {
        let state = try await final(ScriptedModel(submissions: [.answerLost]))
        #expect(state.phase == .unknown)
        #expect(!state.canStart)
    }

    @Test("told to stop before anything was sent, sends nothing")
    func early() async throws {
        let model = ScriptedModel()
        let screen = screen(model)
        let state = try await loop.runOnMainActor {
            screen.start(VideoRequest("a ship"), requestID: "row-1")
            await screen.cancel()
            await screen.finished()
            return screen.state
        }
        #expect(state.phase == .failed)
        #expect(model.requests.isEmpty)
    }

    @Test("starts one at a time")
    func once() async throws {
        let model = ScriptedModel()
        let screen = screen(model)
        try await loop.runOnMainActor {
            screen.start(VideoRequest("a ship"), requestID: "row-1")
            screen.start(VideoRequest("a ship"), requestID: "row-1")
            await screen.finished()
        }
        #expect(model.requests.count == 1)
    }
}
