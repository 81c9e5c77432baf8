// SPDX-License-Identifier: Apache-2.0

/// Makes one clip with ffmpeg.
struct ClipMaker: Sendable {
    let folder: WorkFolder
    /// The ffmpeg program, by name or by path.
    let program: String
    let framesPerSecond: Int
    let log: @Sendable (String) -> Void

    /// A clip takes a second or two; a picture of absurd size must not keep a task open for ever.
    private static let timeLimit = Duration.seconds(120)

    /// The name under which an image lies in the working folder.
    static func imageName(sha256: String) -> String {
        sha256 + ".image"
    }

    /// Makes the clip.
    func make(_ job: RenderJob) async -> Result<RenderedFile, RenderFailure> {
        guard let ffmpeg = ProgramSearch.find(program) else {
            return .failure(RenderFailure(message: Self.howToInstall))
        }
        let name = clipName(job)
        let (part, record) = (name + ".part", name + ".log")
        let command = FFmpegCommand(
            job: job,
            imagePath: imagePath(job),
            outputPath: folder.file(part),
            framesPerSecond: framesPerSecond
        )
        let outcome = await ChildProcess.run(
            ffmpeg,
            arguments: command.arguments,
            logPath: folder.file(record),
            timeLimit: Self.timeLimit
        )
        defer { folder.remove(record) }
        guard outcome == .exited(0) else {
            folder.remove(part)
            return .failure(failure(outcome, record: record))
        }
        do {
            let bytes = try folder.read(part)
            try folder.rename(part, to: name)
            let etag = "\"\(Digest.sha256Hex(bytes).prefix(32))\""
            return .success(RenderedFile(path: folder.file(name), size: bytes.count, etag: etag))
        } catch {
            return .failure(RenderFailure(message: "the clip could not be stored: \(error)"))
        }
    }

    private func failure(_ outcome: ChildProcess.Outcome, record: String) -> RenderFailure {
        if outcome != .stopped, let text = try? folder.read(record), !text.isEmpty {
            log("ffmpeg: " + String(decoding: text, as: UTF8.self))
        }
        return switch outcome {
        case .exited(let code):
            RenderFailure(message: "the image could not be turned into a video (ffmpeg ended with \(code))")
        case .tookTooLong: RenderFailure(message: "rendering took too long")
        case .stopped: RenderFailure(message: "the emulator is shutting down")
        case .notStarted(let number): RenderFailure(message: "ffmpeg could not be started (errno \(number))")
        }
    }

    private func imagePath(_ job: RenderJob) -> String {
        if case .file(let sha256, _) = job.picture { folder.file(Self.imageName(sha256: sha256)) } else { "" }
    }

    private func clipName(_ job: RenderJob) -> String {
        let picture = if case .file(let sha256, _) = job.picture { sha256 } else { "neutral" }
        let clip = job.clip
        let sound = clip.hasAudio ? "tone" : "silent"
        return "\(picture)-\(clip.width)x\(clip.height)-\(clip.seconds)s-\(sound)-\(job.sample).mp4"
    }

    private static let howToInstall =
        "ffmpeg was not found: install it (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg) "
        + "or name it with --ffmpeg"
}
