// SPDX-License-Identifier: Apache-2.0
import Results

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
    static var titles: String { TableText.line(["work", "median", "fastest", "ratio", "promise"], widths) }

    /// The row as text.
    var text: String {
        let times = [cpuMilliseconds, fastestMilliseconds, ratio] + (promiseMilliseconds.map { [$0] } ?? [])
        return TableText.line(
            [work] + times.map(TableText.fixed) + (holds.map { [$0 ? "pass" : "FAIL"] } ?? []), Self.widths)
    }
}
