// SPDX-License-Identifier: Apache-2.0
import OpenAIVideosProvider
import Testing
import VideoGenerationCore

@Suite struct DescriptorTests {
    static let dialects: [Dialect] = [.openAI, .openRouter, .liteLLM, .newAPI, .vLLMOmni, .sgLang]

    static func facts(_ descriptor: CapabilityDescriptor) -> [String] {
        descriptor.options.map { option in
            "\(option.name.rawValue): \(option.domain.summary), \(option.defaultValue.map(\.description) ?? "no default")"
        }
    }

    @Test("Veo 3.1 Lite at OpenRouter is what its recipe says")
    func veo31Lite() {
        let descriptor = Gateway.model(.openRouter, .firstFrame, named: "google/veo-3.1-lite").descriptor
        #expect(descriptor.model.description == "gateway/google/veo-3.1-lite")
        #expect(descriptor.title == "Veo 3.1 Lite, image to video")
        #expect(descriptor.vendor == "OpenRouter")
        #expect(
            Self.facts(descriptor) == [
                "duration: 4, 6 or 8, no default", "resolution: 720p or 1080p, no default",
                "aspect_ratio: 16:9 or 9:16, no default", "audio: true or false, no default", "samples: 1, 1",
            ])
        #expect(descriptor.inputs.map(\.role) == [.firstFrame])
        #expect(descriptor.inputs.allSatisfy { $0.acceptsURL && $0.acceptsContent && $0.isRequired })
        #expect(descriptor.sizes.isEmpty)
    }

    @Test("The shape itself has four sizes and three lengths, with the documented defaults")
    func openAI() {
        let descriptor = Gateway.model(.openAI, .firstFrame).descriptor
        #expect(
            Self.facts(descriptor) == [
                "duration: 4, 8 or 12, 4", "resolution: 720p or 1024p, 720p",
                "aspect_ratio: 9:16, 16:9, 4:7 or 7:4, 9:16", "samples: 1, 1",
            ])
        #expect(
            descriptor.sizes.map { "\($0.pixels.width)x\($0.pixels.height)" } == [
                "720x1280", "1280x720", "1024x1792", "1792x1024",
            ])
        #expect(descriptor.inputs.map(\.acceptsURL) == [false])
        #expect(descriptor.inputs.map(\.mediaTypes) == [["image/jpeg", "image/png", "image/webp"]])
    }

    @Test(
        "Of a model that nobody documents only what holds for every model is allowed",
        arguments: [
            (.liteLLM, ["duration"]), (.newAPI, ["duration"]), (.sgLang, ["duration"]),
            (.vLLMOmni, ["duration", "negative_prompt", "seed"]),
            (.openRouter, ["duration", "resolution", "aspect_ratio", "audio"]),
        ] as [(Dialect, [String])])
    func unknownModels(dialect: Dialect, names: [String]) {
        let descriptor = Gateway.model(dialect).descriptor
        #expect(descriptor.options.map(\.name.rawValue) == names + ["samples"])
        #expect(descriptor.supports(VideoOptions(duration: 7)))
        #expect(!descriptor.supports(VideoOptions(duration: 0)))
        #expect(descriptor.nearest(to: VideoOptions(duration: 0)) == VideoOptions(duration: 1))
    }

    @Test("What the app says of a model takes the place of what is known of it")
    func ownFacts() {
        let facts = ModelFacts(
            options: [OptionCapability(.duration, .oneOf([5])), OptionCapability(.resolution, .oneOf(["4K"]))],
            sizes: [VideoSize(832, 480, "480p", "16:9"), VideoSize(480, 832, "480p", "9:16")],
            prices: nil, title: "Film", sources: [FactSource("my notes", date: "2026-11-26")])
        let descriptor = Gateway.model(.openAI, facts: facts).descriptor
        #expect(
            Self.facts(descriptor) == [
                "duration: 5, no default", "resolution: 480p, no default", "aspect_ratio: 16:9 or 9:16, no default",
                "samples: 1, 1",
            ])
        // Half a size cannot be sent, and what stands for the other half is not known.
        #expect(descriptor.options.map(\.isRequired) == [false, true, true, false])
        #expect(descriptor.title == "Film, text to video")
        #expect(descriptor.sources.last?.document == "my notes")
    }

    @Test("A model is there in each mode that its dialect has for it")
    func models() {
        func modes(_ names: [String], _ dialect: Dialect) -> [String] {
            OpenAIVideos.models(named: names, dialect: dialect, at: Gateway.surface).map {
                "\($0.descriptor.model.model) \($0.descriptor.mode.rawValue)"
            }
        }
        #expect(modes(["a", "b"], .liteLLM) == ["a text", "a first_frame", "b text", "b first_frame"])
        #expect(
            modes(["google/veo-3.1-lite"], .openRouter) == [
                "google/veo-3.1-lite text", "google/veo-3.1-lite first_frame",
                "google/veo-3.1-lite first_and_last_frame",
            ])
        #expect(
            modes(["x/y"], .openRouter) == [
                "x/y text", "x/y first_frame", "x/y first_and_last_frame", "x/y references",
            ])
        #expect(modes([], .openRouter).isEmpty)
    }

    @Test("Every dialect says whose word it is, and its defaults are values that it allows", arguments: dialects)
    func whole(dialect: Dialect) {
        for model in OpenAIVideos.models(named: ["acme/film-1"], dialect: dialect, at: Gateway.surface) {
            #expect(!model.descriptor.sources.isEmpty)
            #expect(model.descriptor.options.allSatisfy { $0.defaultValue.map($0.domain.contains) ?? true })
            #expect(model.descriptor.inputs.allSatisfy { !$0.kinds.isEmpty && !$0.mediaTypes.isEmpty })
        }
    }

    @Test("OpenRouter has a host and a key, and a server on this machine needs neither")
    func surfaces() throws {
        let openRouter = OpenAIVideos.openRouter()
        #expect(openRouter.name == "openrouter")
        #expect(try openRouter.url("/videos").description == "https://openrouter.ai/api/v1/videos")
        #expect(openRouter.credential == "OPENROUTER_API_KEY")
        let local = OpenAIVideos.surface(
            name: "local", baseURL: WebURL("http://localhost:8091/v1"), credential: nil)
        #expect(local.credential == nil)
        #expect(local.reach == .loopbackToo)
    }
}
