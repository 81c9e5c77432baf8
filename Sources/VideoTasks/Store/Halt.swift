// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Somebody's word that a surface, or one of its models, is not to be used for a while: by nobody who shares the store.
public struct Halt: Codable, Hashable, Sendable {
    /// What is not to be done.
    public enum Extent: String, Codable, Hashable, Sendable, CaseIterable {
        /// Nothing is submitted. What the service has is followed to its end.
        case drain
        /// Nothing is submitted, and nobody asks about what the service has. A download that has begun goes on.
        case pause
    }

    /// A surface, such as `highway`, or a model, such as `highway/veo-3.1-lite`.
    public let target: String
    /// What is not to be done.
    public let extent: Extent
    /// Why, in words for whoever is refused.
    public let reason: String?
    /// When it was said, in seconds since 1970.
    public let since: Double

    /// A halt; see the properties.
    public init(of target: String, _ extent: Extent, because reason: String? = nil, since: Double) {
        self.target = target
        self.extent = extent
        self.reason = reason
        self.since = since
    }

    /// Whether it is about `model`.
    public func covers(_ model: ModelID) -> Bool {
        target == model.surface || target == model.description
    }

    /// What is told to whoever wants something submitted.
    var refusal: VideoGenerationError {
        let state =
            switch extent {
            case .drain: "drained"
            case .pause: "paused"
            }
        return VideoGenerationError(
            .serviceUnavailable,
            "\(target) is \(state)\(reason.map { " (\($0))" } ?? ""); nothing was sent. It is used again when somebody "
                + "lifts that: `videogen surfaces resume \(target)`.", isRetryable: true)
    }
}

extension TaskStore {
    /// A store that keeps none has none.
    public func halts() async throws(VideoGenerationError) -> [Halt] { [] }

    /// A store that keeps none cannot take any.
    public func record(_ halt: Halt) async throws(VideoGenerationError) {
        throw VideoGenerationError(
            .configuration, "This store keeps no halts: nothing can be paused or drained for all who share it.")
    }

    /// A store that keeps none has none to remove.
    public func removeHalt(of target: String) async throws(VideoGenerationError) -> Bool { false }
}
