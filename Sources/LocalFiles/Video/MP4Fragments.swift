// SPDX-License-Identifier: Apache-2.0

extension MP4Movie {
    /// Reads a `moof` box (ISO/IEC 14496-12:2022 section 8.8.4): what one fragment adds to the tracks.
    mutating func readFragment(_ box: MP4Box, _ reader: MP4Reader) throws(MP4Fault) {
        var children = MP4Children(of: box, reader)
        while let child = try children.next() {
            if child.type == "traf" { try readTrackFragment(child, reader) }
        }
    }

    private mutating func readTrackFragment(_ box: MP4Box, _ reader: MP4Reader) throws(MP4Fault) {
        var children = MP4Children(of: box, reader)
        var current: Defaults?
        while let child = try children.next() {
            switch child.type {
            case "tfhd": current = try readDefaults(reader.fields(of: child, count: 40))
            case "trun":
                guard let current else { throw MP4Fault("a fragment does not say which track it continues") }
                try readRun(child, reader, current)
            default: break
            }
        }
    }

    // Section 8.8.7: each flag announces a field.
    private func readDefaults(
        _ fields: MP4Fields
    ) throws(MP4Fault) -> Defaults {
        let flags = try fields.flags()
        let id = try fields.u32(at: 4)
        guard let track = tracks.firstIndex(where: { $0.id == id }) else {
            throw MP4Fault("a fragment continues track \(id), which does not exist")
        }
        var duration = tracks[track].fragments.defaultDuration
        var knowsDuration = duration > 0
        var size = tracks[track].fragments.defaultSize
        var position = 8
        if flags & 0x01 != 0 { position += 8 }  // base data offset
        if flags & 0x02 != 0 { position += 4 }  // sample description
        if flags & 0x08 != 0 {
            // Written out, 0 means 0: encoders give it to a last sample.
            duration = try fields.u32(at: position)
            knowsDuration = true
            position += 4
        }
        if flags & 0x10 != 0 { size = try fields.u32(at: position) }
        return Defaults(track: track, duration: duration, knowsDuration: knowsDuration, size: size)
    }

    // Section 8.8.8.
    private mutating func readRun(
        _ box: MP4Box, _ reader: MP4Reader, _ current: Defaults
    ) throws(MP4Fault) {
        let fields = try reader.fields(of: box, count: 8)
        let flags = try fields.flags()
        let count = try fields.u32(at: 4)
        let offset = 8 + (flags & 0x01 != 0 ? 4 : 0) + (flags & 0x04 != 0 ? 4 : 0)
        let hasDurations = flags & 0x100 != 0
        let hasSizes = flags & 0x200 != 0
        let rowSize = [0x100, 0x200, 0x400, 0x800].count { flags & $0 != 0 } * 4
        let sizeOffset = hasDurations ? 4 : 0
        // Products of two 32-bit numbers fit.
        var duration = hasDurations ? 0 : UInt64(current.duration) * UInt64(count)
        var bytes = hasSizes ? 0 : UInt64(current.size) * UInt64(count)
        if rowSize > 0 {
            try reader.table(in: box, at: offset, count: Int(count), rowSize: rowSize) {
                rows, number throws(MP4Fault) in
                for row in 0..<number {
                    if hasDurations { duration += UInt64(try rows.u32(at: row * rowSize)) }
                    if hasSizes { bytes += UInt64(try rows.u32(at: row * rowSize + sizeOffset)) }
                }
            }
        }
        var fragments = tracks[current.track].fragments
        fragments.samples = fragments.samples.addingOrStaying(UInt64(count))
        let isKnown = hasDurations || current.knowsDuration || count == 0
        fragments.duration = isKnown ? fragments.duration?.addingOrStaying(duration) : nil
        tracks[current.track].fragments = fragments
        tracks[current.track].add(bytes: bytes)
    }
}

/// What holds for the samples of one track in one fragment, unless they say otherwise.
private struct Defaults {
    let track: Int
    let duration: UInt32
    let knowsDuration: Bool
    let size: UInt32
}
