// SPDX-License-Identifier: Apache-2.0
import Foundation
import Results
import VideoGenerationKit

/// Measures what it costs to judge a thousand models, and what the reports and bodies cost that only who asks pays for.
@main
enum Verdicts {
    static let count = 1000

    static func main() {
        let options = Options(CommandLine.arguments.dropFirst())
        do {
            let rows = try measure(repeats: options.repeats)
            if let path = options.json { try Results.write(rows, as: "verdicts", to: path) }
        } catch {
            FileHandle.standardError.write(Data("verdicts: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func measure(repeats: Int) throws -> [Row] {
        let request = try inspected()
        let router = Router(models: Catalogue(count: count).models)
        func plan(under ceiling: CostCeiling? = nil) throws -> Plan {
            try router.plan(request, policy: NegotiationPolicy(.nearest), ceiling: ceiling) { _ in true }
        }

        let candidates = try plan().candidates
        let capable = candidates.filter { $0.verdict == .capable }
        let adjusted = capable.filter { !$0.negotiation.report.adjustments.isEmpty }
        let counts = [capable.count - adjusted.count, adjusted.count, candidates.count - capable.count]
        print("A plan over \(count) models, CPU in ms (user and system), the median of \(repeats).")
        print("\(counts[0]) take the request as it is, \(counts[1]) after an adjustment, \(counts[2]) refuse it.")
        print(Row.titles)
        var rows: [Row] = []
        func add(_ what: String, promise: Double? = nil, _ work: () throws -> Int) rethrows {
            let times = try (0..<repeats).map { _ in try ProcessorTime.milliseconds(of: work) }
            let row = Row(what, times, promise: promise, base: rows.first)
            print(row.text)
            rows.append(row)
        }
        try add("verdicts", promise: 10) { try plan().ranking.count }
        let ceiling = CostCeiling(Money(micros: 1_000_000), allowsUnknown: true)
        try add("under a cost ceiling") { try plan(under: ceiling).ranking.count }
        try add("and all reports") {
            try plan().candidates.reduce(0) { $0 + $1.negotiation.report.options.count }
        }
        try add("and all bodies") {
            try plan().candidates.reduce(0) { $0 + ($1.call?.body.segments.count ?? 0) }
        }
        return rows
    }

    /// A request with a picture of 100 kB that is inspected here, once.
    private static func inspected() throws -> InspectedRequest {
        let picture = try InputInspector().inspect(.bytes(Picture.png(byteCount: 100_000)))
        return InspectedRequest(
            prompt: Catalogue.prompt, media: [.firstFrame: [picture]], options: Catalogue.options)
    }
}

/// What the command line says.
struct Options {
    var repeats = 51
    var json: String?

    init(_ arguments: ArraySlice<String>) {
        var rest = arguments
        while let word = rest.popFirst() {
            switch word {
            case "--quick": repeats = 11
            case "--json" where !rest.isEmpty: json = rest.removeFirst()
            default:
                print("usage: verdicts [--quick] [--json FILE]")
                exit(64)
            }
        }
    }
}
