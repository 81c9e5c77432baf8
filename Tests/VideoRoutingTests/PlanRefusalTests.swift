// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Testing
import VideoGenerationCore
import VideoRouting

@Suite("Why a plan chose nobody")
struct PlanRefusalTests {
    private let router = Router(models: Highway.models())

    private func request(_ options: VideoOptions = .init()) throws -> InspectedRequest {
        let url = try #require(WebURL("https://example.com/ship.png"))
        return InspectedRequest(
            prompt: "a ship", media: [.firstFrame: [Media(location: .remote(url))]], options: options)
    }

    @Test("a missing key is named, and the call is planned all the same")
    func missingKey() throws {
        let plan = try router.plan(request()) { _ in false }
        #expect(plan.chosen == nil)
        #expect(plan.candidates.map(\.verdict) == [.notConfigured])
        #expect(plan.candidates.first?.call != nil)
        #expect(plan.refusal?.code == .authentication)
        #expect(plan.refusal?.message.contains("HIGHWAY_API_KEY_FILE") == true)
    }

    @Test("what a model cannot do comes in its own words, and nothing is planned")
    func incapable() throws {
        let plan = try router.plan(request(VideoOptions(duration: 5))) { _ in true }
        #expect(plan.candidates.map(\.verdict) == [.incapable])
        #expect(plan.candidates.first?.call == nil)
        #expect(plan.refusal?.code == .unsupportedOption)
        #expect(plan.refusal?.message.contains("4, 6 or 8") == true)
    }

    @Test("a name that nobody goes by is refused with those that are known")
    func unknownName() throws {
        let error = #expect(throws: VideoGenerationError.self) {
            try router.plan(try request(), preferring: ["highway/veo-9"]) { _ in true }
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("highway/veo-3.1-lite") == true)
    }
}
