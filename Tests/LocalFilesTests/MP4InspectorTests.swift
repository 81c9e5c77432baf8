// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import LocalFiles

struct MP4InspectorTests {
    static let layouts = MP4Builder.Layout.allCases

    private func inspect(_ bytes: [UInt8]) throws -> VideoFacts {
        try MP4Inspector.inspect(MemoryContent(all: bytes))
    }

    private func refusal(_ bytes: [UInt8]) throws -> String {
        let error = try #require(throws: VideoGenerationError.self) { try inspect(bytes) }
        #expect(error.code == .notAVideo)
        return error.message
    }

    @Test("A whole video tells its facts, however it is laid out", arguments: layouts, [0, 1] as [UInt8])
    func facts(layout: MP4Builder.Layout, version: UInt8) throws {
        let bytes = MP4Builder(layout: layout, version: version).build()
        let facts = try inspect(bytes)
        #expect(facts.byteCount == bytes.count)
        #expect(abs((facts.duration ?? 0) - 8) < 0.01)
        #expect(facts.width == 1280 && facts.height == 720)
        #expect(facts.hasAudio)
        #expect(facts.tracks.map(\.kind) == [.video, .audio])
        #expect(facts.tracks.map(\.codec) == ["avc1", "mp4a"])
        for track in facts.tracks { #expect(abs((track.duration ?? 0) - 8) < 0.01) }
    }

    @Test("A file on the disk is read like bytes in memory")
    func onDisk() throws {
        let folder = try TestFolder()
        let bytes = MP4Builder().build()
        let path = try folder.make("a.mp4", bytes)
        #expect(try MP4Inspector().inspect(fileAt: path) == inspect(bytes))
        for bad in [folder.path, folder["missing"]] {
            let error = try #require(throws: VideoGenerationError.self) { try MP4Inspector().inspect(fileAt: bad) }
            #expect(error.code == .downloadFailed)
            #expect(error.message.contains(bad))
        }
    }

    @Test("A quarter turn swaps width and height, a half turn does not")
    func rotation() throws {
        let one: UInt32 = 0x10000
        let minus = UInt32(bitPattern: -0x10000)
        for (a, b, c, d, isPortrait) in [
            (0, one, minus, 0, true), (0, minus, one, 0, true), (minus, 0, 0, minus, false), (one, 0, 0, one, false),
        ] as [(UInt32, UInt32, UInt32, UInt32, Bool)] {
            let facts = try inspect(MP4Builder(matrix: [a, b, 0, c, d, 0, 0, 0, 0x4000_0000]).build())
            #expect((facts.width, facts.height) == (isPortrait ? (720, 1280) : (1280, 720)))
        }
    }

    @Test("A silent video has no audio")
    func silent() throws {
        let facts = try inspect(MP4Builder(hasAudio: false).build())
        #expect(!facts.hasAudio && facts.tracks.count == 1)
    }

    @Test("A fragmented file that lost its last fragments tells its shorter duration, whatever it promised")
    func lostFragment() throws {
        let bytes = MP4Builder(layout: .fragmented, hasFragmentHeader: true).build()
        let fragment = (bytes.count - (try #require(position(of: "moof", in: bytes)) - 4)) / 4
        let duration = try #require(try inspect(bytes.dropLast(fragment)).duration)
        #expect(abs(duration - 6) < 0.01)
    }

    @Test("Every cut is refused", arguments: layouts)
    func cuts(layout: MP4Builder.Layout) throws {
        let bytes = MP4Builder(layout: layout).build()
        // A fragmented file may end after any fragment.
        let fragment =
            layout == .fragmented ? (bytes.count - (position(of: "moof", in: bytes) ?? 4) + 4) / 4 : bytes.count
        for count in 0..<bytes.count {
            if layout == .fragmented, (bytes.count - count) % fragment == 0 { continue }
            #expect(throws: VideoGenerationError.self, "cut after \(count) bytes") {
                try inspect(Array(bytes.prefix(count)))
            }
        }
    }

    @Test(
        "Anything behind the end is refused",
        arguments: [
            [0], zeros(4), zeros(8), zeros(100), Array("<html></html>".utf8), Array("\r\n".utf8), MP4Builder().build(),
        ])
    func garbage(bytes: [UInt8]) throws {
        for layout in [MP4Builder.Layout.movieFirst, .movieLast, .longMedia, .fragmented] {
            _ = try refusal(MP4Builder(layout: layout).build() + bytes)
        }
    }

    @Test(
        "A container that is no video is refused for its reason",
        arguments: [
            (MP4Builder(hasVideo: false).build(), "no video track"), (MP4Builder(samples: []).build(), "no samples"),
            (MP4Builder(seconds: 0).build(), "lasts 0 seconds"), (MP4Builder(size: (0, 0)).build(), "no size"),
            (MP4Builder(version: 2).build(), "unknown version 2"),
            (box("ftyp", zeros(8)), "no movie box"), (box("moov", []), "ftyp"),
            (box("ftyp", zeros(8)) + box("moov", []), "no header"),
        ])
    func noVideo(bytes: [UInt8], reason: String) throws {
        #expect(try refusal(bytes).contains(reason))
    }

    @Test("A track of one kind cannot hide behind another one's samples")
    func oneTrackCut() throws {
        var bytes = MP4Builder().build()
        // The sound track's own duration, in its media header.
        let last = try #require(positions(of: "mdhd", in: bytes).last)
        bytes.replaceSubrange((last + 4 + 16)..<(last + 4 + 20), with: zeros(4))
        #expect(try refusal(bytes).contains("audio track lasts 0 seconds"))
    }

    @Test(
        "What services send in place of a video is named",
        arguments: [
            ("<!DOCTYPE html><html>", "a web page"), ("\u{FEFF}\r\n <HTML>", "a web page"), ("<?xml version", "XML"),
            ("<Error><Code>ExpiredRequest", "XML"), (" {\"error\":1}", "JSON"), ("GIF89a......", "image/gif"),
            ("\u{1}", "does not begin"), ("", "empty"),
        ])
    func foreign(text: String, name: String) throws {
        #expect(try refusal(Array(text.utf8)).contains(name))
    }
}

/// Where the boxes called `type` have their name.
func positions(of type: String, in bytes: [UInt8]) -> [Int] {
    bytes.indices.filter { bytes[$0...].starts(with: type.utf8) }
}

func position(of type: String, in bytes: [UInt8]) -> Int? {
    positions(of: type, in: bytes).first
}
