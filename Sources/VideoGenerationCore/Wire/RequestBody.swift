// SPDX-License-Identifier: Apache-2.0
/// One pass over the pieces of a body, in whatever portions the connection takes: memory stays constant, however large
/// the sources are.
@safe package struct RequestBody {
    /// What a pass can fail with, besides what a source throws.
    package struct WrongLength: Error, CustomStringConvertible {
        package let description: String
    }

    /// Encodes so many bytes, which stand in the buffer behind as many places as there are groups of three, to its start.
    package typealias Base64InPlace = @Sendable (_ buffer: UnsafeMutableRawBufferPointer, _ count: Int) -> Void

    /// The whole length on the wire.
    package let byteCount: Int
    /// How many bytes have been given out since the start.
    package private(set) var handedOver = 0

    private let segments: [HTTPBody.Segment]
    private let base64: Base64InPlace
    private var readers: [(any ByteReader)?] = []
    private var index = 0
    /// Bytes of the current segment that have been read, before encoding.
    private var offset = 0
    /// Characters of a group for which the caller's buffer had no room.
    private var spill: ArraySlice<UInt8> = []

    /// A pass over `body` that encodes with the table of this module.
    package init(_ body: HTTPBody) {
        unsafe self.init(body, base64: Base64Encoder.encodeInPlace)
    }

    /// A pass over `body` that encodes with `base64`: a transport may know the processor, which nothing in this module does.
    package init(_ body: HTTPBody, base64: @escaping Base64InPlace) {
        self.segments = body.segments
        self.byteCount = body.byteCount
        unsafe self.base64 = base64
    }

    /// Opens all sources, so that one that cannot be read ends the exchange before it begins.
    package mutating func open() throws {
        readers = try segments.map {
            switch $0 {
            case .bytes: nil
            case .raw(let source), .base64(let source): try source.open()
            }
        }
    }

    /// Goes back to the first byte.
    package mutating func rewind() throws {
        index = 0
        offset = 0
        handedOver = 0
        spill = []
        try open()
    }

    /// Fills `buffer` from its start, but for a rest that is too small for a group of characters, and tells how many
    /// bytes it wrote; 0 means the end.
    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let written: Int
            if !spill.isEmpty {
                written = unsafe Self.copy(&spill, into: room)
            } else if index == segments.count || (filled > 0 && isTooSmall(room.count)) {
                break
            } else {
                written = try unsafe readSegment(into: room)
            }
            filled += written
        }
        handedOver += filled
        return filled
    }

    /// Whether not even one group of the current segment's characters has room: another read from the source for part of
    /// one would cost more than a portion that is a few bytes shorter.
    private func isTooSmall(_ room: Int) -> Bool {
        guard room < 4, case .base64 = segments[index] else { return false }
        return true
    }

    private mutating func readSegment(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        switch segments[index] {
        case .bytes(let bytes):
            var rest = bytes[offset...]
            let count = unsafe Self.copy(&rest, into: room)
            offset += count
            if rest.isEmpty { nextSegment() }
            return count
        case .raw(let source), .base64(let source):
            guard let reader = readers[index] else { throw WrongLength(description: "the source was not opened") }
            let length = source.byteCount
            if offset == length {
                nextSegment()
                return 0
            }
            guard case .base64 = segments[index] else { return try unsafe copy(reader, length, into: room) }
            if room.count < 4 {
                var group = [UInt8](repeating: 0, count: 4)
                _ = try unsafe group.withUnsafeMutableBytes { try unsafe encode(reader, length, into: $0) }
                spill = group[...]
                return 0
            }
            return try unsafe encode(reader, length, into: room)
        }
    }

    private mutating func nextSegment() {
        readers[index] = nil
        index += 1
        offset = 0
    }

    /// Fills `room` with a source's bytes as they are.
    private mutating func copy(
        _ reader: any ByteReader, _ length: Int, into room: UnsafeMutableRawBufferPointer
    ) throws -> Int {
        let wanted = min(length - offset, room.count)
        try unsafe fill(UnsafeMutableRawBufferPointer(rebasing: room[..<wanted]), from: reader, length)
        return wanted
    }

    /// Fills all of `target` with the next of a source's `length` bytes.
    private mutating func fill(
        _ target: UnsafeMutableRawBufferPointer, from reader: any ByteReader, _ length: Int
    ) throws {
        var got = 0
        while got < target.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: target[got...])
            let count = try unsafe reader.read(into: rest)
            guard (1...rest.count).contains(count) else {
                throw WrongLength(description: "the source ended after \(offset + got) of \(length) bytes")
            }
            got += count
        }
        offset += target.count
        guard offset == length else { return }
        var extra: UInt8 = 0
        let more = try unsafe withUnsafeMutableBytes(of: &extra) { try unsafe reader.read(into: $0) }
        guard more == 0 else { throw WrongLength(description: "the source is longer than its \(length) bytes") }
    }

    /// Fills as much of `room` as whole groups of four characters can.
    private mutating func encode(
        _ reader: any ByteReader, _ length: Int, into room: UnsafeMutableRawBufferPointer
    ) throws -> Int {
        let wanted = min(length - offset, room.count / 4 * 3)
        let groups = (wanted + 2) / 3
        let target = unsafe UnsafeMutableRawBufferPointer(rebasing: room[groups..<(groups + wanted)])
        try unsafe fill(target, from: reader, length)
        let whole = unsafe UnsafeMutableRawBufferPointer(rebasing: room[..<(groups * 4)])
        unsafe base64(whole, wanted)
        return whole.count
    }

    private static func copy(_ bytes: inout ArraySlice<UInt8>, into room: UnsafeMutableRawBufferPointer) -> Int {
        let part = bytes.prefix(room.count)
        unsafe room.copyBytes(from: part)
        bytes = bytes.dropFirst(part.count)
        return part.count
    }
}
