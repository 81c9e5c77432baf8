// SPDX-License-Identifier: Apache-2.0
import PreviewProvider
import Testing
import VideoGenerationCore

@Suite("What the preview says it can do")
struct DescriptorTests {
    private let descriptor = PanZoomPreview(folder: "/nowhere/preview").descriptor

    @Test("It is free, synthetic, here, and ignores the prompt")
    func kind() {
        #expect(descriptor.model.description == "preview/pan-zoom" && descriptor.synthetic)
        #expect(descriptor.prompt == .ignored)
        let surface = PanZoomPreview(folder: "/nowhere/preview").surface
        #expect(surface.baseURL == nil && surface.credential == nil)
        let price = descriptor.price(
            of: VideoOptions(duration: 60, resolution: .hd1080, samples: 4), inputs: [.firstFrame: 1])
        #expect(price?.isExact == true && price?.highest == Money(micros: 0))
        #expect(descriptor.resultLifetime == 86_400)
    }

    @Test("Every size is even, has its shorter side by the resolution, and the shape by the aspect ratio")
    func sizes() {
        #expect(descriptor.sizes.count == 24)
        for size in descriptor.sizes {
            let (width, height) = (size.pixels.width, size.pixels.height)
            #expect(width.isMultiple(of: 2) && height.isMultiple(of: 2), "\(size)")
            #expect("\(min(width, height))p" == size.resolution.rawValue)
            let sides = size.aspectRatio.rawValue.split(separator: ":").compactMap { Double($0) }
            #expect(abs(Double(width) / Double(height) - sides[0] / sides[1]) < 0.005, "\(size)")
        }
        #expect(descriptor.sizes.contains(VideoSize(854, 480, "480p", "16:9")))
        #expect(descriptor.sizes.contains(VideoSize(1920, 1080, "1080p", "16:9")))
        #expect(descriptor.sizes.contains(VideoSize(720, 1280, "720p", "9:16")))
    }

    @Test(
        "What it cannot do is refused before it is asked",
        arguments: [
            VideoOptions(duration: 0), VideoOptions(duration: 61), VideoOptions(resolution: "4k"),
            VideoOptions(samples: 5), VideoOptions(samples: 0), VideoOptions(seed: -1),
            VideoOptions(vendor: ["mark": "maybe"]), VideoOptions(vendor: ["speed": 2]),
        ])
    func refused(options: VideoOptions) {
        #expect(!descriptor.supports(options))
    }

    @Test("Every option may be set")
    func allowed() {
        let options = VideoOptions(
            duration: 60, resolution: .hd1080, aspectRatio: "21:9", samples: 4, audio: true, negativePrompt: "fog",
            seed: 0, vendor: ["mark": false])
        #expect(descriptor.supports(options), "\(descriptor.violations(of: options))")
    }
}
