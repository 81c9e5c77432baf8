// SPDX-License-Identifier: Apache-2.0
import Testing
import VertexProvider
import VideoGenerationCore

/// The models under test, and how requests and replies for them are made.
enum Veo {
    static let base = "https://us-central1-aiplatform.googleapis.com/v1/projects/p-1/locations/us-central1"
    static let surface = Vertex.surface(baseURL: WebURL(base))
    static let folder = "gs://films/out/"
    static let operation =
        "projects/p-1/locations/us-central1/publishers/google/models/veo-3.1-lite-generate-001/operations/a1b0-7c8e"

    static func model(
        _ name: String = "veo-3.1-lite", _ mode: GenerationMode = .text, at surface: Surface = surface,
        storageURI: String? = nil
    ) throws -> VertexModel {
        try #require(
            Vertex.models(at: surface, storageURI: storageURI).first {
                $0.descriptor.model.model == name && $0.descriptor.mode == mode
            })
    }

    static func task(samples: Int = 1) -> TaskHandle {
        TaskHandle(
            id: TaskID(rawValue: "0123456789abcdefghjk"), model: ModelID(surface: "vertex", model: "veo-3.1-lite"),
            mode: .text, origin: "https://us-central1-aiplatform.googleapis.com", credential: Vertex.credential,
            remoteID: operation, samples: samples)
    }

    static func image(_ count: Int, _ type: String = "image/png") -> Media {
        Media(
            location: .local(MemorySource(Array(repeating: 7, count: count))), mediaType: type,
            pixels: PixelSize(width: 1280, height: 720), sha256: "5a5a")
    }

    static func negotiation(
        of model: VertexModel, _ options: VideoOptions, media: [InputRole: [Media]] = [:]
    ) -> Negotiation {
        model.descriptor.negotiate(InspectedRequest(prompt: "A cat\nwakes up.", media: media, options: options))
    }

    static func call(
        _ model: VertexModel, _ options: VideoOptions, media: [InputRole: [Media]] = [:]
    ) throws -> HTTPCall {
        let negotiation = negotiation(of: model, options, media: media)
        guard let request = negotiation.request else {
            throw VideoGenerationError(.invalidRequest, "\(negotiation.violations)")
        }
        return try model.submitCall(for: request)
    }

    static func reply(_ body: String, status: Int = 200) -> HTTPReply {
        HTTPReply(status: status, body: Array(body.utf8))
    }

    static func submitted(_ body: String, status: Int = 200) throws -> SubmitOutcome {
        SubmitOutcome(judging: .reply(reply(body, status: status)), reading: try model().readSubmit)
    }

    static func asked(_ body: String, status: Int = 200, samples: Int = 1) throws -> StatusOutcome {
        let model = try model()
        return StatusOutcome(judging: .reply(reply(body, status: status))) {
            model.readStatus($0, of: task(samples: samples))
        }
    }

    static func error(_ word: String, _ code: Int, _ message: String = "Some text.") -> String {
        #"{"error":{"code":\#(code),"message":\#(JSON.string(message).text),"status":"\#(word)","details":[]}}"#
    }
}
