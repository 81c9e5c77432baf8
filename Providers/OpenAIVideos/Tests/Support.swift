// SPDX-License-Identifier: Apache-2.0
import OpenAIVideosProvider
import VideoGenerationCore

/// Models under test, and how requests and replies for them are made.
enum Gateway {
    static let surface = OpenAIVideos.surface(
        name: "gateway", baseURL: WebURL("https://gateway.example/v1"), credential: "GATEWAY_KEY")

    static let image = picture("5a5a")
    static let other = picture("7b7b")

    private static func picture(_ digest: String) -> Media {
        Media(
            location: .local(MemorySource(Array(0..<100))), mediaType: "image/png",
            pixels: PixelSize(width: 1280, height: 720), sha256: digest)
    }

    static func model(
        _ dialect: Dialect, _ mode: GenerationMode = .text, named name: String = "acme/film-1",
        facts: ModelFacts? = nil
    ) -> OpenAIVideosModel {
        OpenAIVideosModel(named: name, dialect: dialect, at: surface, mode: mode, facts: facts)
    }

    static func negotiated(
        _ model: some VideoGeneration, _ options: VideoOptions = .init(), media: [InputRole: [Media]] = [:]
    ) throws -> NegotiatedRequest {
        let request = InspectedRequest(prompt: "A cat\nwakes up.", media: media, options: options)
        let negotiation = model.descriptor.negotiate(request)
        guard let negotiated = negotiation.request else {
            throw VideoGenerationError(.invalidRequest, "\(negotiation.violations)")
        }
        return negotiated
    }

    static func call(
        _ model: OpenAIVideosModel, _ options: VideoOptions = .init(), media: [InputRole: [Media]] = [:]
    ) throws -> HTTPCall {
        try model.submitCall(for: negotiated(model, options, media: media))
    }

    static func task(_ remoteID: String = "video_1", links: [String: String] = [:]) -> TaskHandle {
        TaskHandle(
            id: TaskID(rawValue: "0123456789abcdefghjk"), model: ModelID(surface: "gateway", model: "acme/film-1"),
            mode: .text, origin: "https://gateway.example", credential: "GATEWAY_KEY", remoteID: remoteID,
            links: links, samples: 1)
    }

    static func reply(_ body: String, status: Int = 200) -> HTTPReply {
        HTTPReply(status: status, body: Array(body.utf8))
    }

    static func statusReading(_ body: String, _ dialect: Dialect = .openAI, status: Int = 200) -> StatusReading {
        model(dialect).readStatus(reply(body, status: status), of: task())
    }

    /// What a status reply reports; nil if it reports nothing.
    static func report(_ body: String, _ dialect: Dialect = .openAI) -> StatusReport? {
        if case .report(let report) = statusReading(body, dialect) { report } else { nil }
    }

    static func name(_ phase: StatusReport.Phase?) -> String {
        switch phase {
        case nil: "none"
        case .queued: "queued"
        case .running: "running"
        case .succeeded(let samples): "succeeded \(samples.count)"
        case .failed(let refusal): "failed \(refusal.code.rawValue): \(refusal.message)"
        }
    }

    static func locations(_ phase: StatusReport.Phase?) -> [String] {
        guard case .succeeded(let samples) = phase else { return ["no success: \(name(phase))"] }
        return samples.map { sample in
            switch sample.location {
            case .url(let url): "\(sample.index) \(url)"
            case .credentialed(let url): "\(sample.index) with the key: \(url)"
            case .file(let path): "\(sample.index) a file: \(path)"
            case .filtered: "\(sample.index) filtered"
            case .missing: "\(sample.index) missing"
            }
        }
    }
}
