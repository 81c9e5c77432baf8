// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A row's values as bars, in a file of SVG that follows the reader's light or dark scheme.
struct Plot {
    let row: RowResult

    private static let width = 760
    private static let left = 230
    private static let barHeight = 22
    private static let step = 32
    private static let top = 46

    private struct Bar {
        let name: String
        let value: Double
        let kind: String
    }

    /// Writes one file for each row in which somebody else was measured as well.
    static func write(_ rows: [RowResult], to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for row in rows {
            let plot = Plot(row: row)
            guard plot.bars.count > 1 else { continue }
            try plot.text.write(to: folder.appending(path: row.id + ".svg"), atomically: true, encoding: .utf8)
        }
    }

    private var bars: [Bar] {
        var bars: [Bar] = []
        if let floor = row.floor { bars.append(Bar(name: row.floorName ?? "floor", value: floor, kind: "floor")) }
        let names = row.ours.count > 1 ? row.ours.map(\.name) : ["this library"]
        bars += zip(names, row.ours).compactMap { name, one in
            one.value.map { Bar(name: name, value: $0, kind: "us") }
        }
        let peers = row.peers.compactMap { peer in peer.value.map { Bar(name: peer.name, value: $0, kind: "peer") } }
        return bars + peers.sorted { $0.value < $1.value }
    }

    private var text: String {
        let bars = bars
        let largest = max(bars.map(\.value).max() ?? 1, .leastNormalMagnitude)
        // Room for the number behind the longest bar.
        let room = Double(Self.width - Self.left - 90)
        let height = Self.top + bars.count * Self.step + 8
        let title = Self.escaped("\(row.title), \(row.unit)")
        let alternative = Self.escaped(
            bars.map { "\($0.name) \(Table.number($0.value))" }.joined(separator: ", "))
        let lines = bars.enumerated().map { index, bar in
            let y = Self.top + index * Self.step
            let length = max(2, bar.value / largest * room).rounded()
            let base = y + Self.barHeight - 6
            return """
                  <text class="name" x="\(Self.left - 10)" y="\(base)">\(Self.escaped(bar.name))</text>
                  <rect class="\(bar.kind)" x="\(Self.left)" y="\(y)" width="\(Int(length))" height="\(Self.barHeight)" rx="3"/>
                  <text x="\(Self.left + Int(length) + 8)" y="\(base)">\(Table.number(bar.value))</text>
                """
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(height)" width="\(Self.width)" \
            height="\(height)" role="img" aria-label="\(title): \(alternative)">
              <style>
                text { font: 14px system-ui, sans-serif; fill: #1f2328; }
                .title { font-weight: 600; }
                .name { text-anchor: end; }
                .floor { fill: #8c959f; }
                .us { fill: #0969da; }
                .peer { fill: #bf8700; }
                @media (prefers-color-scheme: dark) {
                  text { fill: #e6edf3; }
                  .floor { fill: #6e7681; }
                  .us { fill: #58a6ff; }
                  .peer { fill: #d29922; }
                }
              </style>
              <text class="title" x="12" y="26">\(title) (less is better)</text>
            \(lines.joined(separator: "\n"))
            </svg>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}
