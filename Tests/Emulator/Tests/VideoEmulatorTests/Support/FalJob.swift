// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

/// One job on the wire of fal, asked about at the addresses that its submission was answered with.
struct FalJob {
    static let path = "/fal-ai/veo3.1/lite/image-to-video"
    static let headers = ["authorization: Key \(Harness.key)", "content-type: application/json"]
    static let body =
        #"{"image_url":"https://example.com/a.png","prompt":"waves","duration":"4s","generate_audio":false}"#

    let harness: Harness
    let receipt: JSONValue

    static func submit(
        _ harness: Harness, path: String = path, body: String = body, patience: Duration = .seconds(20)
    ) async throws -> Answer {
        try await harness.send("POST", path, headers: headers, body: Array(body.utf8), patience: patience)
    }

    init(_ harness: Harness, path: String = path, body: String = body) async throws {
        self.harness = harness
        let answer = try await Self.submit(harness, path: path, body: body)
        try #require(answer.status == 200, "\(answer.text)")
        receipt = try #require(answer.json)
    }

    var id: String {
        get throws { try #require(receipt["request_id"]?.textValue) }
    }

    /// Asks at one of the addresses of the receipt.
    func ask(
        _ address: String,
        method: String = "GET", query: String = "", patience: Duration = .seconds(20)
    ) async throws -> Answer {
        let url = try #require(receipt[address]?.textValue)
        return try await harness.send(method, url + query, headers: Self.headers, patience: patience)
    }

    func cancel() async throws -> Answer {
        try await ask("cancel_url", method: "PUT")
    }

    /// Polls until the job has ended.
    func ended() async throws -> JSONValue {
        for _ in 0..<600 {
            let answer = try await ask("status_url")
            if answer.status == 200 { return try #require(answer.json) }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Harness.Unfinished()
    }
}
