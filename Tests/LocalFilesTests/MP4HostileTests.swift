// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import LocalFiles

/// Files made to hurt: none may trap, hang or pass for a video.
struct MP4HostileTests {
    private func isRefused(_ bytes: [UInt8]) -> Bool {
        do {
            _ = try MP4Inspector.inspect(MemoryContent(all: bytes))
            return false
        } catch {
            return error.code == .notAVideo
        }
    }

    // Where the boxes begin that the inspector walks through.
    private func boxes(in bytes: [UInt8], _ range: Range<Int>) -> [Int] {
        var found: [Int] = []
        var position = range.lowerBound
        while position < range.upperBound {
            found.append(position)
            let size = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
            let type = String(decoding: bytes[(position + 4)..<(position + 8)], as: UTF8.self)
            let end = size > 1 ? position + size : range.upperBound
            if ["moov", "trak", "mdia", "minf", "stbl", "mvex", "moof", "traf"].contains(type) {
                found += boxes(in: bytes, (position + 8)..<end)
            }
            position = end
        }
        return found
    }

    @Test("A wrong size of any box is refused", arguments: MP4Builder.Layout.allCases)
    func sizes(layout: MP4Builder.Layout) {
        let bytes = MP4Builder(layout: layout).build()
        for start in boxes(in: bytes, 0..<bytes.count) {
            let size = bytes[start..<(start + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let isMedia = bytes[(start + 4)...].starts(with: "mdat".utf8)
            // Eight more would swallow the next box's header, which may leave another well-formed file.
            for hostile in [0, 1, 2, 7, size &- 1, size &+ 1, size &+ 4, 0x7FFF_FFFF, 0x8000_0000, .max] {
                // A size of 0 is right for the media at the end, and so is 1 where 64 bits follow.
                if hostile == size || isMedia && size < 2 || isMedia && hostile == 0 { continue }
                var changed = bytes
                changed.replaceSubrange(start..<(start + 4), with: bigEndian(hostile))
                #expect(isRefused(changed), "size \(hostile) at \(start)")
            }
        }
    }

    @Test(
        "A wrong 64-bit size is refused",
        arguments: [0, 15, 16, 1 << 62, .max >> 1, .max >> 1 + 1, .max - 7, .max] as [UInt64])
    func longSizes(size: UInt64) throws {
        var bytes = MP4Builder(layout: .longMedia).build()
        let start = try #require(position(of: "mdat", in: bytes)) + 4
        bytes.replaceSubrange(start..<(start + 8), with: bigEndian(size))
        #expect(isRefused(bytes))
    }

    @Test(
        "Counts that promise more than there is are refused",
        arguments: [4, 1000, 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32])
    func counts(count: UInt32) throws {
        for (layout, type, offset) in [(MP4Builder.Layout.movieFirst, "stsz", 12), (.fragmented, "trun", 8)] {
            var bytes = MP4Builder(layout: layout).build()
            let start = try #require(position(of: type, in: bytes)) + offset
            bytes.replaceSubrange(start..<(start + 4), with: bigEndian(count))
            #expect(isRefused(bytes))
        }
    }

    @Test("Samples of one common, absurd size are refused")
    func commonSize() throws {
        var bytes = MP4Builder().build()
        let start = try #require(position(of: "stsz", in: bytes)) + 8
        bytes.replaceSubrange(start..<(start + 8), with: [UInt8](repeating: 0xFF, count: 8))
        #expect(isRefused(bytes))
    }

    @Test("Boxes nested a hundred thousand deep are refused", arguments: ["moov", "trak", "mdia", "moof", "free"])
    func nesting(type: String) {
        let depth = 100_000
        var bytes = box("ftyp", zeros(8))
        for level in 0..<depth { bytes += bigEndian(UInt32((depth - level) * 8)) + Array(type.utf8) }
        #expect(isRefused(bytes))
        #expect(isRefused(box("ftyp", zeros(8)) + box("moov", Array(bytes.dropFirst(16)))))
    }

    @Test(
        "Millions of tiny boxes are refused in bounded time", .timeLimit(.minutes(5)),
        arguments: ["free", "trak", "moof"])
    func tinyBoxes(type: String) {
        let many = Array(repeatElement(box(type, []), count: 2_000_000).joined())
        #expect(isRefused(box("ftyp", zeros(8)) + many))
        #expect(isRefused(box("ftyp", zeros(8)) + box("moov", many)))
        let whole = MP4Builder(layout: .fragmented).build()
        #expect(isRefused(whole + box("moof", many)))
    }

    @Test("Huge sample tables are refused without being read", .timeLimit(.minutes(5)))
    func hugeTables() throws {
        let folder = try TestFolder()
        let rows = 600 << 20
        // A sparse file: its table of 600 MiB is real, as far as the file system goes.
        let sizes = bigEndian(UInt32(rows + 20)) + Array("stsz".utf8) + zeros(8) + u32(UInt64(rows / 4))
        func wrapped(_ type: String, _ inner: [UInt8]) -> [UInt8] {
            bigEndian(UInt32(inner.count + rows + 8)) + Array(type.utf8) + inner
        }
        let track = wrapped("trak", wrapped("mdia", wrapped("minf", wrapped("stbl", sizes))))
        let path = try folder.make("a.mp4", box("ftyp", zeros(8)) + wrapped("moov", track))
        try setSize(path, contents(path).count + rows)
        let error = try #require(throws: VideoGenerationError.self) { try MP4Inspector().inspect(fileAt: path) }
        #expect(error.message.contains("too large"))
    }

    @Test("Twenty thousand damaged files trap nowhere", .timeLimit(.minutes(5)))
    func mutations() {
        var generator = SeededGenerator(state: 20_260_729)
        let originals = MP4Builder.Layout.allCases.flatMap { layout in
            [0, 1].map { MP4Builder(layout: layout, version: $0, hasFragmentHeader: true).build() }
        }
        var refused = 0
        for round in 0..<20_000 {
            var bytes = originals[round % originals.count]
            for _ in 0..<Int.random(in: 1...6, using: &generator) { damage(&bytes, &generator) }
            if isRefused(bytes) { refused += 1 }
        }
        #expect(refused > 1000)
    }

    private func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard bytes.count > 16 else { return }
        let position = Int.random(in: 0..<(bytes.count - 8), using: &generator)
        switch UInt8.random(in: 0..<6, using: &generator) {
        case 0: bytes[position] = .random(in: .min ... .max, using: &generator)
        case 1: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes.replaceSubrange(position..<(position + 4), with: [0xFF, 0xFF, 0xFF, 0xFF])
        case 3: bytes.replaceSubrange(position..<(position + 4), with: zeros(4))
        case 4: bytes.insert(contentsOf: bytes[position..<(position + 8)], at: position)
        default: bytes.removeSubrange(position..<(position + 4))
        }
    }
}
