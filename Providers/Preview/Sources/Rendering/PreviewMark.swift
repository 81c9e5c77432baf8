// SPDX-License-Identifier: Apache-2.0

/// The word "PREVIEW" as a picture of single points, for builds of ffmpeg without fonts.
enum PreviewMark {
    /// Seven letters of seven rows, a space between them.
    private static let rows = [
        "####. ####. ##### #...# ### ##### #...#",
        "#...# #...# #.... #...# .#. #.... #...#",
        "#...# #...# #.... #...# .#. #.... #...#",
        "####. ####. ####. #...# .#. ####. #.#.#",
        "#.... #.#.. #.... #...# .#. #.... #.#.#",
        "#.... #..#. #.... .#.#. .#. #.... ##.##",
        "#.... #...# ##### ..#.. ### ##### #...#",
    ]

    /// The plate's size in points, with a rim around the letters; even, so that it can be laid on any frame.
    static let (width, height) = (44, 12)

    /// A chain of filters without input that gives one frame, the letters on a dark, half transparent plate, each point
    /// `scale` pixels wide.
    static func source(scale: Int) -> String {
        "color=c=black:s=\(width)x\(height):r=25:d=0.04,format=rgb24,"
            + boxes.joined(separator: ",")
            + ",scale=iw*\(scale):ih*\(scale):flags=neighbor,format=rgba,colorchannelmixer=aa=0.7"
    }

    /// A box for each run of points in a row.
    private static var boxes: [String] {
        rows.enumerated().flatMap { row, points in
            var boxes: [String] = []
            var start: Int?
            for (column, point) in (points + ".").enumerated() {
                if point == "#" {
                    start = start ?? column
                } else if let first = start {
                    boxes.append("drawbox=x=\(first + 2):y=\(row + 2):w=\(column - first):h=1:c=white:t=fill")
                    start = nil
                }
            }
            return boxes
        }
    }
}
