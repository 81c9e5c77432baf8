// SPDX-License-Identifier: Apache-2.0
import Foundation
import Results

/// Measures what jobs need above resting memory, each in fresh processes, and holds that against the promise.
@main
enum Bench {
    static func main() {
        #if !os(Linux)
            print("Resting and peak memory are read from /proc: Linux only.")
            exit(2)
        #else
            let options = Options(CommandLine.arguments.dropFirst())
            do {
                let rows = try measure(options)
                if let path = options.json { try Results.write(rows, as: "memory", to: path) }
                exit(rows.allSatisfy(\.holds) ? 0 : 1)
            } catch {
                FileHandle.standardError.write(Data("memory: \(error)\n".utf8))
                exit(2)
            }
        #endif
    }

    private static func measure(_ options: Options) throws -> [Row] {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let server = try Server()
        defer { server.end() }
        let small = try folder.image(byteCount: 64 << 10)
        print("Memory in MB (10^6 bytes) above rest; the worst of \(options.repeats), CPU and time of the quickest.")
        print("Every size has to keep the promise of \(Int(Row.promise)) MB, so growth cannot follow size.")
        print(Row.titles)
        var rows: [Row] = []
        for what in options.cases {
            let image = try what.imageMebibytes.map { try folder.image(byteCount: $0 << 20) } ?? small
            var measurements: [Measurement] = []
            for _ in 0..<options.repeats {
                let outputs = try folder.subfolder()
                defer { outputs.remove() }
                let bytes = what.resultMebibytes.map { $0 << 20 } ?? 64 << 10
                let text = try Program.output(
                    "memory-job", ["\(server.port)", small, image, "\(bytes)", outputs.path])
                measurements.append(try JSONDecoder().decode(Measurement.self, from: text))
            }
            guard let row = Row(what, measurements) else { continue }
            print(row.text)
            rows.append(row)
        }
        return rows
    }
}

/// What the command line says.
struct Options {
    var cases = Case.all
    var repeats = 3
    var json: String?

    init(_ arguments: ArraySlice<String>) {
        var rest = arguments
        while let word = rest.popFirst() {
            switch word {
            case "--quick":
                cases = Case.promised
                repeats = 1
            case "--json" where !rest.isEmpty:
                json = rest.removeFirst()
            default:
                print("usage: memory [--quick] [--json FILE]")
                exit(64)
            }
        }
    }
}
