// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A program beside this one, which says things line by line. It ends with this value at the latest.
final class Child: Sendable {
    let words: [String]
    private let process: Mutex<Process>
    private let input: FileHandle

    /// Starts it.
    ///
    /// - Parameters:
    ///   - errors: A file that gets what it writes to standard error.
    ///   - heard: Called with each line of its output, on a thread of its own.
    init(
        _ words: [String], _ environment: [String: String], errors: String,
        heard: @escaping @Sendable (Substring) -> Void
    ) throws {
        self.words = words
        let process = Process()
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.environment = environment
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        if !FileManager.default.fileExists(atPath: errors) {
            _ = FileManager.default.createFile(atPath: errors, contents: nil)
        }
        guard let file = FileHandle(forWritingAtPath: errors) else { throw Trouble("\(errors) cannot be written") }
        try file.seekToEnd()
        process.standardError = file
        try process.run()
        try file.close()
        self.process = Mutex(process)
        self.input = input.fileHandleForWriting
        // The child's own end.
        try input.fileHandleForReading.close()
        try output.fileHandleForWriting.close()
        let reading = output.fileHandleForReading
        Thread.detachNewThread {
            var rest = ""
            while true {
                let data = reading.availableData
                guard !data.isEmpty else { break }
                rest += String(decoding: data, as: UTF8.self)
                while let end = rest.firstIndex(of: "\n") {
                    heard(rest[..<end])
                    rest = String(rest[rest.index(after: end)...])
                }
            }
            try? reading.close()
        }
    }

    deinit { send(SIGKILL) }

    var number: Int32 { process.withLock { $0.processIdentifier } }

    var isRunning: Bool { process.withLock { $0.isRunning } }

    /// How it ended: its exit code, or minus the signal's number; nil while it runs.
    var code: Int32? {
        process.withLock { process in
            guard !process.isRunning else { return nil }
            return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        }
    }

    /// Tells it a line; nothing if it is gone.
    func tell(_ line: String) {
        try? input.write(contentsOf: Data((line + "\n").utf8))
    }

    /// It hears no more.
    func hangUp() {
        try? input.close()
    }

    func send(_ signal: Int32) {
        process.withLock { if $0.isRunning { kill($0.processIdentifier, signal) } }
    }

    /// Waits for its end, and kills it after so long; whether that was not needed.
    @discardableResult func ended(within seconds: Double) async throws -> Bool {
        if try await eventually(within: seconds, { !isRunning }) { return true }
        send(SIGKILL)
        return false
    }
}

/// Waits until something holds; false if it takes too long.
func eventually(within seconds: Double, _ holds: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
        if try await holds() { return true }
        guard ContinuousClock.now < end else { return false }
        try await Task.sleep(for: .milliseconds(50))
    }
}
