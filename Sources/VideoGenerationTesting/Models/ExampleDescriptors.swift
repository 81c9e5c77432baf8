// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Descriptors of made-up models, one for each kind that a form or a router has to cope with.
public enum ExampleDescriptors {
    /// A few values for each option, of which not all go together: 1080p only with 8 seconds.
    public static let choices = CapabilityDescriptor(
        model: ModelID(surface: "example", model: "choices"), title: "Choices", mode: .text, vendor: "Example",
        options: [
            OptionCapability(.duration, .oneOf([4, 6, 8]), default: 8),
            OptionCapability(.resolution, .oneOf(["720p", "1080p"]), default: "720p"),
            OptionCapability(.aspectRatio, .oneOf(["16:9", "9:16"]), default: "16:9"),
            OptionCapability(.samples, .range(minimum: 1, maximum: 4), default: 1),
            OptionCapability(.audio, .flag, default: false),
            OptionCapability(.seed, .range(minimum: 0, maximum: 4_294_967_295)),
        ],
        implications: [
            Implication(
                code: "full_hd_length", when: [.option(.resolution, is: "1080p")], then: .option(.duration, is: 8),
                message: "1080p is made with 8 seconds only.")
        ], sources: [made])

    /// Wide ranges, a free text, the vendor's own options, and a first frame that may be left out.
    public static let ranges = CapabilityDescriptor(
        model: ModelID(surface: "example", model: "ranges"), title: "Ranges", mode: .text, vendor: "Example",
        prompt: .text(maximum: 2000),
        inputs: [firstFrame(count: 0...1)],
        options: [
            OptionCapability(.duration, .range(minimum: 2, maximum: 60, step: 2), default: 6),
            OptionCapability(.resolution, .oneOf(["480p", "720p", "1080p", "2160p"]), default: "1080p"),
            OptionCapability(.aspectRatio, .oneOf(["16:9", "4:3", "1:1", "3:4", "9:16", "21:9"]), default: "16:9"),
            OptionCapability(.samples, .range(minimum: 1, maximum: 8), default: 1),
            OptionCapability(.negativePrompt, .text(maximum: 500)),
            OptionCapability(.seed, .range(minimum: 0, maximum: 65_535, sentinel: -1), default: -1),
            OptionCapability("motion", .decimal(minimum: 0, maximum: 1), default: .number(0.5)),
            OptionCapability("style", .oneOf(["film", "drawing", "clay"])),
        ], sources: [made])

    /// Sizes out of a table, and a first frame that must be there.
    public static let sizes = CapabilityDescriptor(
        model: ModelID(surface: "example", model: "sizes"), title: "Sizes", mode: .firstFrame, vendor: "Example",
        inputs: [firstFrame(count: 1...1)],
        options: [
            OptionCapability(.duration, .oneOf([5, 10]), default: 5),
            OptionCapability(.resolution, .oneOf(["720p", "1080p"]), default: "720p"),
            OptionCapability(.aspectRatio, .oneOf(["16:9", "1:1"]), default: "16:9"),
        ],
        sizes: [
            VideoSize(1280, 720, "720p", "16:9"), VideoSize(720, 720, "720p", "1:1"),
            VideoSize(1920, 1080, "1080p", "16:9"),
        ], sources: [made])

    /// No option at all.
    public static let bare = CapabilityDescriptor(
        model: ModelID(surface: "example", model: "bare"), title: "Bare", mode: .text, vendor: "Example",
        sources: [made])

    /// Sold by the second, so that a budget has something to count: 0.10 a second, 0.25 in 1080p, failures not billed.
    public static let priced = {
        var descriptor = choices
        descriptor.model = ModelID(surface: "example", model: "priced")
        descriptor.title = "Priced"
        descriptor.prices = PriceList(
            per: .second,
            tiers: [
                .init(Money(micros: 250_000), when: [.option(.resolution, is: "1080p")]),
                .init(Money(micros: 100_000)),
            ], unbilled: [.failed, .filtered], source: made)
        return descriptor
    }()

    /// A local preview, which is chosen only when it is named, and makes nothing of the prompt.
    public static let synthetic = {
        var descriptor = choices
        descriptor.model = ModelID(surface: "example", model: "synthetic")
        descriptor.title = "Synthetic"
        descriptor.synthetic = true
        descriptor.prompt = .ignored
        return descriptor
    }()

    /// All of them.
    public static let all = [choices, ranges, sizes, bare, priced, synthetic]

    private static let made = FactSource("made up for tests", date: "2026-11-26")

    private static func firstFrame(count: ClosedRange<Int>) -> InputCapability {
        InputCapability(
            .firstFrame, count: count, kinds: [.base64, .url], mediaTypes: ["image/png", "image/jpeg"],
            maximumBytes: 10_000_000)
    }
}
