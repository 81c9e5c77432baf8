// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import TestServers
import VideoGenerationKit

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A folder, a database of its own and an emulator, and the environment in which everybody finds them. All of it goes with this
/// value.
final class Surroundings: Sendable {
    let folder: String
    let database: PostgresServer
    let emulator: Child
    /// The emulator's address.
    let api: String
    let environment: [String: String]

    /// Starts them.
    init(_ words: Words, emulator options: [String], variables: [String: String]) async throws {
        let folder = "/tmp/fleet-" + UUID().uuidString.prefix(8).lowercased()
        try FileManager.default.createDirectory(atPath: folder + "/videos", withIntermediateDirectories: true)
        self.folder = folder
        database = try PostgresServer()
        let ports = Mutex("")
        emulator = try Child(
            [try words.text("emulator"), "--port", "0", "--quiet", "--fps", "12"] + options,
            ProcessInfo.processInfo.environment, errors: folder + "/emulator.log"
        ) { line in ports.withLock { if $0.isEmpty { $0 = String(line) } } }
        guard try await eventually(within: 30, { ports.withLock { !$0.isEmpty } }) else {
            throw Trouble("the emulator did not start: see \(folder)/emulator.log")
        }
        let announcement = try JSONDecoder().decode([String: String].self, from: Data(ports.withLock { $0 }.utf8))
        guard let api = announcement["api"] else { throw Trouble("the emulator does not say where it is") }
        self.api = api
        environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder,
            "VIDEOGEN_HOME": folder + "/home", "FAL_BASE_URL": api, "FAL_API_KEY": "none",
            "VIDEOGEN_STORE": "postgresql:///postgres?host=\(database.folder)&user=videogen",
        ].merging(variables) { $1 }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Starts a program with these surroundings.
    func start(_ words: [String], _ name: String, heard: @escaping @Sendable (Substring) -> Void = { _ in }) throws
        -> Child
    {
        try Child(words, environment, errors: "\(folder)/\(name).log", heard: heard)
    }

    /// A client of this process's own.
    func client() throws -> VideoClient { try .fromEnvironment(environment) }

    // MARK: Looking

    /// Rows of fields.
    func ask(_ sql: String) async throws -> [[Substring]] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "psql", "-h", database.folder, "-U", "videogen", "-d", "postgres", "-AtqX", "-F", "\t", "-c", sql,
        ]
        process.environment = environment
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Trouble("psql: exit status \(process.terminationStatus)") }
        return text.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    }

    /// The first field.
    func count(_ sql: String) async throws -> Int {
        guard let number = try await ask(sql).first?.first.flatMap({ Int($0) }) else {
            throw Trouble("no number: \(sql)")
        }
        return number
    }

    /// What the emulator says.
    func data(_ path: String) async throws -> Data {
        guard let url = URL(string: api + path) else { throw Trouble("\(path) is no path") }
        return try await URLSession.shared.data(from: url).0
    }

    /// Orders faults of the emulator, each an object as in its README.
    func order(_ faults: [[String: FaultValue]]) async throws {
        guard let url = URL(string: api + "/_emulator/faults") else { throw Trouble("no URL") }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = try JSONEncoder().encode(faults)
        let (data, answer) = try await URLSession.shared.data(for: request)
        guard (answer as? HTTPURLResponse)?.statusCode == 200 else {
            throw Trouble("the emulator refused the faults: \(String(decoding: data, as: UTF8.self))")
        }
    }

    /// How many questions about tasks the emulator was asked.
    func questions() async throws -> Int {
        let log = try await data("/_emulator/requests")
        let word = Data("/status".utf8)
        var (count, place) = (0, log.startIndex)
        while let found = log.range(of: word, in: place..<log.endIndex) {
            (count, place) = (count + 1, found.upperBound)
        }
        return count
    }

    /// What the emulator would bill.
    func bill() async throws -> [Bill] {
        try JSONDecoder().decode([Bill].self, from: try await data("/_emulator/ledger"))
    }

    /// One entry of it.
    struct Bill: Decodable, Sendable {
        struct Body: Decodable, Sendable {
            let prompt: String
            /// Such as `4s`.
            let duration: String
        }
        let taskID: String
        let at: String
        let body: Body

        var time: Date {
            get throws { try Date(at, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
        }

        private enum CodingKeys: String, CodingKey {
            case taskID = "task_id"
            case at, body
        }
    }
}

/// A value of a fault.
enum FaultValue: Encodable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case text(String)
    case number(Int)

    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .number(value) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        }
    }
}
