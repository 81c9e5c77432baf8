// SPDX-License-Identifier: Apache-2.0
import Results

/// Results as text.
enum Table {
    private static let widths = [46, 11, 11, 9, 9, 9]

    static var titles: String {
        TableText.line(["", "floor", "us", "ratio", "allowed", ""], widths)
    }

    static func text(_ row: RowResult) -> String {
        var lines = [
            TableText.line(
                [
                    "\(row.title), \(row.unit)", number(row.floor), number(row.us), number(row.ratio),
                    "<= " + number(row.allowed), row.verdict?.rawValue ?? "",
                ], widths)
        ]
        if row.ours.count > 1 { lines += row.ours.map { line($0.name, value: $0.value) } }
        lines += row.peers.filter { $0.value != nil }.map { peer in
            TableText.line(
                [
                    "    \(peer.name)", "", number(peer.value), number(peer.ratio),
                    peer.wanted.map { ">= " + number($0) } ?? "", peer.verdict?.rawValue ?? "",
                ], widths)
        }
        return (lines + row.notes.map { "    \($0)" }).joined(separator: "\n")
    }

    private static func line(_ name: String, value: Double?) -> String {
        TableText.line(["    \(name)", "", number(value)], widths)
    }

    /// Three digits at least, and no more places than they need.
    static func number(_ value: Double?) -> String {
        guard let value else { return "-" }
        switch value.magnitude {
        case 10_000...: return grouped(Int(value.rounded()))
        case 100...: return "\(Int(value.rounded()))"
        default: return TableText.fixed(value)
        }
    }

    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.indices.map { index in
            let left = digits.count - index
            return index > 0 && left % 3 == 0 ? ",\(digits[index])" : "\(digits[index])"
        }.joined()
    }
}
