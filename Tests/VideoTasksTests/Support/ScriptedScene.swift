// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

/// A tracker on virtual time with a scripted model.
struct ScriptedScene {
    let loop = VirtualLoop { _ in .failure(.unreachable, phase: .connecting, provesNothingSent: true) }
    let store = MemoryTaskStore.memory
    let model: ScriptedModel
    let tracker: VideoTracker

    init(_ model: ScriptedModel, configuration: VideoTracker.Configuration = .init()) {
        self.model = model
        tracker = VideoTracker(
            loop: loop, store: store, credentials: FixedCredentials(), configuration: configuration,
            generator: SeededGenerator(seed: 1))
    }

    func request(_ options: VideoOptions = .init()) throws -> NegotiatedRequest {
        try #require(model.descriptor.negotiate(InspectedRequest(prompt: "a ship", options: options)).request)
    }

    func deliver(_ options: VideoOptions = .init(), to destination: Destination) throws -> Delivery {
        let (request, tracker, model) = (try request(options), tracker, model)
        return try loop.run {
            let id = try await tracker.submit(request, to: model, destination: destination)
            return try await tracker.delivery(of: id)
        }
    }
}
