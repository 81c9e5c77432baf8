// SPDX-License-Identifier: Apache-2.0

/// The smallest file that passes for a whole MP4 video: headers that say what is wanted, and media that nobody can play. For
/// tests of what becomes of a file.
public struct TinyVideo: Sendable, Hashable {
    /// Seconds of picture, at most 1,000,000.
    public let seconds: UInt32
    /// Seconds of sound, if there is any; nil for as many as of picture.
    public let audioSeconds: UInt32?
    /// The picture's width in pixels.
    public var width: UInt16
    /// The picture's height in pixels.
    public var height: UInt16
    /// Whether there is a sound track.
    public var hasAudio: Bool
    /// How many bytes of media there are, at least one.
    public let bytes: Int
    /// What the media is made of.
    public var filling: UInt8
    /// Writes headers of version 1 with this duration in place of `seconds`.
    package var hugeDuration: UInt64?

    /// A video; see the properties.
    public init(
        seconds: UInt32 = 8, audioSeconds: UInt32? = nil, width: UInt16 = 1280, height: UInt16 = 720,
        hasAudio: Bool = false, bytes: Int = 600, filling: UInt8 = 0x5A
    ) {
        self.seconds = min(seconds, 1_000_000)
        self.audioSeconds = audioSeconds.map { min($0, 1_000_000) }
        self.width = width
        self.height = height
        self.hasAudio = hasAudio
        self.bytes = max(1, bytes)
        self.filling = filling
    }

    package init(hugeDuration: UInt64) {
        self.init()
        self.hugeDuration = hugeDuration
    }

    /// The file's bytes.
    public func build() -> [UInt8] {
        let media = [UInt8](repeating: filling, count: bytes)
        return box("ftyp", text("isom") + number(512) + text("isom")) + movie() + box("mdat", media)
    }

    private func movie() -> [UInt8] {
        var content = full("mvhd", times(seconds, scale: 1000) + zeros(80))
        content += track(1, "vide", seconds: seconds)
        if hasAudio { content += track(2, "soun", seconds: audioSeconds ?? seconds) }
        return box("moov", content)
    }

    private func track(_ id: UInt32, _ kind: String, seconds: UInt32) -> [UInt8] {
        let isVideo = kind == "vide"
        let long = hugeDuration != nil
        let matrix = number(0x10000) + zeros(12) + number(0x10000) + zeros(12) + number(0x4000_0000)
        let size = isVideo ? half(width) + half(0) + half(height) + half(0) : zeros(8)
        let header = full(
            "tkhd", zeros(long ? 16 : 8) + number(id) + zeros(long ? 12 : 8) + zeros(16) + matrix + size)
        let entry = isVideo ? box("avc1", zeros(24) + half(width) + half(height) + zeros(50)) : box("mp4a", zeros(28))
        let sampleSize = UInt32(bytes / (hasAudio ? 2 : 1))
        let table =
            box("stsd", zeros(4) + number(1) + entry)
            + box("stsz", zeros(4) + number(0) + number(1) + number(sampleSize))
        let media =
            full("mdhd", times(seconds, scale: long ? 1 : 1000) + zeros(4))
            + box("hdlr", zeros(8) + text(kind) + zeros(13)) + box("minf", box("stbl", table))
        return box("trak", header + box("mdia", media))
    }

    private func times(_ seconds: UInt32, scale: UInt32) -> [UInt8] {
        guard let hugeDuration else { return zeros(8) + number(scale) + number(seconds * scale) }
        return zeros(16) + number(scale) + number(UInt32(hugeDuration >> 32))
            + number(UInt32(truncatingIfNeeded: hugeDuration))
    }

    private func full(_ type: String, _ content: [UInt8]) -> [UInt8] {
        box(type, [hugeDuration == nil ? 0 : 1, 0, 0, 0] + content)
    }

    private func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        number(UInt32(content.count + 8)) + text(type) + content
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }
    private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    private func half(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }
    private func number(_ value: UInt32) -> [UInt8] {
        half(UInt16(value >> 16)) + half(UInt16(truncatingIfNeeded: value))
    }
}
