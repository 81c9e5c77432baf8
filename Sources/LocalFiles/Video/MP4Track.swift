// SPDX-License-Identifier: Apache-2.0

/// A track (ISO/IEC 14496-12:2022 section 8.3) with what is known about its samples so far.
struct MP4Track {
    var id: UInt32 = 0
    var kind = VideoFacts.Kind.other
    /// The first sample entry's four characters; nil until there is one.
    var codec: String?
    var width = 0
    var height = 0
    var isTurned = false
    var timescale: UInt32 = 0
    /// In units of the time scale; nil if the file does not tell.
    var duration: UInt64?
    var samples: UInt64 = 0
    /// The bytes of all samples, as far as the tables tell.
    var sampleBytes: UInt64 = 0
    /// What its fragments add.
    var fragments = Fragments()

    /// What movie fragments say about a track.
    struct Fragments {
        var samples: UInt64 = 0
        /// In units of the time scale; nil as soon as one fragment does not tell.
        var duration: UInt64? = 0
        var defaultDuration: UInt32 = 0
        var defaultSize: UInt32 = 0
    }

    /// How long the media lasts, in seconds; nil if it is not known.
    var seconds: Double? {
        // Some packagers leave the whole film's duration in a movie box without samples; then only fragments count.
        let own: UInt64? = fragments.samples > 0 && samples == 0 ? 0 : duration
        guard timescale > 0, let own, let added = fragments.duration else { return nil }
        return (Double(own) + Double(added)) / Double(timescale)
    }
}

extension MP4Track {
    /// Reads a `trak` box.
    init(_ box: MP4Box, _ reader: MP4Reader) throws(MP4Fault) {
        var children = MP4Children(of: box, reader)
        var hasHeader = false
        var hasMedia = false
        while let child = try children.next() {
            switch child.type {
            case "tkhd":
                try readHeader(reader.fields(of: child, count: 96))
                hasHeader = true
            case "mdia":
                guard !hasMedia else { throw MP4Fault("a track has two media boxes") }
                try readMedia(child, reader)
                hasMedia = true
            default: break
            }
        }
        guard hasHeader, hasMedia else { throw MP4Fault("a track has no header or no media") }
    }

    // Section 8.3.2. Width and height, 16.16 fixed point, are only a fallback for the sample entry's: they are scaled
    // by the shape of a pixel.
    private mutating func readHeader(_ fields: MP4Fields) throws(MP4Fault) {
        let long = try fields.isLong("track header")
        id = try fields.u32(at: long ? 20 : 12)
        let matrix = long ? 52 : 40
        // The matrix is a b u c d v x y w; a quarter turn has a and d zero (section 6.2.2).
        let a = try fields.u32(at: matrix)
        let b = try fields.u32(at: matrix + 4)
        let c = try fields.u32(at: matrix + 12)
        let d = try fields.u32(at: matrix + 16)
        isTurned = a == 0 && d == 0 && b != 0 && c != 0
        if width == 0 || height == 0 {
            width = Int(try fields.u32(at: matrix + 36) >> 16)
            height = Int(try fields.u32(at: matrix + 40) >> 16)
        }
    }

    // Sections 8.4.2, 8.4.3 and 8.4.4.
    private mutating func readMedia(_ box: MP4Box, _ reader: MP4Reader) throws(MP4Fault) {
        var children = MP4Children(of: box, reader)
        var information: MP4Box?
        while let child = try children.next() {
            switch child.type {
            case "mdhd":
                let time = try MP4Time(reader.fields(of: child, count: 32), "media header")
                timescale = time.timescale
                duration = time.duration
            case "hdlr":
                switch try reader.fields(of: child, count: 12).fourCC(at: 8) {
                case "vide": kind = .video
                case "soun": kind = .audio
                default: kind = .other
                }
            case "minf": information = child
            default: break
            }
        }
        // After the handler, which tells how to read a sample entry and may come later.
        guard let information else { throw MP4Fault("a track has no media information") }
        children = MP4Children(of: information, reader)
        while let child = try children.next() {
            if child.type == "stbl" { try readSampleTable(child, reader) }
        }
    }
}

/// The time scale and duration of a `mvhd` or `mdhd` box, which share this layout (sections 8.2.2 and 8.4.2).
struct MP4Time {
    let timescale: UInt32
    /// In units of the time scale; nil for the value that means "unknown".
    let duration: UInt64?

    init(_ fields: MP4Fields, _ name: String) throws(MP4Fault) {
        let long = try fields.isLong(name)
        timescale = try fields.u32(at: long ? 20 : 12)
        let value = long ? try fields.u64(at: 24) : UInt64(try fields.u32(at: 16))
        duration = value == (long ? UInt64.max : UInt64(UInt32.max)) ? nil : value
        guard timescale > 0 else { throw MP4Fault("its \(name) has a time scale of 0") }
    }
}

extension MP4Fields {
    /// Whether times have 64 bits: version 1 of a header.
    func isLong(_ name: String) throws(MP4Fault) -> Bool {
        let version = try version()
        guard version <= 1 else { throw MP4Fault("its \(name) has the unknown version \(version)") }
        return version == 1
    }
}
