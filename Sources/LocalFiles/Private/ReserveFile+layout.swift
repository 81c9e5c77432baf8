// SPDX-License-Identifier: Apache-2.0
import Digests
import VideoGenerationCore

// How records lie in the file.
extension ReserveFile {
    /// Bytes of a slot.
    static let slotSize = 1024
    /// The first one is the file's own.
    static let slotCount = 128
    static let headerSize = 64
    static let magic = Array("videogen reserve 1\n".utf8)
    static let mark = Array("record 1".utf8)

    static func firstSlot(mayHaveRecords: Bool) -> [UInt8] {
        let start = magic + [UInt8(ascii: mayHaveRecords ? "+" : "-")]
        return start + [UInt8](repeating: UInt8(ascii: " "), count: slotSize - start.count)
    }

    static func slots(for length: Int) -> Int {
        (headerSize + length + slotSize - 1) / slotSize
    }

    /// A record as it is written: mark, length, digest, content.
    static func bytes(of content: [UInt8], _ digest: [UInt8]) -> [UInt8] {
        var record = mark
        for shift in stride(from: 24, through: 0, by: -8) {
            record.append(UInt8(truncatingIfNeeded: content.count >> shift))
        }
        record += digest
        record += [UInt8](repeating: 0, count: headerSize - record.count)
        return record + content
    }

    static func freeRun(of slots: Int, beside records: [Record]) -> Int? {
        var first = 1
        for record in records {
            if record.slot - first >= slots { return first }
            first = record.slot + record.slots
        }
        return slotCount - first >= slots ? first : nil
    }

    static func record(at slot: Int, of bytes: [UInt8]) -> Record? {
        let header = bytes[(slot * slotSize)..<(slot * slotSize + headerSize)]
        guard header.starts(with: mark) else { return nil }
        let length = header.dropFirst(mark.count).prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let start = header.endIndex
        guard length <= bytes.count - start else { return nil }
        let content = Array(bytes[start..<(start + length)])
        let digest = Array(header.dropFirst(mark.count + 4).prefix(32))
        guard (try? Self.digest(content)) == digest else { return nil }
        return Record(
            content: content, slot: slot, slots: slots(for: length), digest: digest)
    }

    static func digest(_ content: [UInt8]) throws(VideoGenerationError) -> [UInt8] {
        var hash = SHA256()
        unsafe content.withUnsafeBytes { bytes in unsafe hash.update(bytes) }
        do throws(DigestError) {
            return try hash.finalize().bytes
        } catch {
            throw VideoGenerationError(.store, "The reserve cannot be used: \(error.message)", underlying: error)
        }
    }
}
