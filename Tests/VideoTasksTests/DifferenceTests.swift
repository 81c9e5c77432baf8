// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("A file that is not what was asked for is delivered, and says so")
struct DifferenceTests {
    private func reason(_ video: TinyVideo, _ options: VideoOptions = .init()) throws -> String? {
        let folder = try TestFolder()
        let scene = Scene(Script(download: inTurn(.video(video.build()))))
        let delivery = try scene.deliver(options, to: folder.destination())
        #expect(delivery.samples[0].outcome == .delivered)
        return delivery.samples[0].reason
    }

    @Test("what was asked for has no reason")
    func none() throws {
        #expect(try reason(TinyVideo()) == nil)
        #expect(try reason(TinyVideo(seconds: 4, hasAudio: true), .init(duration: 4, audio: true)) == nil)
        #expect(
            try reason(TinyVideo(width: 1080, height: 1920), .init(resolution: .hd1080, aspectRatio: .portrait)) == nil)
    }

    @Test(
        "duration, size, ratio and sound are compared",
        arguments: [
            (TinyVideo(seconds: 5), "5 s instead of 8"),
            (TinyVideo(width: 640, height: 360), "640x360 instead of 720p"),
            (TinyVideo(width: 720, height: 720), "720x720 instead of 16:9"),
            (TinyVideo(hasAudio: true), "sound that was not asked for"),
            (TinyVideo(width: 720, height: 1280), "720x1280 instead of 16:9"),
        ])
    func compared(video: TinyVideo, words: String) throws {
        #expect(try reason(video)?.contains(words) == true)
    }

    @Test("a cut sound track is found although the pictures are whole")
    func cutTrack() throws {
        let video = TinyVideo(seconds: 8, audioSeconds: 2, hasAudio: true)
        #expect(try reason(video, .init(audio: true))?.contains("audio track has 2 s") == true)
        #expect(try reason(TinyVideo(), .init(audio: true))?.contains("no sound") == true)
    }

    @Test("a file that claims to last for ages is told, and does no harm", arguments: [UInt64(1) << 62, 1 << 40])
    func ages(_ duration: UInt64) throws {
        #expect(try reason(TinyVideo(hugeDuration: duration))?.contains("instead of 8") == true)
    }
}
