// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

/// One request of a batch.
struct BatchLine: Sendable {
    /// The line's own id, which is the request id.
    let id: String
    private let request: VideoRequest
    private let models: [String]
    private let policy: NegotiationPolicy
    private let ceiling: CostCeiling?
    private let metadata: [String: String]

    /// Reads one JSON object.
    ///
    /// - Throws: `invalid_request` for what no model could make sense of. What a single model supports is judged when the
    ///   line's turn comes.
    init(_ bytes: [UInt8], models known: [any VideoGeneration]) throws(VideoGenerationError) {
        guard let json = JSON(parsing: bytes), case .object(let members) = json else {
            throw .usage("this is no JSON object")
        }
        var fields = try BatchFields(members)
        guard let id = try fields.text("id") else { throw .usage("there is no \"id\"") }
        _ = try RequestKey(id: id, digest: "")
        self.id = id
        guard let prompt = try fields.text("prompt"), prompt.contains(where: { !$0.isWhitespace }) else {
            throw .usage("there is no \"prompt\", or it is blank")
        }
        let (image, lastImage) = (try fields.text("image"), try fields.text("last_image"))
        guard image != "-", lastImage != "-" else { throw .usage("standard input is no image of a batch") }
        models = try fields.texts("models") + fields.texts("model")
        for name in models where !known.contains(where: { $0.descriptor.isNamed(name) }) {
            throw .noModel(named: name, among: known.map(\.descriptor))
        }
        policy = try RequestOptions.policy(try fields.pairsOrWord("on_unsupported"))
        let amount = try fields.number("max_cost")
        let allowsUnknown = try fields.flag("allow_unknown_cost") ?? false
        ceiling = try amount.map { amount throws(VideoGenerationError) in
            try RequestOptions.ceiling(String(amount), option: "max_cost", allowsUnknown: allowsUnknown)
        }
        metadata = try fields.pairs("metadata").mapValues(\.description)
        request = VideoRequest(
            prompt, image: image.map { MediaInput($0) }, lastImage: lastImage.map { MediaInput($0) },
            options: VideoOptions(values: try fields.options()))
        try fields.finish()
    }

    func job(folder: String) -> Job {
        Job(
            request: request, models: models, policy: policy, ceiling: ceiling, output: .named(id, folder: folder),
            requestID: id, metadata: metadata)
    }
}
