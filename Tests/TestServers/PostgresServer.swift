// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A real server, in a folder of its own and reached by a socket in it; it ends with this object, or with the process.
public final class PostgresServer: Sendable {
    /// The folder of its socket.
    public let folder: String
    private let process: Mutex<Process>
    private let input: FileHandle
    private let output: FileHandle

    /// The server that tests share which do not stop it; a failure where there is none.
    public static let made = Result { try PostgresServer() }

    /// Whether there may be one: everywhere but where there is no PostgreSQL.
    public static var isInstalled: Bool {
        if case .failure(let error as Missing) = made { error.status != 69 } else { true }
    }

    /// Starts one.
    public init() throws {
        folder = "/tmp/vgpg-" + UUID().uuidString.prefix(8).lowercased()
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/bin/bash")
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Scripts/lib/postgres-server")
        process.arguments = [script.standardizedFileURL.path, folder]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        self.process = Mutex(process)
        self.input = input.fileHandleForWriting
        self.output = output.fileHandleForReading
        guard line() == "ready" else {
            process.waitUntilExit()
            throw Missing(status: process.terminationStatus)
        }
    }

    /// There is no server.
    public struct Missing: Error {
        /// What the script that starts one ended with.
        public var status: Int32 = 0

        /// None, for a reason of its own.
        public init(status: Int32 = 0) {
            self.status = status
        }
    }

    deinit {
        // Not only by the end of its input: another child may have the pipe, too.
        input.write(Data("end\n".utf8))
        try? input.close()
        process.withLock { $0.waitUntilExit() }
    }

    /// Stops it as a crash would, and starts it.
    public func restart() throws {
        input.write(Data("restart\n".utf8))
        guard line() == "done" else { throw Missing() }
    }

    /// Stops it as a crash would.
    public func stop() throws {
        input.write(Data("stop\n".utf8))
        guard line() == "done" else { throw Missing() }
    }

    private func line() -> String? {
        var text: [UInt8] = []
        while let byte = output.readData(ofLength: 1).first {
            if byte == UInt8(ascii: "\n") { return String(decoding: text, as: UTF8.self) }
            text.append(byte)
        }
        return nil
    }
}
