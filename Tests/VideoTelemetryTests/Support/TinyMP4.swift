// SPDX-License-Identifier: Apache-2.0

/// A file that is a whole MP4 video of 8 seconds, 1280x720, and little else.
enum TinyMP4 {
    static let bytes: [UInt8] =
        box("ftyp", text("isom") + number(512) + text("isom")) + box("moov", movie)
        + box("mdat", [UInt8](repeating: 0x5A, count: media))

    private static let media = 600
    private static let times = zeros(8) + number(1000) + number(8000)
    private static let movie = full("mvhd", times + zeros(80)) + track

    private static var track: [UInt8] {
        let matrix = number(0x10000) + zeros(12) + number(0x10000) + zeros(12) + number(0x4000_0000)
        let header = full(
            "tkhd", zeros(8) + number(1) + zeros(24) + matrix + half(1280) + half(0) + half(720) + half(0))
        let entry = box("avc1", zeros(24) + half(1280) + half(720) + zeros(50))
        let table =
            box("stsd", zeros(4) + number(1) + entry)
            + box("stsz", zeros(4) + number(0) + number(1) + number(UInt32(media)))
        let content =
            full("mdhd", times + zeros(4)) + box("hdlr", zeros(8) + text("vide") + zeros(13))
            + box("minf", box("stbl", table))
        return box("trak", header + box("mdia", content))
    }

    private static func full(_ type: String, _ content: [UInt8]) -> [UInt8] { box(type, zeros(4) + content) }

    private static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        number(UInt32(content.count + 8)) + text(type) + content
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    private static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func half(_ value: UInt16) -> [UInt8] { [8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
}
