// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A model that exists to be chosen, and answers nothing.
struct PaperModel: VideoGeneration {
    let descriptor: CapabilityDescriptor
    let surface: Surface

    init(
        _ id: String, mode: GenerationMode = .text, aliases: [String] = [], synthetic: Bool = false,
        durations: [OptionValue] = [4, 8], credential: CredentialName? = "PAPER_API_KEY", cents: Int64? = nil
    ) {
        let parts = id.split(separator: "/").map(String.init)
        descriptor = CapabilityDescriptor(
            model: ModelID(surface: parts[0], model: parts[1]), aliases: aliases, title: id, mode: mode,
            vendor: "Paper", synthetic: synthetic,
            inputs: mode == .text
                ? [] : [InputCapability(.firstFrame, kinds: [.url, .base64], mediaTypes: ["image/png"])],
            options: [OptionCapability(.duration, .oneOf(durations), default: durations.first)],
            prices: cents.map {
                PriceList(
                    per: .second, tiers: [.init(Money(micros: $0 * 10_000))],
                    source: FactSource("Paper price list", date: "2026-11-22"))
            }, sources: [])
        surface = Surface(name: parts[0], baseURL: nil, credential: credential)
    }

    func submit(_ submission: Submission) async -> SubmitOutcome {
        .notSent(VideoGenerationError(.internalFailure, "A paper model was asked."))
    }

    func status(_ query: StatusQuery) async -> StatusOutcome {
        .trouble(.init(.passing, VideoGenerationError(.internalFailure, "A paper model was asked.")))
    }
}

extension InspectedRequest {
    static let text = InspectedRequest(prompt: "a ship")

    static func image(_ mediaType: String = "image/png", options: VideoOptions = .init()) -> InspectedRequest {
        let media = Media(
            location: .local(MemorySource(Array(0...255))), mediaType: mediaType,
            pixels: PixelSize(width: 1280, height: 720))
        return InspectedRequest(prompt: "a \"ship\"\n\u{1F6A2}", media: [.firstFrame: [media]], options: options)
    }
}
