// SPDX-License-Identifier: Apache-2.0
import OpenAIVideosProvider
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@Suite struct ConformanceTests {
    @Test("Every model of every dialect keeps the rules of a provider", arguments: cases.flatMap(\.rules))
    func conformance(rule: ProviderRule) throws {
        try rule.check()
    }

    /// A gateway with what it says, and the models that it is asked for.
    private struct Case {
        let samples: WireSamples
        let models: [any HTTPVideoGeneration]

        var rules: [ProviderRule] {
            models.flatMap { model in ProviderConformance(model, samples: samples).rules }
        }

        /// The models `names`, as the dialect knows them, and the first once more with `facts` of the app's own.
        init(
            _ dialect: Dialect, _ samples: WireSamples, named names: [String], facts: ModelFacts? = nil,
            at surface: Surface = Gateway.surface
        ) {
            self.samples = samples
            let own = facts.map { facts in
                [GenerationMode.text, .firstFrame].map { mode in
                    OpenAIVideos.model(named: names[0], dialect: dialect, at: surface, mode: mode, facts: facts)
                }
            }
            models = OpenAIVideos.models(named: names, dialect: dialect, at: surface) + (own ?? [])
        }
    }

    private static let cases = [
        Case(.openAI, .openAI, named: ["sora-2"]),
        Case(
            .openRouter, .openRouter, named: ["google/veo-3.1-lite", "acme/film-1"], at: OpenAIVideos.openRouter()),
        Case(.liteLLM, .liteLLM, named: ["gemini/veo-3.1-generate-preview"], facts: film),
        Case(.newAPI, .newAPI, named: ["sora-2"], facts: film),
        Case(.vLLMOmni, .vLLMOmni, named: ["Wan-AI/Wan2.2-T2V-A14B-Diffusers"], facts: wan),
        Case(.sgLang, .sgLang, named: ["Wan-AI/Wan2.1-T2V-1.3B-Diffusers"], facts: film),
    ]

    /// A model that is asked for pixels, none of them by default.
    private static let film = ModelFacts(
        options: [OptionCapability(.duration, .oneOf([4, 8, 12]), default: 4)],
        sizes: [VideoSize(1280, 720, "720p", "16:9"), VideoSize(720, 1280, "720p", "9:16")])

    /// The same with what the server takes besides.
    private static let wan = ModelFacts(
        options: Dialect.vLLMOmni.anyModel.options + [OptionCapability(.audio, .flag)], sizes: film.sizes,
        defaultSize: film.sizes[0])
}
