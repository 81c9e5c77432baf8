// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct ObjectTests {
    private func put(_ harness: Harness, _ name: String, _ query: String, _ bytes: [UInt8] = []) async throws -> Int? {
        try await harness.send("PUT", "/_emulator/objects/\(name)?\(query)", headers: [], body: bytes).status
    }

    @Test func `an object is there once all its parts are, in their order, whatever order they came in`() async throws {
        try await Harness.run { harness async throws in
            #expect(try await put(harness, "a.mp4", "part=2", [3, 4]) == 200)
            #expect(try await put(harness, "a.mp4", "parts=2") == 409)
            #expect(try await put(harness, "a.mp4", "part=1", [9]) == 200)
            #expect(try await put(harness, "a.mp4", "part=1", [1, 2]) == 200)
            #expect(try await harness.list("objects").isEmpty)
            #expect(try await put(harness, "a.mp4", "parts=2") == 200)
            let objects = try await harness.list("objects")
            #expect(objects.count == 1)
            #expect(objects[0]["name"] == "a.mp4")
            #expect(objects[0]["bytes"] == 4)
            #expect(objects[0]["sha256"]?.textValue == Digest.sha256Hex([1, 2, 3, 4]))
        }
    }

    @Test(arguments: ["part=0", "part=10001", "part=x", "", "parts=0", "parts=-1"])
    func `what is no part is refused`(query: String) async throws {
        try await Harness.run { harness async throws in
            let status = try #require(try await put(harness, "a.mp4", query, [1]))
            #expect([400, 409].contains(status))
            #expect(try await harness.list("objects").isEmpty)
        }
    }
}
