// SPDX-License-Identifier: Apache-2.0

/// The movie box (ISO/IEC 14496-12:2022 section 8.2.1), and what fragments add to it.
struct MP4Movie {
    /// In seconds, as presented; nil if unknown, 0 in most fragmented files.
    private(set) var duration: Double?
    /// In seconds, fragments included, if the file tells (section 8.8.2).
    private(set) var fragmentedDuration: Double?
    private(set) var isFragmented = false
    var tracks: [MP4Track] = []

    // A video has two or three. Each fragment looks its track up in this list.
    private static let mostTracks = 64

    /// Reads a `moov` box.
    init(_ box: MP4Box, _ reader: MP4Reader) throws(MP4Fault) {
        var children = MP4Children(of: box, reader)
        var time: MP4Time?
        var extends: MP4Box?
        while let child = try children.next() {
            switch child.type {
            case "mvhd": time = try MP4Time(reader.fields(of: child, count: 32), "movie header")
            case "trak":
                guard tracks.count < Self.mostTracks else {
                    throw MP4Fault("it has more than \(Self.mostTracks) tracks")
                }
                let track = try MP4Track(child, reader)
                guard !tracks.contains(where: { $0.id == track.id }) else {
                    throw MP4Fault("two of its tracks have the number \(track.id)")
                }
                tracks.append(track)
            case "mvex": extends = child
            default: break
            }
        }
        guard let time else { throw MP4Fault("its movie box has no header") }
        duration = time.duration.map { Double($0) / Double(time.timescale) }
        if let extends { try readExtends(extends, reader, timescale: time.timescale) }
    }

    // Sections 8.8.1 to 8.8.3.
    private mutating func readExtends(
        _ box: MP4Box, _ reader: MP4Reader, timescale: UInt32
    ) throws(MP4Fault) {
        isFragmented = true
        var children = MP4Children(of: box, reader)
        while let child = try children.next() {
            switch child.type {
            case "mehd":
                let fields = try reader.fields(of: child, count: 12)
                let long = try fields.isLong("fragment header")
                let value = long ? try fields.u64(at: 4) : UInt64(try fields.u32(at: 4))
                fragmentedDuration = Double(value) / Double(timescale)
            case "trex":
                let fields = try reader.fields(of: child, count: 24)
                let id = try fields.u32(at: 4)
                guard let track = tracks.firstIndex(where: { $0.id == id }) else { continue }
                tracks[track].fragments.defaultDuration = try fields.u32(at: 12)
                tracks[track].fragments.defaultSize = try fields.u32(at: 16)
            default: break
            }
        }
    }
}

extension MP4Movie {
    /// Judges the whole: what the file is, or why it is not a video.
    ///
    /// `mediaBytes` is what the file holds in `mdat` boxes. Samples that together have more bytes than that cannot all
    /// be there: it shows a cut that the boxes themselves do not, where the last one reaches "to the end of the file".
    func facts(byteCount: Int, mediaBytes: Int) throws(MP4Fault) -> VideoFacts {
        guard let picture = tracks.first(where: { $0.kind == .video }) else { throw MP4Fault("it has no video track") }
        for track in tracks where track.kind != .other {
            let name = track.kind.rawValue
            guard track.codec != nil else { throw MP4Fault("its \(name) track does not say how it is coded") }
            guard track.samples > 0 || track.fragments.samples > 0 else {
                throw MP4Fault("its \(name) track has no samples")
            }
            guard track.seconds != 0 else { throw MP4Fault("its \(name) track lasts 0 seconds") }
            guard track.seconds != nil || isFragmented else {
                throw MP4Fault("its \(name) track does not tell how long it lasts")
            }
        }
        let sampleBytes = tracks.reduce(UInt64(0)) { $0.addingOrStaying($1.sampleBytes) }
        guard sampleBytes <= mediaBytes else {
            throw MP4Fault("it is cut off: its samples have \(sampleBytes) bytes, and \(mediaBytes) are there")
        }
        guard mediaBytes > 0 else { throw MP4Fault("it holds no media data") }
        guard picture.width > 0, picture.height > 0 else { throw MP4Fault("its picture has no size") }
        let longest = tracks.compactMap(\.seconds).max()
        return VideoFacts(
            byteCount: byteCount,
            duration: isFragmented ? longest ?? fragmentedDuration : duration.flatMap { $0 > 0 ? $0 : nil } ?? longest,
            width: picture.isTurned ? picture.height : picture.width,
            height: picture.isTurned ? picture.width : picture.height,
            hasAudio: tracks.contains { $0.kind == .audio },
            tracks: tracks.map { VideoFacts.Track(kind: $0.kind, duration: $0.seconds, codec: $0.codec ?? "????") })
    }
}
