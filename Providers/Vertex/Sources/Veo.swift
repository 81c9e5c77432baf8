// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension OptionName {
    /// Where in Cloud Storage the service writes the videos.
    static let storageURI: OptionName = "storage_uri"
}

extension VertexModel {
    /// The models of the Veo 3.1 family.
    ///
    /// Sources: the models' modes by Google's pages "Generate videos from text", "… from an image" and "… from first and
    /// last frames" of the Gemini Enterprise Agent Platform, which list all three; resolutions, durations and ratios by
    /// the list in Google's own studio (GoogleCloudPlatform/vertex-ai-creative-studio at 29e6dba, config/veo_models.py).
    enum Veo: String, CaseIterable {
        case lite = "veo-3.1-lite"
        case standard = "veo-3.1"
        case fast = "veo-3.1-fast"

        /// Google's name of it.
        var name: String { rawValue + "-generate-001" }

        var title: String {
            switch self {
            case .lite: "Veo 3.1 Lite"
            case .standard: "Veo 3.1"
            case .fast: "Veo 3.1 Fast"
            }
        }

        var resolutions: [OptionValue] { self == .lite ? ["720p", "1080p"] : ["720p", "1080p", "4k"] }
    }

    init(_ veo: Veo, _ mode: GenerationMode, at surface: Surface, storageURI: String?) {
        let roles: [InputRole] =
            switch mode {
            case .firstFrame: [.firstFrame]
            case .firstAndLastFrame: [.firstFrame, .lastFrame]
            default: []
            }
        self.init(
            descriptor: CapabilityDescriptor(
                model: ModelID(surface: surface.name, model: veo.rawValue), aliases: ["\(surface.name)/\(veo.name)"],
                title: "\(veo.title), \(Self.words(for: mode)) to video", mode: mode, vendor: "Google",
                inputs: roles.map(Self.frame),
                implications: [
                    Implication(
                        code: "full_hd_short",
                        when: [.option(.resolution, .oneOf(veo.resolutions.filter { $0 != "720p" }))],
                        then: .option(.duration, is: 8), isAdvisory: true,
                        message: "Other hosts of this model make more than 720p only with 8 seconds; this one does not "
                            + "say. The service may refuse the request.")
                ], sources: Self.sources(for: mode)),
            surface: surface, name: veo.name,
            options: Self.options(veo, mode, needsStorageURI: storageURI == nil), storageURI: storageURI)
    }

    private static func words(for mode: GenerationMode) -> String {
        switch mode {
        case .firstFrame: "image"
        case .firstAndLastFrame: "first and last frame"
        default: "text"
        }
    }

    /// By its content alone: what the service fetches by itself are `gs://` addresses, and no others.
    private static func frame(_ role: InputRole) -> InputCapability {
        InputCapability(
            role, kinds: [.base64], mediaTypes: ["image/jpeg", "image/png"],
            recommendedPixels: PixelSize(width: 1280, height: 720), recommendedRatios: [.landscape, .portrait])
    }

    /// The page calls `generateAudio` required, and leaves it out of its own examples; so does Google's client.
    private static func options(_ veo: Veo, _ mode: GenerationMode, needsStorageURI: Bool) -> [WireOption] {
        var options = [
            WireOption("durationSeconds", OptionCapability(.duration, .oneOf([4, 6, 8]), default: 8)),
            WireOption("resolution", OptionCapability(.resolution, .oneOf(veo.resolutions), default: "720p")),
            WireOption("aspectRatio", OptionCapability(.aspectRatio, .oneOf(["16:9", "9:16"]), default: "16:9")),
            WireOption("sampleCount", OptionCapability(.samples, .range(minimum: 1, maximum: 4))),
            WireOption("generateAudio", OptionCapability(.audio, .flag)),
            WireOption("negativePrompt", OptionCapability(.negativePrompt, .text())),
            WireOption("seed", OptionCapability(.seed, .range(minimum: 0, maximum: 4_294_967_295))),
            WireOption(
                "personGeneration",
                OptionCapability(
                    .personGeneration, .oneOf(["allow_adult", "dont_allow", "allow_all"]), default: "allow_adult")),
            WireOption(
                "compressionQuality",
                OptionCapability("compression_quality", .oneOf(["optimized", "lossless"]), default: "optimized")),
        ]
        if mode == .firstFrame {
            options.append(
                WireOption("resizeMode", OptionCapability("resize_mode", .oneOf(["pad", "crop"]), default: "pad")))
        }
        // Google's default is to send whole videos inside each answer to a question.
        let storage = OptionCapability(
            .storageURI, .text(), isRequired: needsStorageURI,
            meaning: "It is the folder in Cloud Storage that the service writes the videos to, such as "
                + "gs://bucket/folder/.")
        return options + [WireOption("storageUri", storage)]
    }

    private static func sources(for mode: GenerationMode) -> [FactSource] {
        let page =
            switch mode {
            case .firstFrame: "an-image"
            case .firstAndLastFrame: "first-and-last-frames"
            default: "text"
            }
        let documents = [
            "https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/video/generate-videos-from-\(page)",
            "https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/veo-video-generation",
            "https://github.com/GoogleCloudPlatform/vertex-ai-creative-studio, config/veo_models.py",
        ]
        return documents.map { FactSource($0, date: "2026-11-26") }
    }
}
