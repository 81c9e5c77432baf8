// SPDX-License-Identifier: Apache-2.0

/// What a caller wants: a prompt, the images it is made from, and wishes.
public struct VideoRequest: Sendable {
    /// What the video should show.
    public var prompt: String
    /// Inputs by their role, in the order in which they are sent.
    public var inputs: [InputRole: [MediaInput]]
    /// Wishes.
    public var options: VideoOptions

    /// A request.
    ///
    /// - Parameters:
    ///   - prompt: What the video should show.
    ///   - image: The image that the video starts with.
    ///   - lastImage: The image that it ends with.
    ///   - references: Images of what shall be seen.
    ///   - options: Wishes.
    public init(
        _ prompt: String, image: MediaInput? = nil, lastImage: MediaInput? = nil, references: [MediaInput] = [],
        options: VideoOptions = .init()
    ) {
        self.prompt = prompt
        self.inputs = [:]
        inputs[.firstFrame] = image.map { [$0] }
        inputs[.lastFrame] = lastImage.map { [$0] }
        inputs[.reference] = references.isEmpty ? nil : references
        self.options = options
    }
}

/// A request whose inputs have been inspected: all that negotiation needs to know, and nothing that it would have to read.
public struct InspectedRequest: Sendable {
    /// What the video should show.
    public var prompt: String
    /// Inspected inputs by their role, in the order in which they are sent.
    public var media: [InputRole: [Media]]
    /// Wishes.
    public var options: VideoOptions

    /// A request with inspected inputs.
    public init(prompt: String, media: [InputRole: [Media]] = [:], options: VideoOptions = .init()) {
        self.prompt = prompt
        self.media = media
        self.options = options
    }

    /// What the video is made from.
    public var mode: GenerationMode {
        func has(_ role: InputRole) -> Bool { inputCounts[role, default: 0] > 0 }
        if has(.lastFrame) { return .firstAndLastFrame }
        if has(.firstFrame) { return .firstFrame }
        return inputCounts.values.contains { $0 > 0 } ? .references : .text
    }

    /// How many inputs there are in each role.
    package var inputCounts: [InputRole: Int] { media.mapValues(\.count) }
}
