// SPDX-License-Identifier: Apache-2.0

/// A clip that is ready to be served.
struct RenderedFile: Sendable, Equatable {
    var path: String
    var size: Int
    /// The entity tag, quotes included.
    var etag: String
}

/// Why a clip could not be made, in words that a failed task shows to its owner.
struct RenderFailure: Error, Equatable {
    var message: String
}

/// One clip: equal jobs make equal files, so each is made once.
struct RenderJob: Sendable, Hashable {
    /// The picture that is moved over.
    enum Picture: Sendable, Hashable {
        /// A neutral test picture, when no image was sent within the body.
        case neutral
        /// An image in the working folder, named by its digest.
        case file(sha256: String)
    }

    var picture: Picture
    var clip: ClipOptions
    var sample: Int

    /// - Parameter clip: The options of the task; how many samples it has makes no difference to one of them.
    init(picture: Picture, clip: ClipOptions, sample: Int) {
        self.picture = picture
        self.clip = clip
        self.clip.samples = 1
        self.sample = sample
    }
}
