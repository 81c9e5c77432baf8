// SPDX-License-Identifier: Apache-2.0
import CVideoGenPostgres
import Foundation
import Synchronization
import Testing
import VideoGenerationCore

@testable import VideoTasksPostgres

/// A real server, in a folder of its own and reached by a socket in it; it ends with this object, or with the process.
final class PostgresServer: Sendable {
    /// Where a test's schema is.
    let folder: String
    private let process: Mutex<Process>
    private let input: FileHandle
    private let output: FileHandle

    /// The server that tests share which do not stop it; a failure where there is none.
    static let made = Result { try PostgresServer() }

    /// Whether there may be one: everywhere but where there is no PostgreSQL.
    static var isInstalled: Bool {
        if case .failure(let error as Missing) = made { error.status != 69 } else { true }
    }

    init() throws {
        folder = "/tmp/vgpg-" + UUID().uuidString.prefix(8).lowercased()
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/bin/bash")
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../Scripts/lib/postgres-server")
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

    struct Missing: Error {
        /// What the script that starts a server ended with.
        var status: Int32 = 0
    }

    deinit {
        try? input.close()
        process.withLock { $0.waitUntilExit() }
    }

    /// Stops it as a crash would, and starts it.
    func restart() throws {
        input.write(Data("restart\n".utf8))
        guard line() == "done" else { throw Missing() }
    }

    func stop() throws {
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

    /// How the server is reached.
    func address(database: String = "postgres") -> PostgresAddress {
        PostgresAddress("host=\(folder) user=videogen dbname=\(database)")
    }

    /// Runs SQL as an administrator would.
    @discardableResult
    func sql(_ statement: String) throws -> [[String?]] {
        let deadline = videogen_pq_now() + 10_000
        let connection = try address().connect(until: deadline)
        return try connection.run(statement, until: deadline).rows
    }
}

/// A schema of its own on a server.
struct PostgresPlace {
    let server: PostgresServer
    let name: String

    init() throws {
        try self.init(PostgresServer.made.get())
    }

    init(_ server: PostgresServer) {
        self.server = server
        name = "t" + UUID().uuidString.replacing("-", with: "").lowercased()
    }

    func store(_ change: (inout PostgresSetup) -> Void = { _ in }) throws -> PostgresTaskStore {
        var setup = PostgresSetup(name: name)
        change(&setup)
        let address = PostgresAddress("host=\(server.folder) user=videogen dbname=postgres application_name=\(name)")
        return PostgresTaskStore(address, setup)
    }

    /// Runs SQL as an administrator would; `@` stands for the schema.
    @discardableResult
    func sql(_ statement: String) throws -> [[String?]] {
        try server.sql(statement.replacing("@", with: name))
    }
}
