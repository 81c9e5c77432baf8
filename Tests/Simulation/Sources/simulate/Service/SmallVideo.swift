// SPDX-License-Identifier: Apache-2.0

/// The smallest whole MP4 with a picture track of 8 s and 1280x720, whose media says whose it is.
enum SmallVideo {
    private static let mediaBytes = 64
    private static let head: [UInt8] =
        box("ftyp", text("isom") + number(512) + text("isom")) + movie + number(UInt32(mediaBytes + 8)) + text("mdat")

    /// The video of sample `index` of the task `remoteID`.
    static func bytes(of remoteID: String, _ index: Int) -> [UInt8] {
        let name = text("\(remoteID)/\(index)")
        return head + name + [UInt8](repeating: 0x5A, count: mediaBytes - name.count)
    }

    private static let movie = box("moov", full("mvhd", times + zeros(80)) + track)
    private static let times = zeros(8) + number(1000) + number(8000)

    private static var track: [UInt8] {
        let matrix = number(0x10000) + zeros(12) + number(0x10000) + zeros(12) + number(0x4000_0000)
        let size = half(1280) + half(0) + half(720) + half(0)
        let header = full("tkhd", zeros(8) + number(1) + zeros(8) + zeros(16) + matrix + size)
        let entry = box("avc1", zeros(24) + half(1280) + half(720) + zeros(50))
        let table =
            box("stsd", zeros(4) + number(1) + entry)
            + box("stsz", zeros(4) + number(0) + number(1) + number(UInt32(mediaBytes)))
        let media =
            full("mdhd", times + zeros(4)) + box("hdlr", zeros(8) + text("vide") + zeros(13))
            + box("minf", box("stbl", table))
        return box("trak", header + box("mdia", media))
    }

    private static func full(_ type: String, _ content: [UInt8]) -> [UInt8] { box(type, zeros(4) + content) }
    private static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        number(UInt32(content.count + 8)) + text(type) + content
    }
    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    private static func half(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }
    private static func number(_ value: UInt32) -> [UInt8] {
        half(UInt16(value >> 16)) + half(UInt16(truncatingIfNeeded: value))
    }
}
