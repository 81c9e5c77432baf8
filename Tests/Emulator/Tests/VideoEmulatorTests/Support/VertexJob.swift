// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

/// One job on the wire of Vertex AI.
struct VertexJob {
    static let resource = "projects/p-1/locations/us-central1/publishers/google/models/veo-3.1-lite-generate-001"
    static let path = "/v1/\(resource)"

    let harness: Harness
    let name: String

    static func body(place: String? = nil, samples: Int = 1) -> String {
        var parameters: [JSONValue.Member] = [
            .init(name: "durationSeconds", value: 4), .init(name: "sampleCount", value: .number(String(samples))),
            .init(name: "generateAudio", value: false),
        ]
        if let place { parameters.append(.init(name: "storageUri", value: .text(place))) }
        let json: JSONValue = ["instances": [["prompt": "waves"]], "parameters": .object(parameters)]
        return json.serialized
    }

    static func submit(_ harness: Harness, body: String = body(), path: String = path) async throws -> Answer {
        try await harness.send("POST", path + ":predictLongRunning", body: Array(body.utf8))
    }

    init(_ harness: Harness, body: String = body()) async throws {
        self.harness = harness
        let answer = try await Self.submit(harness, body: body)
        try #require(answer.status == 200, "\(answer.text)")
        name = try #require(answer.json?["name"]?.textValue)
    }

    var id: String {
        String(name.split(separator: "/").last ?? "")
    }

    func poll(path: String = path, name: String? = nil, patience: Duration = .seconds(20)) async throws -> Answer {
        let body: JSONValue = ["operationName": .text(name ?? self.name)]
        return try await harness.send(
            "POST", path + ":fetchPredictOperation", body: Array(body.serialized.utf8), patience: patience)
    }

    /// Polls until the job is done, and tells its response.
    func response() async throws -> JSONValue {
        for _ in 0..<600 {
            let json = try #require(try await poll().json)
            if json["done"] == true { return try #require(json["response"], "\(json.serialized)") }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Harness.Unfinished()
    }

    static func videos(_ response: JSONValue?) -> [JSONValue] {
        if case .array(let videos) = response?["videos"] { videos } else { [] }
    }

    /// Where Cloud Storage serves an object.
    static func path(of uri: String) throws -> String {
        let folder = try #require(StorageObject.folder(uri))
        let name = folder.prefix.dropLast().replacing("/", with: "%2F")
        return "/storage/v1/b/\(folder.bucket)/o/\(name)?alt=media"
    }
}
