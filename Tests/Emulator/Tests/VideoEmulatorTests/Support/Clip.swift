// SPDX-License-Identifier: Apache-2.0

/// Looks into the boxes of an MP4 file.
enum Clip {
    /// The length that the movie header states.
    static func milliseconds(_ bytes: [UInt8]) -> Int? {
        // Version 0 of the header: flags, two times, then time scale and duration.
        guard let place = find("mvhd", in: bytes), place + 24 <= bytes.count else { return nil }
        let (scale, duration) = (number(bytes, place + 16), number(bytes, place + 20))
        return scale > 0 ? duration * 1000 / scale : nil
    }

    /// Whether the index comes before the pictures, so that playing can begin during a download.
    static func startsQuickly(_ bytes: [UInt8]) -> Bool {
        guard let index = find("moov", in: bytes), let pictures = find("mdat", in: bytes) else { return false }
        return index < pictures
    }

    private static func find(_ name: String, in bytes: [UInt8]) -> Int? {
        let mark = Array(name.utf8)
        guard bytes.count > 4 else { return nil }
        return (0..<(bytes.count - 4)).first { bytes[$0] == mark[0] && bytes[$0..<($0 + 4)].elementsEqual(mark) }
    }

    private static func number(_ bytes: [UInt8], _ place: Int) -> Int {
        bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
}
