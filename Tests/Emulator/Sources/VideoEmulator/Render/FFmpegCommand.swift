// SPDX-License-Identifier: Apache-2.0

/// The arguments that make one clip.
struct FFmpegCommand {
    var job: RenderJob
    /// The image file; unused for the neutral picture.
    var imagePath: String
    var outputPath: String
    var framesPerSecond: Int

    var arguments: [String] {
        ["-hide_banner", "-loglevel", "error", "-nostdin", "-y"]
            + pictureInput
            + (job.clip.hasAudio ? toneInput : [])
            + ["-filter_complex", filter, "-map", "[v]"]
            + (job.clip.hasAudio ? ["-map", "1:a", "-c:a", "aac", "-b:a", "96k"] : [])
            + ["-t", String(job.clip.seconds)]
            + ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "stillimage", "-threads", "2"]
            // Without these two the file would name the program's version, and equal jobs would differ by machine.
            + ["-fflags", "+bitexact", "-map_metadata", "-1"]
            + ["-movflags", "+faststart", "-f", "mp4", outputPath]
    }

    private var pictureInput: [String] {
        switch job.picture {
        case .neutral:
            ["-f", "lavfi", "-i", "smptebars=size=1280x720:rate=1:duration=1"]
        case .file(_, let format):
            // The decoder is named and the protocols are fenced in, so that no image can make ffmpeg open another file.
            ["-protocol_whitelist", "file", "-f", "\(format.rawValue)_pipe", "-i", imagePath]
        }
    }

    /// A tone that differs by sample; longer than the clip, which cuts it.
    private var toneInput: [String] {
        let pitch = 220 + 55 * job.sample
        return ["-f", "lavfi", "-i", "sine=frequency=\(pitch):sample_rate=48000:duration=\(job.clip.seconds + 1)"]
    }

    private var filter: String {
        let (width, height) = (job.clip.width, job.clip.height)
        let frames = job.clip.seconds * framesPerSecond
        // Zoompan moves in whole pixels; half as many pixels again make the move smoother.
        let (fullWidth, fullHeight) = (width * 3 / 2, height * 3 / 2)
        return "[0:v]scale=\(fullWidth):\(fullHeight):force_original_aspect_ratio=increase,"
            + "crop=\(fullWidth):\(fullHeight),setsar=1,"
            + "zoompan=\(CameraMove(sample: job.sample).zoompan(frames: frames))"
            + ":d=\(frames):s=\(width)x\(height):fps=\(framesPerSecond),format=yuv420p[v]"
    }
}
