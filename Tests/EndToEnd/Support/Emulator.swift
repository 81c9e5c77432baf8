// SPDX-License-Identifier: Apache-2.0
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The stand-in for the service, in a process of its own.
final class Emulator: Sendable {
    /// The address of its API.
    let api: String
    /// The address of its media.
    let media: String
    private let program: Program
    // It ends, and its folder goes, when this pipe is closed: when the tests end, or crash.
    private let leash: Pipe
    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 20
        return URLSession(configuration: configuration)
    }()

    /// Starts one that lets in only the canary key.
    init(_ options: [String] = []) async throws {
        guard let path = Place.emulator else { throw Trouble("The emulator is not built.") }
        let folder = try makeFolder("emulator")
        let announcement = folder + "/ports.json"
        let arguments =
            [
                "-c", #"exec 3<&0; (read -r _ <&3; kill "$$"; rm -r "$PWD") & exec "$@" </dev/null 3<&-"#, "sh", path,
                "--port", "0",
                "--key",
                Canary.key, "--canary", Canary.signature, "--queue-seconds", "0", "--render-seconds", "0", "--fps",
                "12",
                "--quiet",
            ] + options
        leash = Pipe()
        program = try Program(
            "/bin/sh", arguments, environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""],
            folder: folder, input: leash.fileHandleForReading, output: try newFile(announcement),
            errors: try newFile(folder + "/errors"))
        var ports = Value.null
        _ = try await eventually(within: 30) {
            ports = (try? Value(parsing: contents(announcement))) ?? .null
            return ports != .null
        }
        guard let api = ports["api"].text, let media = ports["media"].text else {
            throw Trouble(
                "The emulator did not start: \(String(decoding: contents(folder + "/errors"), as: UTF8.self))")
        }
        (self.api, self.media) = (api, media)
    }

    // MARK: Control

    func reset() async throws {
        _ = try await send("POST", "/_emulator/reset")
    }

    /// Orders faults; each is an object as in the emulator's README.
    func order(_ faults: [Value]) async throws {
        let answer = try await send("POST", "/_emulator/faults", .list(faults))
        if answer["message"] != .null { throw Trouble("The emulator refused the faults: \(answer)") }
    }

    /// Takes back the faults that are left.
    func clearFaults() async throws {
        _ = try await send("DELETE", "/_emulator/faults")
    }

    var ledger: [Value] { get async throws { try await send("GET", "/_emulator/ledger").items } }
    var requests: [Value] { get async throws { try await send("GET", "/_emulator/requests").items } }

    func requests(_ method: String, to origin: String = "api") async throws -> [Value] {
        try await requests.filter { $0["method"].text == method && $0["origin"].text == origin }
    }

    /// Asks for a task as the command does.
    func poll(_ id: String) async throws -> Value {
        try await send("GET", "/v3/async/task-result?task_id=\(id)", key: Canary.key)
    }

    private func send(_ method: String, _ path: String, _ body: Value? = nil, key: String? = nil) async throws -> Value
    {
        guard let url = URL(string: api + path) else { throw Trouble("\(api + path) is no URL.") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        if let key { request.setValue("Bearer " + key, forHTTPHeaderField: "Authorization") }
        if let body {
            request.httpBody = try JSONEncoder().encode(body)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, answer) = try await Self.session.data(for: request)
        guard let status = (answer as? HTTPURLResponse)?.statusCode, status < 400 else {
            throw Trouble("The emulator refused \(method) \(path): \(String(decoding: data, as: UTF8.self))")
        }
        return data.isEmpty ? .null : try Value(parsing: data)
    }
}

/// A few emulators that tests borrow one at a time: each keeps the clips that it has made.
actor EmulatorPool {
    static let shared = EmulatorPool()

    private var idle: [Emulator] = []
    private var free = 8
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Runs `body` with an emulator that remembers nothing.
    nonisolated func lend<Result: Sendable>(
        _ body: (Emulator) async throws -> Result
    ) async throws -> Result {
        await enter()
        do {
            let emulator = try await take()
            try await emulator.reset()
            let result = try await body(emulator)
            await leave(emulator)
            return result
        } catch {
            // One in an unknown state is not lent again; it ends with the tests.
            await leave(nil)
            throw error
        }
    }

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func take() async throws -> Emulator {
        if let emulator = idle.popLast() { return emulator }
        return try await Emulator()
    }

    private func leave(_ emulator: Emulator?) {
        if let emulator { idle.append(emulator) }
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
