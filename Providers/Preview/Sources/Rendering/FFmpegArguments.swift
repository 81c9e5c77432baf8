// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The arguments that make one clip.
struct FFmpegArguments {
    let clip: PanZoomClip
    /// The image; nil for the test picture.
    let picture: PictureFile?
    let outputPath: String
    /// The most seconds of processor time that it may use: whatever becomes of us, it ends.
    let processorSeconds: Int

    /// More than the largest picture that the model takes; a small file can say that it holds any number.
    static let maximumPixels = 70_000_000

    var list: [String] {
        // Reports go to standard output, complaints to standard error; nobody reads a terminal.
        ["-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-timelimit", String(processorSeconds)]
            + ["-progress", "pipe:1"]
            + pictureInput
            + toneInput
            + ["-filter_complex", filter, "-map", "[v]"]
            + (clip.tone == nil ? [] : ["-map", "1:a", "-c:a", "aac", "-b:a", "96k", "-flags:a", "+bitexact"])
            + ["-t", String(clip.seconds)]
            + ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "stillimage", "-threads", "2"]
            // Without these the file would name the program's version, and equal clips would differ by machine.
            + ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"]
            + ["-movflags", "+faststart", "-f", "mp4", outputPath]
    }

    private var pictureInput: [String] {
        guard let picture else { return ["-f", "lavfi", "-i", "smptebars=size=1280x720:rate=1:duration=1"] }
        // The reader and the decoder are named and the protocols fenced in, so that no image can make ffmpeg open
        // another file. `file:` keeps it from taking a path's beginning for a protocol.
        return ["-protocol_whitelist", "file", "-f", picture.format.reader, "-c:v", picture.format.decoder]
            + ["-max_pixels", String(Self.maximumPixels), "-noautorotate", "-i", "file:" + picture.path]
    }

    /// Longer than the clip, which cuts it.
    private var toneInput: [String] {
        guard let tone = clip.tone else { return [] }
        return ["-f", "lavfi", "-i", "sine=frequency=\(tone):sample_rate=48000:duration=\(clip.seconds + 1)"]
    }

    private var filter: String {
        let (width, height) = (clip.evenSize.width, clip.evenSize.height)
        // The camera moves in whole pixels; half as many again make the move smoother.
        let (fullWidth, fullHeight) = (width * 3 / 2 & ~1, height * 3 / 2 & ~1)
        let move = clip.move.zoompan(frames: clip.frames)
        let picture = [
            turned,
            // Cut before it is enlarged: of a picture a pixel wide, the frame's shape is a small part.
            "crop=w='max(1,min(iw,floor(ih*\(width)/\(height))))':h='max(1,min(ih,floor(iw*\(height)/\(width))))'"
                + ":exact=1",
            "scale=\(fullWidth):\(fullHeight)",
            // What is transparent becomes black instead of whatever colour lies beneath.
            "format=gbrap", "premultiply=inplace=1", "format=yuv420p", "setsar=1",
            "zoompan=\(move):d=\(clip.frames):s=\(width)x\(height):fps=\(clip.framesPerSecond)",
        ].compactMap(\.self).joined(separator: ",")
        guard clip.mark else { return "[0:v]\(picture),format=yuv420p[v]" }
        let scale = max(1, min(width, height) / 240)
        let place = "x=W-w-\(scale * 6):y=H-h-\(scale * 6)"
        return "[0:v]\(picture)[p];\(PreviewMark.source(scale: scale))[m];"
            + "[p][m]overlay=\(place):eof_action=repeat,format=yuv420p[v]"
    }

    /// The filter that shows the picture as its EXIF data means it: Exif 3.0, tag 0x0112. What ffmpeg itself does about
    /// it differs by version.
    private var turned: String? {
        switch picture?.orientation {
        case 2: "hflip"
        case 3: "hflip,vflip"
        case 4: "vflip"
        case 5: "transpose=cclock_flip"
        case 6: "transpose=clock"
        case 7: "transpose=clock_flip"
        case 8: "transpose=cclock"
        default: nil
        }
    }
}

extension CameraMove {
    /// The options of ffmpeg's `zoompan` for a clip of so many frames.
    fileprivate func zoompan(frames: Int) -> String {
        let last = max(1, frames - 1)
        func way(_ from: Int, _ to: Int) -> String {
            from == to ? "\(from)/1000" : "(\(from)+\(to - from)*on/\(last))/1000"
        }
        return "z='\(way(start.zoom, end.zoom))':x='(iw-iw/zoom)*\(way(start.across, end.across))'"
            + ":y='(ih-ih/zoom)*\(way(start.down, end.down))'"
    }
}
