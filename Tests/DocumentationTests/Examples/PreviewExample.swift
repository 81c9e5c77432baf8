// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

func previewExample(_ client: VideoClient) async throws -> Delivery {
    // example: preview
    let request = VideoRequest("a ship", image: .file("harbour.jpg"), options: VideoOptions(duration: 4, seed: 0))
    let delivery = try await client.generate(request, from: ["preview/pan-zoom"], to: "harbour.mp4")
    // end
    return delivery
}

func panZoomExample() async throws {
    // example: pan-zoom
    let clip = PanZoomClip(
        of: .file("harbour.jpg"), size: PixelSize(width: 1280, height: 720), seconds: 4, move: .panRight, tone: 220)
    try await PanZoomRenderer().render(clip, to: "harbour.mp4") { share in print(share) }
    // end
}
