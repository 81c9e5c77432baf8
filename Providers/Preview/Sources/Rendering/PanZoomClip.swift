// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// A clip that moves over one picture: everything that decides its frames, as a value.
///
/// Equal clips of the same picture, made by the same ffmpeg, are the same bytes.
public struct PanZoomClip: Hashable, Sendable {
    /// What is moved over.
    public var picture: Picture
    /// The frame's size in pixels, each side from 16 to 8192; an odd one is made even by one pixel less, because that is
    /// what H.264 in its common form can hold.
    public var size: PixelSize
    /// How long it plays, in whole seconds from 1 to 600.
    public var seconds: Int
    /// How many frames a second has, from 1 to 60.
    public var framesPerSecond: Int
    /// The way of the camera.
    public var move: CameraMove
    /// The frequency in hertz of a quiet tone, from 20 to 20,000; nil for no sound track at all.
    public var tone: Int?
    /// Whether a corner says "PREVIEW".
    public var mark: Bool

    /// A clip; see the properties.
    public init(
        of picture: Picture, size: PixelSize, seconds: Int, framesPerSecond: Int = 24, move: CameraMove = .zoomIn,
        tone: Int? = nil, mark: Bool = false
    ) {
        self.picture = picture
        self.size = size
        self.seconds = seconds
        self.framesPerSecond = framesPerSecond
        self.move = move
        self.tone = tone
        self.mark = mark
    }

    /// What is moved over.
    public enum Picture: Hashable, Sendable {
        /// A neutral test picture.
        case testPicture
        /// The image at this path: PNG, JPEG or WebP by its content; a JPEG is turned as its EXIF data says.
        case file(String)
    }
}

extension PanZoomClip {
    /// How many frames it has.
    var frames: Int { seconds * framesPerSecond }

    /// The size that the file gets.
    var evenSize: PixelSize { PixelSize(width: size.width & ~1, height: size.height & ~1) }

    /// Refuses what no clip can be made of.
    ///
    /// - Throws: Code `invalid_request`.
    func check() throws(VideoGenerationError) {
        let ranges: [(what: String, value: Int, allowed: ClosedRange<Int>)] = [
            ("The width in pixels", size.width, 16...8192), ("The height in pixels", size.height, 16...8192),
            ("The length in seconds", seconds, 1...600), ("The number of frames a second", framesPerSecond, 1...60),
            ("The tone in hertz", tone ?? 440, 20...20_000),
        ]
        for (what, value, allowed) in ranges where !allowed.contains(value) {
            throw VideoGenerationError(
                .invalidRequest, "\(what) is \(value); allowed are \(allowed.lowerBound) to \(allowed.upperBound).")
        }
    }
}
