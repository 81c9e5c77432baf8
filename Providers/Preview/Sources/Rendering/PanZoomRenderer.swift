// SPDX-License-Identifier: Apache-2.0
import ChildProcesses
import LocalFiles
import Synchronization
public import VideoGenerationCore

/// Makes clips with ffmpeg, as a child process that ends with the task that wants the clip.
///
/// ```swift
/// let clip = PanZoomClip(of: .file("harbour.jpg"), size: PixelSize(width: 1280, height: 720), seconds: 4)
/// try await PanZoomRenderer().render(clip, to: "harbour.mp4")
/// ```
public struct PanZoomRenderer: Sendable {
    /// The ffmpeg program, by its name on the search path or by its path.
    public var ffmpeg: String

    /// A renderer that uses `ffmpeg`; it is looked for when it is used.
    public init(ffmpeg: String = "ffmpeg") {
        self.ffmpeg = ffmpeg
    }

    /// The path of the program; nil if there is none.
    public var program: String? { ProgramSearch.find(ffmpeg) }

    /// Makes `clip` and puts it at `path`, where nothing may be.
    ///
    /// The clip is written to a hidden temporary file beside it, and gets its name when it is whole and on the disk. If
    /// this process is killed meanwhile, ffmpeg ends at the latest with the clip, and leaves only the temporary file.
    ///
    /// - Parameters:
    ///   - clip: What to make: H.264 in an MP4 file that can be played while it is loaded.
    ///   - path: The path of the new file, in a folder that exists.
    ///   - progress: Gets the share that is done, 0 to 1, about every half second; it never falls.
    /// - Throws: `configuration` if there is no ffmpeg, with how to install it; `invalid_request` for a clip out of range,
    ///   `unreadable_input` or `invalid_input` for its picture; `output_unwritable`; `generation_failed` with ffmpeg's
    ///   reason; `cancelled` if the task is cancelled, when ffmpeg has been killed.
    public func render(
        _ clip: PanZoomClip, to path: String, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws(VideoGenerationError) {
        try clip.check()
        guard let program else { throw Self.missing(ffmpeg) }
        let picture: PictureFile? =
            switch clip.picture {
            case .testPicture: nil
            case .file(let path): try PictureFile(path)
            }
        let file = try HandedFile(target: path)
        let limit = Self.timeLimit(clip)
        let arguments = FFmpegArguments(
            clip: clip, picture: picture, outputPath: "file:" + file.path, processorSeconds: limit)
        let reports = Mutex(FFmpegReports(frames: clip.frames))
        let child = ChildProcess(program: .path(program), arguments: arguments.list, timeLimit: .seconds(limit))
        let (ending, complaints) = try await child.run { line in
            if let share = reports.withLock({ $0.read(line) }) { progress(share) }
        }
        guard ending == .exited(0) else {
            throw VideoGenerationError(
                .generationFailed,
                Self.reason(ending, complaints, hiding: [picture?.path: "the image", file.path: "the clip"]))
        }
        guard (try? MP4Inspector().inspect(fileAt: file.path)) != nil else {
            throw VideoGenerationError(
                .generationFailed, "The image could not be turned into a video: ffmpeg ended well, and made none.")
        }
        try file.finish()
        progress(1)
    }

    /// A picture of absurd size, or a busy machine, must not keep a task open for ever.
    private static func timeLimit(_ clip: PanZoomClip) -> Int {
        120 + 20 * clip.seconds
    }

    /// Why there is no clip, in words for somebody who cannot see this machine: its paths are left out.
    private static func reason(_ ending: ChildProcess.Ending, _ complaints: String, hiding paths: [String?: String])
        -> String
    {
        var text = complaints
        for case (let path?, let words) in paths where !path.isEmpty { text = text.replacing(path, with: words) }
        let lines = text.split(whereSeparator: \.isNewline).prefix(3).joined(separator: "; ").prefix(400)
        let end =
            switch ending {
            case .exited(let code): "ffmpeg ended with \(code)"
            case .killed(let signal): "ffmpeg was ended by signal \(signal)"
            case .tookTooLong: "ffmpeg took too long"
            }
        return "The image could not be turned into a video: \(end)" + (lines.isEmpty ? "." : ": \(lines)")
    }

    /// That there is no ffmpeg, and what to do.
    static func missing(_ ffmpeg: String) -> VideoGenerationError {
        VideoGenerationError(
            .configuration,
            "There is no program \"\(ffmpeg)\" to render with. Install ffmpeg: \"apt-get install ffmpeg\" on "
                + "Debian and Ubuntu, \"brew install ffmpeg\" on macOS.")
    }
}
