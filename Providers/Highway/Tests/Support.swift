// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import VideoGenerationCore

/// The model under test, and how requests and replies for it are made.
enum Lite {
    static let model = HighwayModel.veo31LiteImageToVideo()

    static let task = TaskHandle(
        id: TaskID(rawValue: "0123456789abcdefghjk"), model: model.descriptor.model, mode: .firstFrame,
        origin: "https://api.highwayapi.ai", credential: Highway.credential, remoteID: "7c9e6679-7425-40de", samples: 2)

    static let image = Media(
        location: .local(MemorySource(Array(0..<100))), mediaType: "image/png",
        pixels: PixelSize(width: 1280, height: 720), sha256: "5a5a")

    static let allOptions = VideoOptions(
        duration: 4, resolution: .hd1080, aspectRatio: .portrait, samples: 4, audio: false,
        negativePrompt: "no \"rain\"",
        seed: 0, personGeneration: .dontAllow)

    static func call(_ options: VideoOptions = .init(), image: Media = image) throws -> HTTPCall {
        let request = InspectedRequest(prompt: "A cat\nwakes up.", media: [.firstFrame: [image]], options: options)
        let negotiation = model.descriptor.negotiate(request)
        guard let negotiated = negotiation.request else {
            throw VideoGenerationError(.invalidRequest, "\(negotiation.violations)")
        }
        return try model.submitCall(for: negotiated)
    }

    static func reply(_ body: String, status: Int = 200) -> HTTPReply {
        HTTPReply(status: status, body: Array(body.utf8))
    }

    static func submitReading(_ body: String, status: Int = 200) -> SubmitReading {
        model.readSubmit(reply(body, status: status))
    }

    static func statusReading(_ body: String, status: Int = 200) -> StatusReading {
        model.readStatus(reply(body, status: status), of: task)
    }

    /// What a status reply reports; nil if it reports nothing.
    static func report(_ body: String) -> StatusReport? {
        if case .report(let report) = statusReading(body) { report } else { nil }
    }
}
