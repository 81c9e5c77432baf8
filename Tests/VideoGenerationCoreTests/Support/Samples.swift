// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A first-frame model with one option of every kind, and what tests ask of it.
enum Samples {
    static let descriptor = CapabilityDescriptor(
        model: ModelID(surface: "house", model: "lite"), aliases: ["house/lite-i2v"], title: "Lite", mode: .firstFrame,
        vendor: "House",
        inputs: [
            InputCapability(
                .firstFrame, kinds: [.url, .base64], mediaTypes: ["image/jpeg", "image/png"],
                maximumBytes: 20 << 20, cautionBytes: 20_000_000,
                recommendedPixels: PixelSize(width: 1280, height: 720), recommendedRatios: [.landscape, .portrait])
        ],
        options: [
            OptionCapability(.duration, .oneOf([4, 6, 8]), default: 8),
            OptionCapability(.resolution, .oneOf(["720p", "1080p"]), default: "720p"),
            OptionCapability(.aspectRatio, .oneOf(["16:9", "9:16"]), default: "16:9"),
            OptionCapability(.samples, .range(minimum: 1, maximum: 4), default: 1),
            OptionCapability(.audio, .flag, default: false),
            OptionCapability(.negativePrompt, .text(maximum: 12)),
            OptionCapability(.seed, .range(minimum: 0, maximum: 4_294_967_295)),
            OptionCapability(.personGeneration, .oneOf(["allow_adult", "dont_allow"]), default: "allow_adult"),
            OptionCapability("house_mood", .oneOf(["calm", "wild"])),
        ],
        implications: [
            Implication(
                code: "full_hd_short", when: [.option(.resolution, is: "1080p")], then: .option(.duration, is: 8),
                isAdvisory: true, message: "It may be refused.")
        ],
        resultLifetime: 3600,
        sources: [FactSource("House reference", date: "2026-11-22")])

    /// A source that claims a length and has no content: negotiation must never read.
    struct Unread: ByteSource {
        let byteCount: Int

        func open() throws -> any ByteReader {
            throw VideoGenerationError(.unreadableInput, "Negotiation has no business reading.")
        }
    }

    static func image(
        _ width: Int = 1280, _ height: Int = 720, type: String? = "image/png", bytes: Int = 1000
    ) -> Media {
        Media(
            location: .local(Unread(byteCount: bytes)), mediaType: type,
            pixels: width > 0 ? PixelSize(width: width, height: height) : nil)
    }

    static func remoteImage() throws -> Media {
        Media(location: .remote(try requiredURL("https://example.com/cat.png")))
    }

    static func requiredURL(_ text: String) throws -> WebURL {
        guard let url = WebURL(text) else { throw VideoGenerationError(.invalidRequest, "\(text) is no URL.") }
        return url
    }

    static func request(
        _ values: [OptionName: OptionValue] = [:], prompt: String = "A cat wakes up.",
        media: [InputRole: [Media]] = [.firstFrame: [image()]]
    ) -> InspectedRequest {
        InspectedRequest(prompt: prompt, media: media, options: VideoOptions(values: values))
    }

    static func negotiate(
        _ values: [OptionName: OptionValue], _ rule: NegotiationPolicy.Rule = .fail,
        media: [InputRole: [Media]] = [.firstFrame: [image()]]
    ) -> Negotiation {
        descriptor.negotiate(request(values, media: media), policy: NegotiationPolicy(rule))
    }
}

extension Negotiation {
    /// The line of the report about `option`, if there is exactly one.
    func outcome(_ option: OptionName) -> OptionOutcome? {
        let lines = report.options.filter { $0.option == option }
        return lines.count == 1 ? lines[0] : nil
    }

    /// What is wrong, as `subject:code`.
    var complaints: [String] { violations.map { "\($0.subject):\($0.code.rawValue)" } }
}
