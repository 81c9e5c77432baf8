// SPDX-License-Identifier: Apache-2.0

/// What a video file says about itself, to be compared with what was asked for.
public struct VideoFacts: Hashable, Sendable {
    /// The file's size in bytes.
    public let byteCount: Int
    /// How long it plays, in seconds; nil if a fragmented file does not tell.
    public let duration: Double?
    /// The picture's width in pixels, as it is shown: a quarter turn is taken into account.
    public let width: Int
    /// The picture's height in pixels, as it is shown.
    public let height: Int
    /// Whether there is a sound track.
    public let hasAudio: Bool
    /// All tracks, in the file's order.
    public let tracks: [Track]

    /// One track of the file.
    public struct Track: Hashable, Sendable {
        /// What it holds.
        public let kind: Kind
        /// How long its media lasts, in seconds; nil if the file does not tell.
        public let duration: Double?
        /// The four characters that name its coding, such as `avc1` or `mp4a`; anything unprintable is a `?`.
        public let codec: String
    }

    /// What a track holds.
    public enum Kind: String, Hashable, Sendable {
        /// Pictures.
        case video
        /// Sound.
        case audio
        /// Anything else, such as subtitles or a time code.
        case other
    }
}
