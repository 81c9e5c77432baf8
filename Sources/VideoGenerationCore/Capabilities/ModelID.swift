// SPDX-License-Identifier: Apache-2.0

/// Names a model at a surface, such as `highway/veo-3.1-lite`.
///
/// The same model differs from host to host in what it allows, so the surface is part of the name.
public struct ModelID: Hashable, Sendable {
    /// The service that is spoken to, such as `highway`.
    public var surface: String
    /// The model there, such as `veo-3.1-lite`.
    public var model: String

    /// The model `model` at the surface `surface`.
    public init(surface: String, model: String) {
        self.surface = surface
        self.model = model
    }
}

extension ModelID: LosslessStringConvertible {
    /// Reads `surface/model`; nil if a part is missing.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(surface: String(parts[0]), model: String(parts[1]))
    }

    /// `surface/model`.
    public var description: String { "\(surface)/\(model)" }
}

extension ModelID: Codable {
    /// Decodes `surface/model`.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = ModelID(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is not SURFACE/MODEL"))
        }
        self = id
    }

    /// Encodes `surface/model`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// What a video is made from; it follows from the inputs of a request.
public enum GenerationMode: String, Codable, Hashable, Sendable {
    /// A prompt alone.
    case text
    /// A prompt and the first frame.
    case firstFrame = "first_frame"
    /// A prompt, the first and the last frame.
    case firstAndLastFrame = "first_and_last_frame"
    /// A prompt and images, or other media, of what shall be seen.
    case references
}
