// SPDX-License-Identifier: Apache-2.0

import PreviewProvider
import VideoGenerationCore

/// Makes one clip, with the renderer of the local preview.
struct ClipMaker: Sendable {
    let folder: WorkFolder
    let renderer: PanZoomRenderer
    let framesPerSecond: Int
    let log: @Sendable (String) -> Void

    /// The name under which an image lies in the working folder.
    static func imageName(sha256: String) -> String {
        sha256 + ".image"
    }

    /// Makes the clip.
    func make(_ job: RenderJob) async -> Result<RenderedFile, RenderFailure> {
        guard renderer.program != nil else { return .failure(RenderFailure(message: Self.howToInstall)) }
        let name = clipName(job)
        do {
            try await renderer.render(clip(job), to: folder.file(name))
        } catch {
            return .failure(failure(error))
        }
        do {
            let bytes = try folder.read(name)
            let etag = "\"\(Digest.sha256Hex(bytes).prefix(32))\""
            return .success(RenderedFile(path: folder.file(name), size: bytes.count, etag: etag))
        } catch {
            return .failure(RenderFailure(message: "the clip could not be read: \(error)"))
        }
    }

    /// A clip without a mark: it stands for what a service makes. Move and tone differ by sample.
    private func clip(_ job: RenderJob) -> PanZoomClip {
        PanZoomClip(
            of: picture(job), size: PixelSize(width: job.clip.width, height: job.clip.height),
            seconds: job.clip.seconds, framesPerSecond: framesPerSecond,
            move: CameraMove(sample: job.sample, seed: nil), tone: job.clip.hasAudio ? 220 + 55 * job.sample : nil)
    }

    private func failure(_ error: VideoGenerationError) -> RenderFailure {
        if error.code == .cancelled { return RenderFailure(message: "the emulator is shutting down") }
        log(error.message)
        return RenderFailure(message: error.message)
    }

    private func picture(_ job: RenderJob) -> PanZoomClip.Picture {
        switch job.picture {
        case .neutral: .testPicture
        case .file(let sha256): .file(folder.file(Self.imageName(sha256: sha256)))
        }
    }

    private func clipName(_ job: RenderJob) -> String {
        let picture = if case .file(let sha256) = job.picture { sha256 } else { "neutral" }
        let clip = job.clip
        let sound = clip.hasAudio ? "tone" : "silent"
        return "\(picture)-\(clip.width)x\(clip.height)-\(clip.seconds)s-\(sound)-\(job.sample).mp4"
    }

    private static let howToInstall =
        "ffmpeg was not found: install it (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg) "
        + "or name it with --ffmpeg"
}
