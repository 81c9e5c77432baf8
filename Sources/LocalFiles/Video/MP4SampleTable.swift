// SPDX-License-Identifier: Apache-2.0

extension MP4Track {
    /// Reads a `stbl` box: coding, picture size, and how many samples of how many bytes there are.
    mutating func readSampleTable(_ box: MP4Box, _ reader: MP4Reader) throws(MP4Fault) {
        var children = MP4Children(of: box, reader)
        while let child = try children.next() {
            switch child.type {
            case "stsd": try readDescription(reader.fields(of: child, count: 44))
            case "stsz": try readSizes(child, reader)
            case "stz2": try readCompactSizes(child, reader)
            default: break
            }
        }
    }

    // Sections 8.5.2 and 12.1.3: the first entry stands for all; a picture's size follows 24 bytes after its header.
    private mutating func readDescription(_ fields: MP4Fields) throws(MP4Fault) {
        guard try fields.u32(at: 4) > 0 else { throw MP4Fault("a track does not say how it is coded") }
        codec = try fields.fourCC(at: 12)
        guard kind == .video else { return }
        let size = (width: Int(try fields.u16(at: 40)), height: Int(try fields.u16(at: 42)))
        if size.width > 0, size.height > 0 { (width, height) = size }
    }

    // Section 8.7.3.2.
    private mutating func readSizes(_ box: MP4Box, _ reader: MP4Reader) throws(MP4Fault) {
        let fields = try reader.fields(of: box, count: 12)
        let common = UInt64(try fields.u32(at: 4))
        let count = try fields.u32(at: 8)
        add(samples: count)
        if common > 0 {
            add(bytes: common * UInt64(count))
            return
        }
        var total: UInt64 = 0
        try reader.table(in: box, at: 12, count: Int(count), rowSize: 4) { rows, number throws(MP4Fault) in
            for row in 0..<number { total += UInt64(try rows.u32(at: row * 4)) }
        }
        add(bytes: total)
    }

    // Section 8.7.3.3: sizes of 4, 8 or 16 bits.
    private mutating func readCompactSizes(_ box: MP4Box, _ reader: MP4Reader) throws(MP4Fault) {
        let fields = try reader.fields(of: box, count: 12)
        let bits = try fields.u8(at: 7)
        let count = try fields.u32(at: 8)
        add(samples: count)
        var total: UInt64 = 0
        switch bits {
        case 4:
            try reader.table(in: box, at: 12, count: (Int(count) + 1) / 2, rowSize: 1) {
                rows, number throws(MP4Fault) in
                for row in 0..<number {
                    let pair = try rows.u8(at: row)
                    total += UInt64(pair >> 4) + UInt64(pair & 0xF)
                }
            }
        case 8:
            try reader.table(in: box, at: 12, count: Int(count), rowSize: 1) { rows, number throws(MP4Fault) in
                for row in 0..<number { total += UInt64(try rows.u8(at: row)) }
            }
        case 16:
            try reader.table(in: box, at: 12, count: Int(count), rowSize: 2) { rows, number throws(MP4Fault) in
                for row in 0..<number { total += UInt64(try rows.u16(at: row * 2)) }
            }
        default: throw MP4Fault("its sample sizes have \(bits) bits")
        }
        add(bytes: total)
    }

    private mutating func add(samples count: UInt32) {
        samples = samples.addingOrStaying(UInt64(count))
    }

    mutating func add(bytes count: UInt64) {
        sampleBytes = sampleBytes.addingOrStaying(count)
    }
}

extension UInt64 {
    /// The sum, or the largest number where there is none: hostile counts must not wrap round to small ones.
    func addingOrStaying(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
