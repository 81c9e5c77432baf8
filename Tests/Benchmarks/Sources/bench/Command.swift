// SPDX-License-Identifier: Apache-2.0
import CPrograms
import Foundation

/// Something that cannot be measured; what it says is for a person.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// One program to be run.
struct Command: Hashable {
    var words: [String]
    var environment: [String: String] = [:]
    /// How many seconds it may take.
    var limit = 120.0

    /// Runs it to its end; what it prints goes to files in `folder`.
    func run(in folder: URL) throws -> Ended {
        let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
        let ended = unsafe bench_run(
            Self.list(words), Self.environment(environment), output.path, errors.path, limit)
        let said = (try? String(decoding: Data(contentsOf: errors), as: UTF8.self)) ?? ""
        let name = words.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.joined(separator: " ")
        guard ended.was_late == 0 else { throw Failure("\(name) did not end within \(Int(limit)) s") }
        guard ended.status == 0 else {
            // What valgrind says around it is of no use here.
            let reason = said.split(separator: "\n").last { !$0.hasPrefix("==") && !$0.hasPrefix("--") } ?? ""
            throw Failure("\(name) ended with status \(ended.status): \(reason.prefix(300))")
        }
        return Ended(
            output: try Data(contentsOf: output), errors: said, cpuSeconds: ended.cpu_seconds,
            peakBytes: Double(ended.peak_bytes), started: ended.started)
    }

    /// A program's whole environment: no proxy, no settings and no certificates of whoever runs this.
    static func environment(_ more: [String: String] = [:]) -> [CChar] {
        var all = ProcessInfo.processInfo.environment.filter { ["PATH", "TMPDIR", "LD_LIBRARY_PATH"].contains($0.key) }
        all["LANG"] = "C.UTF-8"
        return list(all.merging(more) { $1 }.map { "\($0.key)=\($0.value)" })
    }

    /// Texts in the form that C takes them in.
    static func list(_ texts: [String]) -> [CChar] {
        texts.flatMap { $0.utf8.map { CChar(bitPattern: $0) } + [0] } + [0]
    }

    /// Where a tool is, if this machine has it.
    static func path(of tool: String) -> String? {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? []
        return (folders + ["/usr/sbin"]).map { "\($0)/\(tool)" }.first { unsafe access($0, X_OK) == 0 }
    }
}

/// What became of a program.
struct Ended {
    let output: Data
    let errors: String
    /// Of the whole process, its start included.
    let cpuSeconds: Double
    let peakBytes: Double
    /// When it was started, in nanoseconds on the clock that all processes share.
    let started: Int64

    /// What it says of itself.
    func reading() throws -> Reading {
        do {
            return try JSONDecoder().decode(Reading.self, from: output)
        } catch {
            throw Failure("no result: \(String(decoding: output.prefix(200), as: UTF8.self))")
        }
    }
}

/// The line that each measured program prints: what it took after it had warmed up.
struct Reading: Decodable {
    let count: Double
    let cpuSeconds: Double
    let wallSeconds: Double
    let peakBytes: Double
    let firstCpuSeconds: Double?
    let growthBytes: Double?
    let taskBytes: Double?
    /// How often something about a task was written to the journal.
    let journalWrites: Double?
    /// All that the process did of it, where `count` leaves a beginning of no fixed length out.
    let polls: Double?
}
