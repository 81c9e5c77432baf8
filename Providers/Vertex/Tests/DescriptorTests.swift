// SPDX-License-Identifier: Apache-2.0
import Testing
import VertexProvider
import VideoGenerationCore

@Suite struct DescriptorTests {
    @Test("Three models are offered, each in three modes and by Google's own name, too")
    func models() {
        let descriptors = Vertex.models(at: Veo.surface).map(\.descriptor)
        let names = ["veo-3.1-lite", "veo-3.1", "veo-3.1-fast"]
        #expect(
            descriptors.map { "\($0.model) \($0.mode.rawValue)" }
                == names.flatMap { name in
                    ["text", "first_frame", "first_and_last_frame"].map { "vertex/\(name) \($0)" }
                })
        #expect(descriptors.allSatisfy { $0.isNamed("\($0.model)-generate-001") && !$0.synthetic })
    }

    static let common = [
        "aspect_ratio: 16:9 or 9:16, default 16:9", "audio: true or false",
        "compression_quality: optimized or lossless, default optimized", "duration: 4, 6 or 8, default 8",
        "negative_prompt: text", "person_generation: allow_adult, dont_allow or allow_all, default allow_adult",
        "samples: 1 to 4", "seed: 0 to 4294967295", "storage_uri: text, required",
    ]
    static let fullHD = "resolution: 720p or 1080p, default 720p"
    static let ultraHD = "resolution: 720p, 1080p or 4k, default 720p"
    static let resize = "resize_mode: pad or crop, default pad"

    @Test(
        "A descriptor says what Google's pages say",
        arguments: [
            ("veo-3.1-lite", .text, [fullHD], []), ("veo-3.1-lite", .firstFrame, [fullHD, resize], [.firstFrame]),
            ("veo-3.1-lite", .firstAndLastFrame, [fullHD], [.firstFrame, .lastFrame]),
            ("veo-3.1", .text, [ultraHD], []),
            ("veo-3.1-fast", .firstFrame, [ultraHD, resize], [.firstFrame]),
        ] as [(String, GenerationMode, [String], [InputRole])])
    func facts(name: String, mode: GenerationMode, options: [String], roles: [InputRole]) throws {
        let descriptor = try Veo.model(name, mode).descriptor
        #expect(
            descriptor.options.map { "\($0.name.rawValue): \($0.summary)" }.sorted() == (Self.common + options).sorted()
        )
        #expect(descriptor.inputs.map(\.role) == roles)
        for input in descriptor.inputs {
            // What the service fetches by itself are gs:// addresses only.
            #expect(input.kinds == [.base64])
            #expect(input.isRequired)
            #expect(input.mediaTypes == ["image/jpeg", "image/png"])
            #expect(input.maximumBytes == nil)
        }
        #expect(descriptor.prices == nil)
        #expect(descriptor.sources.count == 3)
    }

    @Test("A request without a folder is refused, and the message says what to do")
    func storageMissing() throws {
        let negotiation = Veo.negotiation(of: try Veo.model(), VideoOptions(duration: 4))
        #expect(negotiation.request == nil)
        #expect(negotiation.violations.map(\.subject) == ["storage_uri"])
        #expect(
            negotiation.violations.first?.message
                == "storage_uri must be set: this service has no default for it. Allowed: text. It is the folder in "
                + "Cloud Storage that the service writes the videos to, such as gs://bucket/folder/.")
    }

    @Test("A model that was made with a folder needs none from the request")
    func storageSet() throws {
        let model = try Veo.model(storageURI: Veo.folder)
        #expect(model.descriptor.option("storage_uri")?.isRequired == false)
        #expect(Veo.negotiation(of: model, VideoOptions(duration: 4)).violations.isEmpty)
    }

    @Test(
        "More than 720p in less than 8 seconds is made, with a word of warning",
        arguments: [("veo-3.1-lite", "1080p"), ("veo-3.1", "4k"), ("veo-3.1-fast", "1080p")])
    func advisory(name: String, resolution: String) throws {
        let model = try Veo.model(name, storageURI: Veo.folder)
        let codes = { (seconds: Int) in
            Veo.negotiation(
                of: model, VideoOptions(duration: seconds, resolution: Resolution(rawValue: resolution))
            ).report.advisories.map(\.code)
        }
        #expect(codes(4) == ["full_hd_short"])
        #expect(codes(8).isEmpty)
    }

    @Test("What a model is not documented to take is refused before anything is sent")
    func refusals() throws {
        let lite = try Veo.model(storageURI: Veo.folder)
        #expect(Veo.negotiation(of: lite, VideoOptions(resolution: "4k")).violations.map(\.subject) == ["resolution"])
        let url = try #require(WebURL("https://pictures.example/cat.png"))
        let picture = try Veo.model("veo-3.1-lite", .firstFrame, storageURI: Veo.folder)
        let violations = Veo.negotiation(
            of: picture, VideoOptions(), media: [.firstFrame: [Media(location: .remote(url))]]
        ).violations
        #expect(violations.map(\.subject) == ["first_frame"])
    }
}
