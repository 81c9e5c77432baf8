// SPDX-License-Identifier: Apache-2.0
import Foundation
import LocalFiles
import PreviewProvider
import Testing
import VideoGenerationCore

@Suite("Pictures that mean harm", .enabled(if: Workshop.hasFFmpeg, "ffmpeg is not installed"))
struct HostilePictureTests {
    private let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    private func failure(_ path: String) async -> VideoGenerationError? {
        let clip = PanZoomClip(of: .file(path), size: PixelSize(width: 64, height: 64), seconds: 1)
        do {
            try await PanZoomRenderer().render(clip, to: workshop["clip.mp4"])
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "A text that would make ffmpeg open other files is not handed to it",
        arguments: [
            "ffconcat version 1.0\nfile SECRET\n", "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nSECRET\n",
            "<svg xmlns='http://www.w3.org/2000/svg'><image href='SECRET'/></svg>", "GIF89a", "no picture at all",
        ])
    func texts(text: String) async throws {
        try await workshop.picture("secret.png", "color=red:size=64x64")
        let path = workshop["playlist.png"]
        try Data(text.replacing("SECRET", with: workshop["secret.png"]).utf8).write(to: URL(filePath: path))
        #expect(await failure(path)?.code == .invalidInput)
    }

    @Test("What begins as a picture and goes on as something else fails with a reason, and no path of this machine")
    func halves() async throws {
        let picture = try await workshop.picture()
        let whole = try Data(contentsOf: URL(filePath: picture))
        let playlist = Data("\n#EXTM3U\n#EXTINF:1,\nfile://\(picture)\n".utf8)
        for (name, start) in [
            ("a.png", whole.prefix(8)), ("b.png", whole.prefix(33)), ("c.jpg", Data([0xFF, 0xD8, 0xFF, 0xE0])),
            ("d.webp", Data("RIFF\0\0\0\0WEBPVP8 ".utf8)),
        ] {
            try (start + playlist).write(to: URL(filePath: workshop[name]))
            let error = try #require(await failure(workshop[name]), "\(name)")
            #expect(error.code == .generationFailed && error.message.hasPrefix("The image could not be"), "\(error)")
            #expect(!error.message.contains(workshop.path) && error.message.utf8.count < 600, "\(error)")
        }
        #expect(workshop.names().allSatisfy { !$0.hasSuffix(".mp4") && !$0.hasSuffix(".part") })
    }

    @Test(
        "A file's name is only a name",
        arguments: ["-y", "http:evil.png", "concat:a|b.png", "frame-%03d.png", "a'b\"c;[v].png", "*.png", "a b\n.png"])
    func names(name: String) async throws {
        let picture = try await workshop.picture()
        try FileManager.default.copyItem(atPath: picture, toPath: workshop[name])
        #expect(await failure(workshop[name]) == nil)
        #expect(try MP4Inspector().inspect(fileAt: workshop["clip.mp4"]).width == 64)
    }

    @Test("A small file that says it holds more pixels than any memory is refused")
    func bomb() async throws {
        let picture = try await workshop.picture("small.png", "color=red:size=64x64")
        var bytes = try Data(contentsOf: URL(filePath: picture))
        bytes.replaceSubrange(16..<24, with: [0, 0, 0x7F, 0xFF, 0, 0, 0x7F, 0xFF])
        try bytes.write(to: URL(filePath: workshop["bomb.png"]))
        #expect(await failure(workshop["bomb.png"])?.code == .generationFailed)
    }
}
