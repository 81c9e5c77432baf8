// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Testing
import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Real files, as ffmpeg writes them.
@Suite(.enabled(if: FFmpeg.exists, "ffmpeg is not installed"))
struct FFmpegVideoTests {
    @Test(
        "What ffmpeg writes is a whole video",
        arguments: [
            "", "-movflags +faststart", "-movflags frag_keyframe+empty_moov", "-movflags frag_every_frame+empty_moov",
            "-movflags frag_keyframe+delay_moov+default_base_moof", "-movflags cmaf", "-movflags frag_keyframe",
            "-brand mp42 -use_editlist 1",
        ])
    func whole(flags: String) throws {
        let folder = try TestFolder()
        let path = folder["a.mp4"]
        try FFmpeg.run(
            "-f lavfi -i testsrc=size=320x240:rate=24:duration=2 -f lavfi -i sine=duration=2 -c:v mpeg4 -c:a aac \(flags) \(path)"
        )
        let facts = try MP4Inspector().inspect(fileAt: path)
        #expect(abs((facts.duration ?? 0) - 2) < 0.1)
        #expect(facts.width == 320 && facts.height == 240)
        #expect(facts.hasAudio)
        #expect(facts.tracks.map(\.codec) == ["mp4v", "mp4a"])
        for track in facts.tracks { #expect(abs((track.duration ?? 0) - 2) < 0.1) }
        let size = facts.byteCount
        for cut in [1, 100, size / 3] {
            try setSize(path, size - cut)
            #expect(throws: VideoGenerationError.self, "\(cut) bytes less") { try MP4Inspector().inspect(fileAt: path) }
            try FFmpeg.run(
                "-f lavfi -i testsrc=size=320x240:rate=24:duration=2 -f lavfi -i sine=duration=2 -c:v mpeg4 -c:a aac \(flags) \(path)"
            )
        }
    }

    @Test("A turned and silent video is a portrait without sound")
    func turned() throws {
        let folder = try TestFolder()
        try FFmpeg.run("-f lavfi -i testsrc=size=320x240:rate=24:duration=1 -c:v mpeg4 \(folder["a.mp4"])")
        do {
            try FFmpeg.run("-display_rotation 90 -i \(folder["a.mp4"]) -c copy \(folder["b.mp4"])")
        } catch {
            // Before version 6.
            try FFmpeg.run("-i \(folder["a.mp4"]) -c copy -metadata:s:v rotate=90 \(folder["b.mp4"])")
        }
        let facts = try MP4Inspector().inspect(fileAt: folder["b.mp4"])
        #expect(facts.width == 240 && facts.height == 320)
        #expect(!facts.hasAudio)
    }

    @Test("A WebM file is named as what it is")
    func webM() throws {
        let folder = try TestFolder()
        try FFmpeg.run("-f lavfi -i sine=duration=1 -c:a pcm_s16le -f matroska \(folder["a.mp4"])")
        let error = try #require(throws: VideoGenerationError.self) {
            try MP4Inspector().inspect(fileAt: folder["a.mp4"])
        }
        #expect(error.message.contains("WebM"))
    }
}

private enum FFmpeg {
    static let exists = (try? run("-version")) != nil

    struct Failed: Error {
        let arguments: String
    }

    static func run(_ arguments: String) throws {
        let status = unsafe system("ffmpeg -nostdin -loglevel error -y \(arguments) >/dev/null 2>&1")
        if status != 0 { throw Failed(arguments: arguments) }
    }
}
