// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

/// Jobs on wires that tell a job's `id` and `status` at the top of their answers.
extension Harness {
    func post(_ path: String, _ body: JSONValue) async throws -> Answer {
        try await send("POST", path, body: Array(body.serialized.utf8))
    }

    /// Asks until the job has one of the words.
    func waited(_ path: String, for words: Set<String> = ["completed", "failed"]) async throws -> JSONValue {
        for _ in 0..<600 {
            let job = try #require(try await send("GET", path).json)
            if words.contains(job["status"]?.textValue ?? "") { return job }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Unfinished()
    }

    static let bearer = ["authorization: Bearer \(key)"]

    /// An emulator whose tasks never get through the queue.
    static var stuck: VideoEmulator.Configuration {
        var configuration = quick
        configuration.queueTime = .seconds(3600)
        return configuration
    }
}
