// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Testing
import VideoGenerationCore
import VideoRouting

@Suite("Why nobody was chosen")
struct RefusalTests {
    private func plan(
        _ models: [any VideoGeneration], _ request: InspectedRequest = .text, configured: Set<String> = [],
        from names: [String] = []
    ) throws -> Plan {
        try Router(models: models).plan(request, preferring: names) { configured.contains($0.name) }
    }

    @Test("a model without a key is not configured only if it is capable")
    func notConfigured() throws {
        let models = [PaperModel("a/image", mode: .firstFrame), PaperModel("b/text"), PaperModel("c/text")]
        let plan = try plan(models)
        #expect(plan.candidates.map(\.verdict) == [.incapable, .notConfigured, .notConfigured])
        #expect(plan.chosen == nil)
        let refusal = try #require(plan.refusal)
        #expect(refusal.code == .authentication)
        #expect(refusal.message.contains("b/text"))
        #expect(refusal.message.contains("PAPER_API_KEY_FILE"))
    }

    @Test("a configured model further down is chosen, and then there is no refusal")
    func configuredLater() throws {
        let plan = try plan(
            [PaperModel("a/text"), PaperModel("b/text")], configured: ["b"], from: ["a/text", "b/text"])
        #expect(plan.candidates.map(\.verdict) == [.notConfigured, .capable])
        #expect(plan.chosen?.model.descriptor.model == ModelID("b/text"))
        #expect(plan.refusal == nil)
    }

    @Test("by default only what is configured is considered: a stranger's ability hides no refusal")
    func configuredOnly() throws {
        let models = [PaperModel("a/text"), PaperModel("b/image", mode: .firstFrame)]
        let plan = try plan(models, configured: ["b"])
        #expect(plan.candidates.map(\.verdict) == [.incapable])
        #expect(plan.refusal?.code == .invalidRequest)
    }

    @Test("what is wrong with the request comes before what is wrong with an input")
    func priority() throws {
        let models = [HighwayModel.veo31LiteImageToVideo()]
        let both = try plan(models, .image("image/gif", options: .init(duration: 5)), configured: ["highway"])
        #expect(both.refusal?.code == .unsupportedOption)
        let input = try plan(models, .image("image/gif"), configured: ["highway"])
        #expect(input.refusal?.code == .invalidInput)
        var blank = InspectedRequest.image()
        blank.prompt = "  "
        #expect(try plan(models, blank, configured: ["highway"]).refusal?.code == .invalidRequest)
    }

    @Test("the best preferred candidate's code, and everybody's reasons")
    func reasons() throws {
        let models = [PaperModel("a/one", mode: .firstFrame), PaperModel("b/two", durations: [4])]
        let request = InspectedRequest(prompt: "a ship", options: .init(duration: 4, seed: 3))
        let refusal = try #require(try plan(models, request, configured: ["a", "b"]).refusal)
        let lines = refusal.message.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("a/one: "))
        #expect(lines[1].hasPrefix("b/two: "))
    }

    @Test("without a model there is nothing to choose from")
    func nobody() throws {
        #expect(try plan([]).refusal?.code == .configuration)
        #expect(try plan([PaperModel("a/pan", synthetic: true)], configured: ["a"]).refusal?.code == .configuration)
    }

    @Test("a surface that wants no key and is not ready is not told to set one")
    func noKeyWanted() throws {
        let refusal = try #require(try plan([PaperModel("a/local", credential: nil)]).refusal)
        #expect(refusal.code == .configuration)
        #expect(!refusal.message.contains("set "))
    }

    @Test("a surface without a usable URL is not chosen, and the plan says why")
    func noURL() throws {
        let broken = HighwayModel.veo31LiteImageToVideo(at: Highway.surface(baseURL: nil))
        let alone = try plan([broken], .image(), configured: ["highway"])
        #expect(alone.candidates.map(\.verdict) == [.notConfigured])
        #expect(alone.candidates[0].call == nil)
        #expect(alone.candidates[0].problem?.code == .configuration)
        #expect(alone.refusal?.code == .configuration)

        let other = PaperModel("b/image", mode: .firstFrame)
        #expect(try plan([broken, other], .image(), configured: ["highway", "b"]).chosen?.model.surface.name == "b")
        let named = try plan(
            [broken, other], .image(), configured: ["highway"], from: ["highway/veo-3.1-lite", "b/image"])
        #expect(named.refusal?.code == .authentication)
    }
}
