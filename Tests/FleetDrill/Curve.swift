// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Values over minutes, as a picture.
struct Curve {
    let title: String
    let times: [Double]
    let lines: [[Double]]

    private static let colours = ["#2a6fb0", "#d9822b"]
    private static let (width, height) = (640.0, 200.0)
    private static let (left, right, top, bottom) = (60.0, 16.0, 34.0, 28.0)

    func write(to path: String) throws {
        // From nothing: what grows by a hundredth shall look like that.
        let most = max((lines.flatMap(\.self).max() ?? 1) * 1.1, 1e-9)
        let end = max(times.last ?? 1, 1e-9)
        func x(_ time: Double) -> Double { Self.left + time / end * (Self.width - Self.left - Self.right) }
        func y(_ value: Double) -> Double {
            Self.height - Self.bottom - value / most * (Self.height - Self.top - Self.bottom)
        }
        func text(_ x: Double, _ y: Double, _ words: String, _ anchor: String) -> String {
            "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(words)</text>"
        }
        var parts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" font-family=\"sans-serif\" font-size=\"12\">",
            "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>", text(Self.left, 20, title, "start"),
        ]
        for share in [0, 0.5, 1.0] {
            let value = most / 1.1 * share
            parts.append(
                "<path d=\"M\(number(Self.left)) \(number(y(value)))H\(number(Self.width - Self.right))\" stroke=\"#ddd\"/>"
            )
            parts.append(text(Self.left - 6, y(value) + 4, number(value), "end"))
        }
        for share in [0, 0.5, 1.0] {
            parts.append(
                text(x(end * share), Self.height - 8, "\(number(end * share)) min", share == 1 ? "end" : "middle"))
        }
        for (index, line) in lines.enumerated() {
            let points = zip(times, line).map { "\(number(x($0))),\(number(y($1)))" }.joined(separator: " ")
            parts.append(
                "<polyline points=\"\(points)\" fill=\"none\" stroke=\"\(Self.colours[index % 2])\" stroke-width=\"1.5\"/>"
            )
        }
        parts.append("</svg>\n")
        try parts.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func number(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(format: "%.1f", value)
    }
}
