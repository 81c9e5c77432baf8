// SPDX-License-Identifier: Apache-2.0

/// What ffmpeg says while it works, line by line: `-progress` of its manual.
struct FFmpegReports {
    private let frames: Int
    private var share = 0.0

    init(frames: Int) {
        self.frames = max(1, frames)
    }

    /// The share that is done, 0 to 1, when `line` says how far it is; it never falls.
    mutating func read(_ line: some StringProtocol) -> Double? {
        guard line.hasPrefix("frame="), let frame = Int(String(line.dropFirst("frame=".count).drop { $0 == " " }))
        else { return nil }
        share = max(share, min(1, Double(frame) / Double(frames)))
        return share
    }
}
