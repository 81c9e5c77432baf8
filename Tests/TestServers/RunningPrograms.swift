// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The programs that run on this machine, with their arguments.
///
/// On Linux they are read from `/proc`: `ps` is not on every machine there.
package func runningPrograms() throws -> [(number: Int32, words: String)] {
    #if os(Linux)
        return try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
            // One that ends meanwhile, or has no arguments, is none.
            guard let number = Int32(name), let content = FileManager.default.contents(atPath: "/proc/\(name)/cmdline"),
                !content.isEmpty
            else { return nil }
            return (
                number, content.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            )
        }
    #else
        let process = Process()
        process.executableURL = URL(filePath: "/bin/ps")
        process.arguments = ["-A", "-ww", "-o", "pid=,args="]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let list = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return list.split(separator: "\n").compactMap { line in
            let line = line.drop { $0 == " " }
            return Int32(line.prefix { $0 != " " }).map { ($0, String(line)) }
        }
    #endif
}
