// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What the boxes of an MP4 file say (ISO/IEC 14496-12), read without the code under test.
struct MP4 {
    var duration = 0.0
    var width = 0
    var height = 0
    var hasAudio = false

    /// Nil unless the boxes tile the file exactly and the first is `ftyp`, with one `moov` and an `mdat`.
    init?(_ path: String) {
        let data = contents(path)
        guard let boxes = Self.boxes(data[...]), boxes.first?.type == "ftyp",
            boxes.contains(where: { $0.type == "mdat" }), let movie = boxes.first(where: { $0.type == "moov" }),
            let parts = Self.boxes(movie.content), let header = parts.first(where: { $0.type == "mvhd" })
        else { return nil }
        let isLong = header.content.first == 1
        let scale = Self.number(header.content, at: isLong ? 20 : 12, bytes: 4)
        duration =
            Double(Self.number(header.content, at: isLong ? 24 : 16, bytes: isLong ? 8 : 4)) / Double(max(1, scale))
        for track in parts where track.type == "trak" {
            guard let inside = Self.boxes(track.content), let head = inside.first(where: { $0.type == "tkhd" }),
                let medium = inside.first(where: { $0.type == "mdia" }), let media = Self.boxes(medium.content),
                let handler = media.first(where: { $0.type == "hdlr" })
            else { return nil }
            let kind = handler.content.dropFirst(8).prefix(4)
            if kind.elementsEqual("soun".utf8) { hasAudio = true }
            if kind.elementsEqual("vide".utf8) {
                let size = head.content.suffix(8)
                (width, height) = (Self.number(size, at: 0, bytes: 2), Self.number(size, at: 4, bytes: 2))
            }
        }
    }

    private static func boxes(_ data: Data) -> [(type: String, content: Data)]? {
        var boxes: [(type: String, content: Data)] = []
        var rest = data
        while !rest.isEmpty {
            guard rest.count >= 8 else { return nil }
            var (size, head) = (number(rest, at: 0, bytes: 4), 8)
            let type = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
            if size == 1 {
                guard rest.count >= 16 else { return nil }
                (size, head) = (number(rest, at: 8, bytes: 8), 16)
            }
            guard size >= head, size <= rest.count else { return nil }
            boxes.append((type, rest.dropFirst(head).prefix(size - head)))
            rest = rest.dropFirst(size)
        }
        return boxes
    }

    private static func number(_ data: Data, at offset: Int, bytes: Int) -> Int {
        data.dropFirst(offset).prefix(bytes).reduce(0) { $0 << 8 | Int($1) }
    }
}
