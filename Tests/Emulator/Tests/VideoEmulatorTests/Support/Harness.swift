// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

/// An emulator in this process and a client that knows its ports.
struct Harness: Sendable {
    let emulator: VideoEmulator
    static let key = "sk_test_0123456789"
    private static let turnstile = Turnstile(width: 4)

    /// Runs a test against a fresh emulator that neither queues nor waits.
    static func run(
        _ configuration: VideoEmulator.Configuration = quick,
        _ body: (Harness) async throws -> Void
    ) async throws {
        await turnstile.enter()
        let result = await outcome(configuration, body)
        await turnstile.leave()
        try result.get()
    }

    private static func outcome(
        _ configuration: VideoEmulator.Configuration,
        _ body: (Harness) async throws -> Void
    ) async -> Result<Void, any Error> {
        do {
            let emulator = try await VideoEmulator.start(configuration)
            do {
                try await body(Harness(emulator: emulator))
            } catch {
                await emulator.shutdown()
                throw error
            }
            await emulator.shutdown()
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    static var quick: VideoEmulator.Configuration {
        VideoEmulator.Configuration(queueTime: .zero, renderTime: .zero, framesPerSecond: 12)
    }

    /// Sends one request to an address of either origin.
    func send(
        _ method: String,
        _ address: String,
        headers: [String] = ["authorization: Bearer \(key)", "content-type: application/json"],
        body: [UInt8] = [],
        patience: Duration = .seconds(20),
        isComplete: @escaping @Sendable ([UInt8]) -> Bool = Answer.isComplete
    ) async throws -> Answer {
        let url = address.hasPrefix("/") ? emulator.apiURL + address : address
        let place = url.dropFirst("http://127.0.0.1:".count)
        let port = try #require(Int(place.prefix { $0 != "/" }))
        let target = place.drop { $0 != "/" }
        let lines = ["\(method) \(target) HTTP/1.1", "host: 127.0.0.1:\(port)"] + headers
        let length = body.isEmpty && method == "GET" ? [] : ["content-length: \(body.count)"]
        let head = (lines + length).joined(separator: "\r\n") + "\r\n\r\n"
        let (received, ending) = try await RawClient(port: port).exchange(
            Array(head.utf8) + body,
            patience: patience,
            isComplete: isComplete
        )
        return Answer(received, ending: ending)
    }

    /// Sends a GET without a key, as a downloader does.
    func download(_ address: String, headers: [String] = [], patience: Duration = .seconds(20)) async throws -> Answer {
        try await send("GET", address, headers: headers, patience: patience)
    }

    static func body(
        shade: UInt8 = 90,
        samples: Int = 1,
        duration: Int = 4,
        audio: Bool = false
    ) -> [UInt8] {
        let json: JSONValue = [
            "image": .text(TestImage.base64(TestImage.png(shade: shade))), "prompt": "waves",
            "duration": .number(String(duration)), "sample_count": .number(String(samples)),
            "generate_audio": .bool(audio),
        ]
        return Array(json.serialized.utf8)
    }

    func submit(_ body: [UInt8] = Harness.body(), patience: Duration = .seconds(20)) async throws -> Answer {
        try await send("POST", "/v3/async/veo-3.1-lite-i2v", body: body, patience: patience)
    }

    /// Submits a job that must be taken.
    func submitted(_ body: [UInt8] = Harness.body()) async throws -> String {
        try #require(try await submit(body).json?["task_id"]?.textValue)
    }

    func poll(_ id: String, patience: Duration = .seconds(20)) async throws -> Answer {
        try await send("GET", "/v3/async/task-result?task_id=\(id)", patience: patience)
    }

    /// Polls until the task has ended.
    func ended(_ id: String) async throws -> JSONValue {
        for _ in 0..<600 {
            let reply = try #require(try await poll(id).json)
            let word = reply["task"]?["status"]?.textValue
            if word == "TASK_STATUS_SUCCEED" || word == "TASK_STATUS_FAILED" { return reply }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Unfinished()
    }

    /// Submits a job and waits for the addresses of its videos.
    func videos(_ body: [UInt8] = Harness.body()) async throws -> [String] {
        guard case .array(let videos) = try await ended(try await submitted(body))["videos"] else { return [] }
        return videos.compactMap { $0["video_url"]?.textValue }
    }

    /// Orders faults.
    func order(_ faults: JSONValue) async throws {
        let answer = try await send("POST", "/_emulator/faults", headers: [], body: Array(faults.serialized.utf8))
        try #require(answer.status == 200, "\(answer.text)")
    }

    /// Items of the ledger or of the request log.
    func list(_ name: String) async throws -> [JSONValue] {
        guard case .array(let items) = try await send("GET", "/_emulator/\(name)", headers: []).json else { return [] }
        return items
    }

    struct Unfinished: Error {}
}
