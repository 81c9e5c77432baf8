// SPDX-License-Identifier: Apache-2.0
@testable import LocalFiles

/// Makes small MP4 files by hand: a picture track, perhaps a sound track, and a handful of bytes as samples.
struct MP4Builder {
    enum Layout: CaseIterable {
        case movieFirst, movieLast, openEndedMedia, longMedia, fragmented
    }

    var layout = Layout.movieFirst
    /// Of the headers: 1 has 64-bit times.
    var version: UInt8 = 0
    var size = (width: 1280, height: 720)
    var matrix: [UInt32] = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000]
    var hasVideo = true
    var hasAudio = true
    var seconds: UInt64 = 8
    var samples = [10, 20, 30]
    var hasFragmentHeader = false

    func build() -> [UInt8] {
        let media = [UInt8](repeating: 0xAB, count: samples.reduce(0, +) * 2)
        let type = box("ftyp", Array("isom".utf8) + bigEndian(UInt32(512)) + Array("isomavc1".utf8))
        switch layout {
        case .movieFirst: return type + movie() + box("free", []) + box("mdat", media)
        case .movieLast: return type + box("mdat", media) + movie()
        case .openEndedMedia: return type + movie() + bigEndian(UInt32(0)) + Array("mdat".utf8) + media
        case .longMedia:
            return type + movie() + bigEndian(UInt32(1)) + Array("mdat".utf8) + bigEndian(UInt64(media.count + 16))
                + media
        case .fragmented:
            let parts = (0..<4).flatMap { fragment(UInt32($0 + 1)) + box("mdat", media) }
            return type + movie() + parts
        }
    }

    func movie() -> [UInt8] {
        var content = full("mvhd", time(seconds: layout == .fragmented ? 0 : seconds, scale: 1000) + zeros(80))
        if hasVideo { content += track(1, isVideo: true) }
        if hasAudio { content += track(2, isVideo: false) }
        if layout == .fragmented {
            var extends: [UInt8] = []
            if hasFragmentHeader {
                extends += full("mehd", version == 1 ? bigEndian(seconds * 1000) : u32(seconds * 1000))
            }
            for id: UInt64 in [1, 2] { extends += box("trex", zeros(4) + u32(id) + u32(1) + u32(0) + u32(0) + u32(0)) }
            content += box("mvex", extends)
        }
        return box("moov", content)
    }

    private func track(_ id: UInt64, isVideo: Bool) -> [UInt8] {
        let isFragmented = layout == .fragmented
        let long = version == 1
        let times =
            long ? zeros(16) + u32(id) + zeros(4) + bigEndian(seconds) : zeros(8) + u32(id) + zeros(4) + u32(seconds)
        let shown: [UInt8] = isVideo ? u32(UInt64(size.width) << 16) + u32(UInt64(size.height) << 16) : zeros(8)
        let header = full("tkhd", times + zeros(16) + matrix.flatMap(bigEndian) + shown)
        let time = full("mdhd", time(seconds: isFragmented ? 0 : seconds, scale: 12_800) + zeros(4))
        let handler = box("hdlr", zeros(8) + Array((isVideo ? "vide" : "soun").utf8) + zeros(13))
        let entry =
            isVideo
            ? box("avc1", zeros(24) + bigEndian(UInt16(size.width)) + bigEndian(UInt16(size.height)) + zeros(50))
            : box("mp4a", zeros(28))
        let sizes = isFragmented ? [] : samples
        let table =
            box("stsd", zeros(4) + u32(1) + entry)
            + box("stsz", zeros(8) + u32(UInt64(sizes.count)) + sizes.flatMap { u32(UInt64($0)) })
        let information = box("minf", box("vmhd", zeros(12)) + box("stbl", table))
        return box("trak", header + box("edts", []) + box("mdia", time + handler + information))
    }

    // Two seconds of both tracks: the picture's samples tell their durations, the sound's share one.
    private func fragment(_ number: UInt32) -> [UInt8] {
        let rows = samples.flatMap { u32(UInt64(25_600 / samples.count)) + u32(UInt64($0)) }
        let video =
            box("tfhd", u32(0x2_0000) + u32(1)) + box("trun", u32(0x301) + u32(UInt64(samples.count)) + u32(0) + rows)
        let sizes = samples.flatMap { u32(UInt64($0)) }
        let audio =
            box("tfhd", u32(0x2_0008) + u32(2) + u32(UInt64(25_600 / samples.count)))
            + box("trun", u32(0x200) + u32(UInt64(samples.count)) + sizes)
        return box("moof", box("mfhd", zeros(4) + bigEndian(number)) + box("traf", video) + box("traf", audio))
    }

    private func time(seconds: UInt64, scale: UInt64) -> [UInt8] {
        version == 1
            ? zeros(16) + u32(scale) + bigEndian(seconds * scale) : zeros(8) + u32(scale) + u32(seconds * scale)
    }

    private func full(_ type: String, _ content: [UInt8]) -> [UInt8] {
        box(type, [version, 0, 0, 0] + content)
    }
}

func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
    bigEndian(UInt32(content.count + 8)) + Array(type.utf8) + content
}

func zeros(_ count: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: count)
}

func u32(_ number: UInt64) -> [UInt8] {
    bigEndian(UInt32(truncatingIfNeeded: number))
}

/// Bytes in memory as a file.
struct MemoryContent: RandomAccess {
    var all: [UInt8]
    var byteCount: Int { all.count }

    func bytes(at offset: Int, count: Int) -> [UInt8] {
        Array(all.dropFirst(offset).prefix(count))
    }
}
