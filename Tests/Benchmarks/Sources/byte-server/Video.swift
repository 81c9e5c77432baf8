// SPDX-License-Identifier: Apache-2.0

/// An MP4 video of exactly as many bytes as wanted (ISO/IEC 14496-12:2022): its boxes are true, its 240 pictures noise.
struct Video {
    let byteCount: Int
    /// Everything before the pictures.
    private let head: [UInt8]

    private static let pictures = 240
    private static let block: [UInt8] = {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        return (0..<(256 << 10)).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }()

    /// Nil if that is too few bytes for a video.
    init?(byteCount: Int) {
        // The head's length does not depend on the numbers in it.
        let headSize = Self.head(byteCount: byteCount, pictureSize: 1, mediaStart: 0).count
        guard byteCount >= headSize + Self.pictures else { return nil }
        let pictureSize = (byteCount - headSize) / Self.pictures
        head = Self.head(byteCount: byteCount, pictureSize: pictureSize, mediaStart: headSize)
        self.byteCount = byteCount
    }

    /// Hands out the bytes in `range` piece by piece, until `take` says no.
    func pieces(_ range: Range<Int>, _ take: (ArraySlice<UInt8>) -> Bool) -> Bool {
        var position = range.lowerBound
        while position < range.upperBound {
            let left = range.upperBound - position
            let piece: ArraySlice<UInt8>
            if position < head.count {
                piece = head[position...].prefix(left)
            } else {
                piece = Self.block[((position - head.count) % Self.block.count)...].prefix(left)
            }
            guard take(piece) else { return false }
            position += piece.count
        }
        return true
    }

    private static func head(byteCount: Int, pictureSize: Int, mediaStart: Int) -> [UInt8] {
        let type = box("ftyp", text("isom") + u32(0x200) + text("isommp42"))
        let movie = movie(pictureSize: pictureSize, mediaStart: mediaStart)
        // The 64-bit form of a size, for any size.
        let mediaSize = max(0, byteCount - type.count - movie.count)
        return type + movie + u32(1) + text("mdat") + u32(mediaSize >> 32) + u32(mediaSize)
    }

    /// Eight seconds of 1280x720 at 30 pictures a second.
    private static func movie(pictureSize: Int, mediaStart: Int) -> [UInt8] {
        let unity = u32(0x10000) + zeros(12) + u32(0x10000) + zeros(12) + u32(0x4000_0000)
        let movieHeader = zeros(12) + u32(30) + u32(pictures) + u32(0x10000) + u16(0x100) + zeros(10) + unity
        let trackHeader = u32(3) + zeros(8) + u32(1) + zeros(4) + u32(pictures) + zeros(16) + unity
        let entry =
            zeros(6) + u16(1) + zeros(16) + u16(1280) + u16(720) + u32(0x48_0000) + u32(0x48_0000) + zeros(4) + u16(1)
            + zeros(32) + u16(24) + u16(0xFFFF)
        let samples = box(
            "stbl",
            box("stsd", zeros(4) + u32(1) + box("avc1", entry))
                + box("stts", zeros(4) + u32(1) + u32(pictures) + u32(1))
                + box("stsc", zeros(4) + u32(1) + u32(1) + u32(pictures) + u32(1))
                + box("stsz", zeros(4) + u32(pictureSize) + u32(pictures))
                + box("co64", zeros(4) + u32(1) + u32(mediaStart >> 32) + u32(mediaStart)))
        let data = box("dinf", box("dref", zeros(4) + u32(1) + box("url ", u32(1))))
        let media = box(
            "mdia",
            box("mdhd", zeros(12) + u32(30) + u32(pictures) + u16(0x55C4) + zeros(2))
                + box("hdlr", zeros(8) + text("vide") + zeros(13))
                + box("minf", box("vmhd", u32(1) + zeros(8)) + data + samples))
        let track = box("trak", box("tkhd", trackHeader + u32(1280 << 16) + u32(720 << 16)) + media)
        return box("moov", box("mvhd", movieHeader + zeros(24) + u32(2)) + track)
    }

    private static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        u32(content.count + 8) + text(type) + content
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    private static func u16(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)] }
    private static func u32(_ value: Int) -> [UInt8] { u16(value >> 16 & 0xFFFF) + u16(value & 0xFFFF) }
}
