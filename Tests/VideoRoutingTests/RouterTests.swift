// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Testing
import VideoGenerationCore
import VideoRouting

@Suite("Who is asked, and in which order")
struct RouterTests {
    private func names(
        _ models: [PaperModel], _ preferred: [String] = [], _ request: InspectedRequest = .text
    ) throws -> [String] {
        let plan = try Router(models: models).plan(request, preferring: preferred) { _ in true }
        return plan.candidates.map { $0.model.descriptor.model.description + " " + $0.model.descriptor.mode.rawValue }
    }

    @Test("without a name, the models' own order holds, and synthetic ones are left out")
    func order() throws {
        let models = [PaperModel("b/one"), PaperModel("preview/pan", synthetic: true), PaperModel("a/two")]
        #expect(try names(models) == ["b/one text", "a/two text"])
    }

    @Test("with names, theirs holds, and a synthetic model can be named")
    func preferred() throws {
        let models = [PaperModel("a/one"), PaperModel("preview/pan", synthetic: true), PaperModel("a/two")]
        #expect(try names(models, ["preview/pan", "a/one"]) == ["preview/pan text", "a/one text"])
    }

    @Test("an alias names its model; named twice, by whatever name, it is there once")
    func aliases() throws {
        let models = [PaperModel("a/one", aliases: ["a/uno", "uno"]), PaperModel("a/two")]
        #expect(try names(models, ["uno", "a/one", "a/two", "a/uno", "a/two"]) == ["a/one text", "a/two text"])
        #expect(try names(models + models) == ["a/one text", "a/two text"])
    }

    @Test("an unknown name is refused with the known ones", arguments: ["", "a", "one", "a/three", "A/ONE", " a/one"])
    func unknown(_ name: String) throws {
        let models = [PaperModel("a/one"), PaperModel("a/two")]
        let error = try #require(throws: VideoGenerationError.self) { try names(models, ["a/one", name]) }
        #expect(error.code == .invalidRequest)
        #expect(error.message.contains("a/two"))
    }

    @Test("two places under one name are refused, because nobody could tell which has a task")
    func twice() throws {
        let models = ["https://a.example", "https://b.example"].map { url in
            HighwayModel.veo31LiteImageToVideo(at: Highway.surface(baseURL: WebURL(url)))
        }
        let error = try #require(throws: VideoGenerationError.self) {
            try Router(models: models).plan(.image()) { _ in true }
        }
        #expect(error.code == .configuration && error.message.contains("https://b.example"))
        let named = [models[0], .veo31LiteImageToVideo(at: Highway.surface(name: "second"))]
        #expect(try Router(models: named).plan(.image()) { _ in true }.candidates.count == 2)
    }

    @Test("of siblings none of which is for the request's mode, one that takes its inputs is taken")
    func takers() throws {
        let models = [PaperModel("a/one", mode: .text), PaperModel("a/one", mode: .references)]
        for models in [models, models.reversed()] {
            #expect(try names(models, [], .image()) == ["a/one references"])
        }
    }

    @Test("of siblings, the one for the request's mode is taken, once")
    func siblings() throws {
        let models = [
            PaperModel("a/one", mode: .firstFrame, aliases: ["a/one-i2v"]),
            PaperModel("a/one", mode: .text, aliases: ["a/one-t2v"]), PaperModel("a/two", mode: .firstFrame),
        ]
        #expect(try names(models) == ["a/one text", "a/two first_frame"])
        #expect(try names(models, ["a/one"], .image()) == ["a/one first_frame"])
        #expect(try names(models, ["a/one-i2v"]) == ["a/one first_frame"])
        #expect(try names(models, ["a/one-i2v", "a/one"]) == ["a/one first_frame", "a/one text"])
    }

    @Test("the first that can is chosen; what stands before it says why not")
    func chosen() throws {
        let models = [
            PaperModel("a/short", durations: [4]), PaperModel("a/long", durations: [20]),
            PaperModel("b/long", durations: [20]),
        ]
        let request = InspectedRequest(prompt: "a ship", options: .init(duration: 20))
        let plan = try Router(models: models).plan(request) { _ in true }
        #expect(plan.candidates.map(\.verdict) == [.incapable, .capable, .capable])
        #expect(plan.chosen?.model.descriptor.model == ModelID("a/long"))
        #expect(plan.candidates[0].negotiation.violations.map(\.subject) == ["duration"])
        #expect(plan.refusal == nil)
        #expect(plan.chosen?.recipientHost == nil)
    }

    @Test("the policy goes to every candidate")
    func policy() throws {
        let request = InspectedRequest(prompt: "a ship", options: .init(duration: 7))
        let router = Router(models: [PaperModel("a/one")])
        #expect(try router.plan(request) { _ in true }.chosen == nil)
        let plan = try router.plan(request, policy: .init(.nearest)) { _ in true }
        #expect(plan.chosen?.negotiation.request?[.duration] == 8)
    }

    @Test("the same question has the same answer")
    func deterministic() throws {
        let models = (0..<30).map { PaperModel("s\($0 % 5)/m\($0)", aliases: ["x"]) }
        let first = try names(models, ["x"])
        #expect(first.count == 30)
        for _ in 0..<20 { #expect(try names(models, ["x"]) == first) }
    }
}
