// SPDX-License-Identifier: Apache-2.0

/// One line of the table: what the same work took, many times.
struct Row: Encodable {
    let work: String
    let cpuMilliseconds: Double
    let fastestMilliseconds: Double
    /// How many times as long as the first line.
    let ratio: Double
    let promiseMilliseconds: Double?
    let holds: Bool?

    init(_ work: String, _ times: [Double], promise: Double?, base: Row?) {
        self.work = work
        let sorted = times.sorted()
        let median = sorted[sorted.count / 2]
        cpuMilliseconds = Self.rounded(median)
        fastestMilliseconds = Self.rounded(sorted[0])
        ratio = Self.rounded(median / (base?.cpuMilliseconds ?? median))
        promiseMilliseconds = promise
        holds = promise.map { median < $0 }
    }

    private static func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }
}

extension Row {
    private static let widths = [20, 9, 9, 9, 9, 6]

    /// The table's head.
    static var titles: String { line(["work", "median", "fastest", "ratio", "promise"]) }

    /// The row as text.
    var text: String {
        let times = [cpuMilliseconds, fastestMilliseconds, ratio] + (promiseMilliseconds.map { [$0] } ?? [])
        return Self.line([work] + times.map(Self.fixed) + (holds.map { [$0 ? "pass" : "FAIL"] } ?? []))
    }

    private static func line(_ cells: [String]) -> String {
        zip(cells, widths).enumerated().map { index, cell in
            let padding = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
            return index == 0 ? cell.0 + padding : padding + cell.0
        }.joined()
    }

    private static func fixed(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
