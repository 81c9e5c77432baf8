// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A process of its own that uses a store.
final class Hammer {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var rest = Data()

    /// Starts it, after `prelude` in a shell.
    init(_ arguments: [String], prelude: String = ":") throws {
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments =
            ["-c", "\(prelude); exec \"$0\" \"$@\"", Bundle.main.bundlePath + "/store-hammer"] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    deinit {
        kill()
    }

    /// The next line; nil at its end.
    func line() -> String? {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                defer { rest = Data(rest[(end + 1)...]) }
                return String(decoding: rest[..<end], as: UTF8.self)
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            rest += more
        }
    }

    func tell(_ text: String) {
        input.fileHandleForWriting.write(Data(text.utf8))
    }

    /// Ends it in the middle of whatever it does.
    func kill() {
        guard process.isRunning else { return }
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Lets it end by itself.
    func finish() -> Int32 {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
