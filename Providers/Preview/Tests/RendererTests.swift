// SPDX-License-Identifier: Apache-2.0
import Foundation
import LocalFiles
import PreviewProvider
import Synchronization
import Testing
import VideoGenerationCore

@Suite("Rendering a clip", .enabled(if: Workshop.hasFFmpeg, "ffmpeg is not installed"))
struct RendererTests {
    private let workshop: Workshop
    private let renderer = PanZoomRenderer()

    init() throws {
        workshop = try Workshop()
    }

    private func clip(
        _ picture: String? = nil, _ width: Int = 320, _ height: Int = 180, move: CameraMove = .zoomIn, tone: Int? = nil,
        mark: Bool = false
    ) async throws -> PanZoomClip {
        let path: String
        if let picture { path = picture } else { path = try await workshop.picture() }
        return PanZoomClip(
            of: .file(path), size: PixelSize(width: width, height: height), seconds: 1,
            framesPerSecond: 12, move: move, tone: tone, mark: mark)
    }

    /// Renders, and looks at the file.
    private func facts(_ clip: PanZoomClip, _ name: String = "clip.mp4") async throws -> VideoFacts {
        try await renderer.render(clip, to: workshop[name])
        return try MP4Inspector().inspect(fileAt: workshop[name])
    }

    private func bytes(_ name: String) -> Data { FileManager.default.contents(atPath: workshop[name]) ?? Data() }

    @Test("It is a whole H.264 video of the size and length that were asked for, and begins with its index")
    func whole() async throws {
        for (width, height) in [(320, 180), (180, 320), (321, 181), (240, 240)] {
            let name = "\(width)x\(height).mp4"
            let facts = try await facts(try await clip(nil, width, height), name)
            #expect(facts.width == width & ~1 && facts.height == height & ~1 && !facts.hasAudio)
            #expect(facts.duration == 1)
            #expect(try await Workshop.probe(workshop[name], "codec_name,pix_fmt,nb_frames") == "h264,yuv420p,12")
            let file = bytes(name)
            let (index, media) = (file.range(of: Data("moov".utf8)), file.range(of: Data("mdat".utf8)))
            #expect(try #require(index).lowerBound < #require(media).lowerBound)
        }
        #expect(workshop.names().filter { $0.hasPrefix(".") } == [])
    }

    @Test(
        "A picture of any shape fills the frame",
        arguments: [
            "1:1", "2:3000", "3001:1", "641:359", "17:16", "4001:3001",
        ], ["png", "jpg", "webp"])
    func shapes(size: String, format: String) async throws {
        let picture = try await workshop.picture("picture.\(format)", "color=red:size=64x64,format=rgb24,scale=\(size)")
        let facts = try await facts(try await clip(picture))
        #expect(facts.width == 320 && facts.height == 180)
        for (across, down) in [(0.0, 0.0), (1, 0), (0, 1), (1, 1), (0.5, 0.5)] {
            let colour = try await Workshop.colour(of: workshop["clip.mp4"], across: across, down: down)
            #expect(colour[0] > 200 && colour[1] < 60 && colour[2] < 60, "\(colour) at \(across), \(down)")
        }
    }

    @Test("What is transparent is black")
    func transparent() async throws {
        let picture = try await workshop.picture("clear.png", "color=red@0.0:size=64x64,format=rgba")
        _ = try await facts(try await clip(picture))
        #expect(try await Workshop.colour(of: workshop["clip.mp4"], across: 0.5, down: 0.5).allSatisfy { $0 < 20 })
    }

