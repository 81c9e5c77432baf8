// SPDX-License-Identifier: Apache-2.0
import Testing
import VertexProvider
import VideoGenerationCore
import VideoGenerationTesting

@Suite struct BodyTests {
    static let prompt = #""prompt":"A cat\nwakes up.""#
    static let frame = #""image":{"bytesBase64Encoded":"<base64 of 100>","mimeType":"image/png"}"#
    static let last = #""lastFrame":{"bytesBase64Encoded":"<base64 of 50>","mimeType":"image/jpeg"}"#
    static let images: [InputRole: [Media]] = [
        .firstFrame: [Veo.image(100)], .lastFrame: [Veo.image(50, "image/jpeg")],
    ]
    static let all = VideoOptions(
        duration: 4, resolution: .hd1080, aspectRatio: .portrait, samples: 4, audio: false,
        negativePrompt: "no \"rain\"",
        seed: 0, personGeneration: .dontAllow,
        vendor: ["compression_quality": "lossless", "storage_uri": "gs://films/a b/"])
    static let allParameters =
        #""durationSeconds":4,"resolution":"1080p","aspectRatio":"9:16","sampleCount":4,"generateAudio":false,"#
        + #""negativePrompt":"no \"rain\"","seed":0,"personGeneration":"dont_allow","compressionQuality":"lossless""#

    @Test(
        "A body has the instance and what was asked for, and no more",
        arguments: [
            (.text, VideoOptions(), prompt, #""storageUri":"gs://films/out/""#),
            (.text, all, prompt, allParameters + #","storageUri":"gs://films/a b/""#),
            (.firstFrame, VideoOptions(seed: 7), prompt + "," + frame, #""seed":7,"storageUri":"gs://films/out/""#),
            (
                .firstFrame, VideoOptions(vendor: ["resize_mode": "crop"]), prompt + "," + frame,
                #""resizeMode":"crop","storageUri":"gs://films/out/""#
            ),
            (
                .firstAndLastFrame, VideoOptions(audio: true), prompt + "," + frame + "," + last,
                #""generateAudio":true,"storageUri":"gs://films/out/""#
            ),
        ] as [(GenerationMode, VideoOptions, String, String)])
    func body(mode: GenerationMode, options: VideoOptions, instance: String, parameters: String) throws {
        let model = try Veo.model("veo-3.1-lite", mode, storageURI: Veo.folder)
        let roles = model.descriptor.inputs.map(\.role)
        let call = try Veo.call(model, options, media: Self.images.filter { roles.contains($0.key) })
        #expect(call.body.shownText == #"{"instances":[{\#(instance)}],"parameters":{\#(parameters)}}"#)
        #expect(call.request.method == .post)
        #expect(call.request.headerFields.map { "\($0.name): \($0.value)" } == ["Content-Type: application/json"])
    }

    @Test("The folder of a request goes before the one that the model was made with, and is sent once")
    func storage() throws {
        let bodies = try [nil, "gs://other/"].map { made in
            try Veo.call(Veo.model(storageURI: made), VideoOptions(vendor: ["storage_uri": .text(Veo.folder)]))
                .body.shownText
        }
        let parameters = #""parameters":{"storageUri":"gs://films/out/"}}"#
        #expect(bodies == Array(repeating: #"{"instances":[{\#(Self.prompt)}],"# + parameters, count: 2))
    }

    @Test("A plan shows the pictures as length and digest, and the body is the same each time")
    func plan() throws {
        let model = try Veo.model("veo-3.1", .firstFrame, storageURI: Veo.folder)
        let texts = try (0..<20).map { _ in
            try #require(Veo.call(model, VideoOptions(), media: [.firstFrame: [Veo.image(100)]]).json).text
        }
        #expect(Set(texts).count == 1)
        #expect(texts.first?.contains(#""bytesBase64Encoded":{"bytes":100,"sha256":"5a5a"}"#) == true)
    }

    @Test(
        "A model is asked for below the project and the place of the base URL",
        arguments: [
            ("veo-3.1-lite", "veo-3.1-lite-generate-001"), ("veo-3.1", "veo-3.1-generate-001"),
            ("veo-3.1-fast", "veo-3.1-fast-generate-001"),
        ])
    func paths(name: String, wire: String) throws {
        let model = try Veo.model(name, storageURI: Veo.folder)
        let path = "/v1/projects/p-1/locations/us-central1/publishers/google/models/\(wire)"
        let submit = try Veo.call(model, VideoOptions())
        #expect(submit.request.authority == "us-central1-aiplatform.googleapis.com")
        #expect(submit.request.path == path + ":predictLongRunning")
        let status = try model.statusCall(for: Veo.task())
        #expect(status.request.method == .post)
        #expect(status.request.path == path + ":fetchPredictOperation")
        #expect(status.body.shownText == #"{"operationName":"\#(Veo.operation)"}"#)
    }

    @Test("Without a base URL nothing can be asked, which is a matter of configuration")
    func homeless() throws {
        let model = try Veo.model(at: Vertex.surface(baseURL: nil))
        let error = try #require(throws: VideoGenerationError.self) { try model.statusCall(for: Veo.task()) }
        #expect(error.code == .configuration)
    }
}
