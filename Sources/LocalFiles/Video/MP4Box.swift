// SPDX-License-Identifier: Apache-2.0

/// Where a box stands. Its bounds lie within the file and within its parent: whoever makes one has checked that.
struct MP4Box {
    /// Its four characters; anything unprintable is a `?`.
    let type: String
    let start: Int
    let bodyStart: Int
    let end: Int
    /// Whether it gave no size and so reaches to the end of the file.
    let isOpenEnded: Bool
}

/// The boxes within a box, one after the other.
struct MP4Children {
    private let reader: MP4Reader
    private var position: Int
    private let end: Int

    init(of box: MP4Box, _ reader: MP4Reader) {
        self.reader = reader
        position = box.bodyStart
        end = box.end
    }

    /// The next box; nil at the end of the parent, which the last one has to meet exactly.
    mutating func next() throws(MP4Fault) -> MP4Box? {
        if position == end { return nil }
        let box = try reader.box(at: position, end: end)
        if box.isOpenEnded {
            // Section 4.2: only an outermost box may reach to the end of the file.
            throw MP4Fault("a box without a size stands within another one, at offset \(position)")
        }
        position = box.end
        return box
    }
}

/// Big-endian numbers at offsets in a few bytes; beyond them is a fault, never a trap.
struct MP4Fields {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func u8(at offset: Int) throws(MP4Fault) -> UInt8 {
        guard bytes.indices.contains(offset) else { throw MP4Fault("a box is too short for its fields") }
        return bytes[offset]
    }

    func u16(at offset: Int) throws(MP4Fault) -> UInt16 {
        UInt16(try number(at: offset, size: 2))
    }

    func u32(at offset: Int) throws(MP4Fault) -> UInt32 {
        UInt32(try number(at: offset, size: 4))
    }

    func u64(at offset: Int) throws(MP4Fault) -> UInt64 {
        try number(at: offset, size: 8)
    }

    /// The version of a full box (section 4.2.2): its first byte.
    func version() throws(MP4Fault) -> UInt8 {
        try u8(at: 0)
    }

    /// The flags of a full box: the three bytes after the version.
    func flags() throws(MP4Fault) -> UInt32 {
        try u32(at: 0) & 0xFF_FFFF
    }

    func fourCC(at offset: Int) throws(MP4Fault) -> String {
        guard offset >= 0, offset <= bytes.count - 4 else { throw MP4Fault("a box is too short for its fields") }
        let letters = bytes[offset..<(offset + 4)].map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: letters, as: UTF8.self)
    }

    // `size` is at most 8.
    private func number(at offset: Int, size: Int) throws(MP4Fault) -> UInt64 {
        guard offset >= 0, offset <= bytes.count - size else { throw MP4Fault("a box is too short for its fields") }
        return bytes[offset..<(offset + size)].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
