// SPDX-License-Identifier: Apache-2.0
import Foundation
import Results

/// Measures floors, this library and peers at the same work in the same run, and holds the results against what is wanted.
///
/// It reports and does not judge: its exit status tells only whether everything ran.
@main
enum Bench {
    static func main() {
        do {
            exit(try measure(Options(CommandLine.arguments.dropFirst())) ? 0 : 1)
        } catch {
            complain("\(error)")
            exit(1)
        }
    }

    /// Without a buffer, because what is printed is read while it goes on.
    private static func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Data("bench: \(text)\n".utf8))
    }

    /// Whether every program ran.
    private static func measure(_ options: Options) throws -> Bool {
        let site = try Site(options)
        defer { site.close() }
        let all = Rows(site: site, scale: .init(isQuick: options.isQuick)).all
        let rows = all.filter { options.wants($0.id) }
        guard !rows.isEmpty else {
            throw Failure("there is no such row, only \(all.map(\.id).joined(separator: ", "))")
        }
        var hasFailed = false
        var results: [RowResult] = []
        say("Medians; `ratio` is us / floor, and peer / us in a peer's line. CPU is user and system.")
        say(Table.titles)
        for row in rows {
            let result = row.measure { text in
                hasFailed = true
                complain(text)
            }
            say(Table.text(result))
            results.append(result)
        }
        if let path = options.json { try Results.write(results, as: "floors and peers", to: path) }
        if let path = options.plots { try Plot.write(results, to: URL(filePath: path)) }
        return !hasFailed
    }
}