    // The left half is red, the right one blue. Where the red one is meant to be shown, by Exif 3.0, tag 0x0112.
    @Test(
        "A picture is turned as its camera noted",
        arguments: [
            (1, 0.0, 0.5), (2, 1.0, 0.5), (3, 1.0, 0.5), (4, 0.0, 0.5), (5, 0.5, 0.0), (6, 0.5, 0.0), (7, 0.5, 1.0),
            (8, 0.5, 1.0),
        ])
    func turned(orientation: Int, across: Double, down: Double) async throws {
        try await Workshop.ffmpeg(
            "-f", "lavfi", "-i", "color=red:size=64x128", "-f", "lavfi", "-i", "color=blue:size=64x128",
            "-filter_complex", "hstack", "-frames:v", "1", workshop["plain.jpg"])
        let plain = bytes("plain.jpg")
        // The note of a camera, right behind the start of the image.
        let note: [UInt8] =
            [0xFF, 0xE1, 0, 34] + Array("Exif\0\0MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1]
            + [0, UInt8(orientation), 0, 0, 0, 0, 0, 0]
        try (plain.prefix(2) + Data(note) + plain.dropFirst(2)).write(to: URL(filePath: workshop["turned.jpg"]))
        _ = try await facts(try await clip(workshop["turned.jpg"], 128, 128))
        let colour = try await Workshop.colour(of: workshop["clip.mp4"], across: across, down: down)
        #expect(colour[0] > 200 && colour[2] < 60, "\(colour)")
        let other = try await Workshop.colour(of: workshop["clip.mp4"], across: 1 - across, down: 1 - down)
        #expect(other[0] < 60 && other[2] > 200, "\(other)")
    }

    @Test("Equal clips are the same bytes, and each move shows something else")
    func moves() async throws {
        let picture = try await workshop.picture()
        var seen: Set<Data> = []
        for (index, move) in CameraMove.standard.enumerated() {
            _ = try await facts(try await clip(picture, move: move), "\(index).mp4")
            _ = try await facts(try await clip(picture, move: move), "\(index)-again.mp4")
            #expect(bytes("\(index).mp4") == bytes("\(index)-again.mp4"))
            seen.insert(bytes("\(index).mp4"))
        }
        #expect(seen.count == 4)
    }

    @Test("The mark is in a corner, and changes nothing else", arguments: [(320, 180), (720, 1280), (854, 480)])
    func mark(width: Int, height: Int) async throws {
        let picture = try await workshop.picture()
        _ = try await facts(try await clip(picture, width, height), "plain.mp4")
        _ = try await facts(try await clip(picture, width, height, mark: true), "marked.mp4")
        for seconds in [0.0, 0.8] {
            let plain = try await Workshop.frame(of: workshop["plain.mp4"], at: seconds)
            let marked = try await Workshop.frame(of: workshop["marked.mp4"], at: seconds)
            var (inside, outside) = (0, 0)
            try #require(plain.count == width * height && marked.count == plain.count)
            for (place, (before, after)) in zip(plain, marked).enumerated() {
                let difference = abs(Int(before) - Int(after))
                let isCorner = place % width >= width / 2 && place / width >= height * 3 / 4
                if isCorner { inside = max(inside, difference) } else { outside = max(outside, difference) }
            }
            #expect(inside > 90)
            // Coding again is not exact everywhere; a letter would be a hundred and more.
            #expect(outside < 25, "\(outside)")
        }
    }

    @Test("A tone is there only if there is one")
    func tone() async throws {
        let facts = try await facts(try await clip(tone: 440))
        #expect(facts.hasAudio && facts.tracks.map(\.codec) == ["avc1", "mp4a"])
        #expect(abs((facts.duration ?? 0) - 1) < 0.1)
    }

    @Test("Progress rises to 1")
    func progress() async throws {
        let shares = Mutex<[Double]>([])
        var clip = try await clip(nil, 1280, 720)
        clip.seconds = 20
        clip.framesPerSecond = 24
        try await renderer.render(clip, to: workshop["clip.mp4"]) { share in shares.withLock { $0.append(share) } }
        let seen = shares.withLock { $0 }
        #expect(seen.count > 2 && seen.sorted() == seen && seen.last == 1)
        #expect(seen.allSatisfy { (0...1).contains($0) } && seen.contains { $0 > 0 && $0 < 1 })
    }

    @Test("What has the name already is not replaced")
    func taken() async throws {
        let clip = try await clip()
        try Data("mine".utf8).write(to: URL(filePath: workshop["clip.mp4"]))
        await #expect { try await renderer.render(clip, to: workshop["clip.mp4"]) } throws: {
            ($0 as? VideoGenerationError)?.code == .outputUnwritable
        }
        #expect(workshop.text("clip.mp4") == "mine")
    }

    @Test(
        "A clip that cannot be is refused",
        arguments: [(0, 1, 24), (15, 1, 24), (9000, 1, 24), (320, 0, 24), (320, 601, 24), (320, 1, 0), (320, 1, 61)])
    func impossible(width: Int, seconds: Int, rate: Int) async throws {
        let clip = PanZoomClip(
            of: .testPicture, size: PixelSize(width: width, height: 180), seconds: seconds, framesPerSecond: rate)
        await #expect { try await renderer.render(clip, to: workshop["clip.mp4"]) } throws: {
            ($0 as? VideoGenerationError)?.code == .invalidRequest
        }
    }
}
