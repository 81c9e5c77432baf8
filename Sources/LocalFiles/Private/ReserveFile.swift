// SPDX-License-Identifier: Apache-2.0
import Digests
package import VideoGenerationCore

/// A small file whose blocks are on the disk before they are needed: what is written to it needs no room on a full disk.
///
/// Several processes share it. A record is a run of slots: a header with the length and the SHA-256 of what follows. A
/// write that was cut off is no record. The first slot says whether there may be any, which one read answers.
package final class ReserveFile {
    private let file: File
    private let path: String

    /// What was kept, and where.
    package struct Record: Hashable {
        /// The bytes that were given to ``write(_:)``.
        package let content: [UInt8]
        let slot: Int
        let slots: Int
        let digest: [UInt8]
    }

    /// Opens the reserve, or makes it: random bytes, because a file system may leave out zeros and compress the rest.
    ///
    /// - Throws: `store` if there is no room for it, `configuration` if the file is something else.
    package init(_ name: String, in place: borrowing PrivateFolder) throws(VideoGenerationError) {
        path = PathParts.join(place.path, name)
        if try !place.hasFile(name) {
            // Not secret, only different everywhere (a linear congruential generator, multiplier by Knuth).
            var state = UInt64.random(in: .min ... .max)
            var content: [UInt8] = []
            content.reserveCapacity(Self.slotSize * Self.slotCount)
            for _ in 0..<(Self.slotSize * Self.slotCount) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                content.append(UInt8(truncatingIfNeeded: state >> 56))
            }
            content.replaceSubrange(0..<Self.slotSize, with: Self.firstSlot(mayHaveRecords: false))
            _ = try place.makeFile(name, content: content)
        }
        try place.narrow(name)
        let opened = try keeping(at: path) { () throws(POSIXFailure) in try place.folder.openFile(name) }
        let isOurs = try keeping(at: path) { () throws(POSIXFailure) in
            var start = [UInt8](repeating: 0, count: Self.magic.count)
            let size = try opened.information().size
            let count = try opened.fill(&start, at: 0)
            return size == Self.slotSize * Self.slotCount && count == start.count && start == Self.magic
        }
        guard isOurs else {
            throw .refused(path, "it is not a reserve of ours", "Move it away, or choose another path.")
        }
        file = opened
    }

    /// Whether there may be a record.
    package func mayHaveRecords() throws(VideoGenerationError) -> Bool {
        try keeping(at: path) { () throws(POSIXFailure) in
            var flag: [UInt8] = [0]
            return try file.fill(&flag, at: Self.magic.count) == 1 && flag[0] == UInt8(ascii: "+")
        }
    }

    /// Keeps `content`; it is on the disk when this returns.
    ///
    /// - Throws: `store` if there is no room left, or the disk fails.
    package func write(_ content: [UInt8]) throws(VideoGenerationError) {
        let digest = try Self.digest(content)
        let isWritten = try locked { () throws(POSIXFailure) in
            guard let slot = Self.freeRun(of: Self.slots(for: content.count), beside: try scan()) else { return false }
            try file.writeAll([UInt8(ascii: "+")], at: Self.magic.count)
            try file.writeAll(Self.bytes(of: content, digest), at: slot * Self.slotSize)
            try file.sync()
            return true
        }
        guard isWritten else {
            throw VideoGenerationError(
                .store,
                "The reserve \"\(path)\" is full (\(content.count) bytes were to be kept). Free space on the disk.")
        }
    }

    /// Everything that is kept.
    package func records() throws(VideoGenerationError) -> [Record] {
        try locked { () throws(POSIXFailure) in try scan() }
    }

    /// Forgets records that are safe elsewhere by now; one that has changed since stays.
    package func clear(_ records: [Record]) throws(VideoGenerationError) {
        try locked { () throws(POSIXFailure) in
            let kept = try scan()
            let gone = kept.filter(records.contains)
            for record in gone {
                try file.writeAll([UInt8](repeating: 0, count: Self.headerSize), at: record.slot * Self.slotSize)
            }
            if gone.count == kept.count { try file.writeAll([UInt8(ascii: "-")], at: Self.magic.count) }
            try file.sync()
        }
    }

    /// The records in the order of their slots.
    private func scan() throws(POSIXFailure) -> [Record] {
        var bytes = [UInt8](repeating: 0, count: Self.slotSize * Self.slotCount)
        _ = try file.fill(&bytes, at: 0)
        var records: [Record] = []
        var slot = 1
        while slot < Self.slotCount {
            let record = Self.record(at: slot, of: bytes)
            if let record { records.append(record) }
            slot += record?.slots ?? 1
        }
        return records
    }

    private func locked<Value>(_ body: () throws(POSIXFailure) -> Value) throws(VideoGenerationError) -> Value {
        try keeping(at: path) { () throws(POSIXFailure) in
            try file.lock(.exclusive)
            defer { file.unlock() }
            return try body()
        }
    }
}
