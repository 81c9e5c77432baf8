// SPDX-License-Identifier: Apache-2.0

/// What a caller wants: a prompt, the images it starts from, and wishes.
public struct VideoRequest: Sendable {
    /// What the video should show.
    public var prompt: String
    /// Images by their role.
    public var inputs: [InputRole: MediaInput]
    /// Wishes.
    public var options: VideoOptions

    /// A request.
    ///
    /// - Parameters:
    ///   - prompt: What the video should show.
    ///   - image: The image that the video starts with.
    ///   - lastImage: The image that it ends with.
    ///   - options: Wishes.
    public init(
        _ prompt: String, image: MediaInput? = nil, lastImage: MediaInput? = nil, options: VideoOptions = .init()
    ) {
        self.prompt = prompt
        self.inputs = [:]
        inputs[.firstFrame] = image
        inputs[.lastFrame] = lastImage
        self.options = options
    }
}

/// A request whose inputs have been inspected: all that negotiation needs to know, and nothing that it would have to read.
public struct InspectedRequest: Sendable {
    /// What the video should show.
    public var prompt: String
    /// Inspected images by their role.
    public var media: [InputRole: Media]
    /// Wishes.
    public var options: VideoOptions

    /// A request with inspected inputs.
    public init(prompt: String, media: [InputRole: Media] = [:], options: VideoOptions = .init()) {
        self.prompt = prompt
        self.media = media
        self.options = options
    }

    /// What the video is made from.
    public var mode: GenerationMode {
        if media[.lastFrame] != nil { return .firstAndLastFrame }
        return media[.firstFrame] != nil ? .firstFrame : .text
    }
}
