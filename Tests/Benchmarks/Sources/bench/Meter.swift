// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What is counted by running a program under another one.
struct Meter {
    let site: Site

    /// User instructions for each of what is counted, by callgrind, which begins with the program's own measurement.
    func instructions(_ command: Command) throws -> Double {
        guard let valgrind = Command.path(of: "valgrind") else { throw Failure("there is no valgrind") }
        var counted = command
        counted.words =
            [valgrind, "--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=/dev/null"]
            + [try stripped(command.words[0])] + command.words.dropFirst()
        counted.limit = max(400, command.limit)
        let ended = try site.onOneProcessor { try counted.run(in: site.folder) }
        // ==123== Collected : 4567
        let words = ended.errors.split(separator: "Collected :").dropFirst().first?.split(separator: "\n").first
        guard let count = words.flatMap({ Double($0.filter(\.isNumber)) }), count > 0 else {
            throw Failure("callgrind counted nothing")
        }
        return count / (try ended.reading().count)
    }

    /// System calls by which threads wake each other for each of what is counted: futexes, and writes that are no request. The
    /// difference of a short and a long run: what a process pays once is in both.
    func wakeUps(_ short: Command, _ long: Command) throws -> Double {
        func calls(_ command: Command) throws -> (value: Double, of: Double) {
            guard let strace = Command.path(of: "strace") else { throw Failure("there is no strace") }
            let summary = site.folder.appending(path: "calls")
            var counted = command
            counted.words = [
                strace, "-f", "-c", "-e", "trace=futex,write,writev,sendto,sendmsg", "-o", summary.path,
            ]
            counted.words += command.words
            counted.limit = 240
            let reading = try counted.run(in: site.folder).reading()
            var calls = 0.0
            // % time, seconds, usecs/call, calls, errors or nothing, syscall
            for line in try String(contentsOf: summary, encoding: .utf8).split(separator: "\n") {
                let words = line.split(separator: " ")
                if words.count >= 5, words.last != "total", let count = Double(words[3]) { calls += count }
            }
            // Each request is one write of its own.
            let count = reading.polls ?? reading.count
            return (calls - count, count)
        }
        let (few, many) = (try calls(short), try calls(long))
        return (many.value - few.value) / (many.of - few.of)
    }

    /// A copy without names: valgrind takes minutes to read those of a large program, or gives up.
    private func stripped(_ program: String) throws -> String {
        let copy = site.folder.appending(path: "stripped-" + URL(filePath: program).lastPathComponent)
        if FileManager.default.fileExists(atPath: copy.path) { return copy.path }
        guard let strip = Command.path(of: "strip") ?? Command.path(of: "llvm-strip") else { return program }
        _ = try Command(words: [strip, "-o", copy.path, program]).run(in: site.folder)
        return copy.path
    }
}
