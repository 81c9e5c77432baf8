// SPDX-License-Identifier: Apache-2.0

/// A submit body that passed every check of its wire, in terms the rest of the emulator understands.
struct Submission: Sendable {
    /// The model the request was for.
    var model: String

    /// All fields but the image, as they were sent.
    var body: JSONValue

    /// What the client wants to see moving.
    var image: SubmittedImage

    /// The image that the clip is to end with.
    var lastFrame = SubmittedImage.none

    /// The seed as text, if one was sent.
    var seed: String?

    /// How the clips are to look.
    var clip: ClipOptions

    /// The same without the bytes of its images; what lives long must not hold them all.
    var withoutImageBytes: Submission {
        var kept = self
        kept.image.release()
        kept.lastFrame.release()
        return kept
    }
}

/// The image of a submission.
enum SubmittedImage: Sendable {
    /// There is only a prompt.
    case none

    /// An address; it is never fetched.
    case address(String)

    /// The image itself.
    case inline(ImageFile)

    /// Lets go of the bytes; size and digest stay.
    mutating func release() {
        guard case .inline(var file) = self else { return }
        file.release()
        self = .inline(file)
    }
}

/// An image that was sent within the body.
struct ImageFile: Sendable {
    /// The two formats the wires take.
    enum Format: String, Sendable {
        case png
        case jpeg
    }

    private(set) var bytes: [UInt8]
    let byteCount: Int
    let sha256: String
    let format: Format

    /// Recognises an image by its first bytes; a name or a header is no proof.
    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            format = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            format = .jpeg
        } else {
            return nil
        }
        self.bytes = bytes
        byteCount = bytes.count
        sha256 = Digest.sha256Hex(bytes)
    }

    /// Lets go of the bytes; size and digest stay.
    mutating func release() {
        bytes = []
    }
}

/// The clips of one task.
struct ClipOptions: Sendable, Hashable {
    var width: Int
    var height: Int
    var seconds: Int
    var hasAudio: Bool
    var samples: Int
}
