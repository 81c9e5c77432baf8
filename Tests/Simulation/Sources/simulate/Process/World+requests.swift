// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import LocalFiles
import VideoGenerationCore
import VideoTasks

extension World {
    /// What is asked of the model. Its prompt says whose it is.
    func negotiated(
        _ request: Plan.Request, as word: String = "request", for model: HighwayModel? = nil
    ) -> NegotiatedRequest? {
        let media = Media(
            location: .local(MemorySource([1, 2, 3])), mediaType: "image/png",
            pixels: PixelSize(width: 1280, height: 720))
        let inspected = InspectedRequest(
            prompt: "\(word) \(request.number).", media: [.firstFrame: [media]],
            options: VideoOptions(samples: request.samples))
        return (model ?? self.model).descriptor.negotiate(inspected).request
    }

    /// Who else may be asked for it.
    func others(for request: Plan.Request) -> [Offer] {
        guard request.hasAlternative else { return [] }
        return negotiated(request, for: other).map { [Offer($0, of: other)] } ?? []
    }

    func key(_ number: Int, of content: Int) -> RequestKey? {
        try? RequestKey(id: "key-\(number)", digest: "digest-\(content)")
    }

    func destination(of request: Plan.Request) throws(VideoGenerationError) -> Destination {
        guard request.goesToFiles, let folder else { return .links }
        guard request.isNameTaken, request.samples == 1 else {
            return .files(try OutputPlan(output: folder, samples: request.samples))
        }
        let path = "\(folder)/\(request.number).mp4"
        let plan = Destination.files(try OutputPlan(output: path, samples: 1))
        // Somebody takes the name, now that the plan stands.
        if Files.content(of: path) == nil {
            Files.write([1], to: path)
            hit(.file, .nameTaken)
        }
        return plan
    }
}
