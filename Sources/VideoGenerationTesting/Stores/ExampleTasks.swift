// SPDX-License-Identifier: Apache-2.0
package import VideoGenerationCore
package import VideoTasks

/// Records to put into a store.
package enum ExampleTasks {
    /// What they are made for.
    package static let model = ModelID(surface: "example", model: "lantern-1")

    /// What they may be made for instead.
    static let otherModel = ModelID(surface: "elsewhere", model: "candle-2")

    private static func descriptor(_ model: ModelID) -> CapabilityDescriptor {
        CapabilityDescriptor(
            model: model, title: "Lantern", mode: .text, vendor: "Example",
            options: [
                OptionCapability("seed", .range(minimum: 0, maximum: 100, step: 1)),
                OptionCapability("glow", .text()),
            ],
            sources: [])
    }

    /// A new record with an option of each kind.
    package static func new(
        _ id: String, prompt: String = "a ship", key: String? = nil, digest: String = "0f",
        of model: ModelID = model, metadata: [String: String] = [:], price: PriceEstimate? = nil,
        destination: Destination = .links,
        owner: StoreOwner? = nil, at time: Double = 1
    ) throws -> VideoTask {
        let request = InspectedRequest(
            prompt: prompt, options: VideoOptions(values: ["seed": .integer(0), "glow": .text("söft \"\\ \u{7}")]))
        guard let negotiated = descriptor(model).negotiate(request).request else {
            throw VideoGenerationError(.internalFailure, "The example request is not one.")
        }
        return .example(
            id: id, request: negotiated, price: price, destination: destination,
            key: try key.map { id throws(VideoGenerationError) in try RequestKey(id: id, digest: digest) },
            metadata: metadata, owner: owner, at: time)
    }
}
