// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension PanZoomPreview {
    /// What it can do, by its own page.
    static func panZoom(resultLifetime: Int) -> CapabilityDescriptor {
        let page = FactSource("swift-video-generation, docs/preview.md", date: "2026-11-26")
        return CapabilityDescriptor(
            model: ModelID(surface: "preview", model: "pan-zoom"), title: "Pan over the image, local preview",
            mode: .firstFrame, vendor: "this machine", synthetic: true, prompt: .ignored,
            inputs: [
                InputCapability(
                    .firstFrame, kinds: [.base64], mediaTypes: ["image/jpeg", "image/png", "image/webp"],
                    maximumBytes: 64 << 20, limits: PictureLimits(maximumSide: 8192))
            ],
            options: PanZoomOptions.all, sizes: PanZoomOptions.sizes,
            prices: PriceList(
                per: .video, tiers: [.init(Money(micros: 0))], unbilled: [.failed, .filtered],
                source: FactSource("It runs on this machine.", date: page.date)),
            resultLifetime: resultLifetime, sources: [page])
    }
}
