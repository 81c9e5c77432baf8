// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct LedgerTests {
    @Test func `an accepted submission is entered with all that was sent but the image`() async throws {
        try await Harness.run { harness async throws in
            let image = TestImage.png()
            let sent: JSONValue = [
                "prompt": "waves", "image": .text(TestImage.base64(image)), "seed": 4_294_967_295,
                "resolution": "1080p", "duration": 4,
            ]
            let id = try await harness.submitted(Array(sent.serialized.utf8))
            let entries = try await harness.list("ledger")
            try #require(entries.count == 1)
            #expect(entries[0]["index"] == 0)
            #expect(entries[0]["task_id"]?.textValue == id)
            #expect(entries[0]["model"] == "veo-3.1-lite-i2v")
            #expect(
                entries[0]["body"]
                    == ["prompt": "waves", "seed": 4_294_967_295, "resolution": "1080p", "duration": 4]
            )
            #expect(entries[0]["image"]?["bytes"]?.integerValue == image.count)
            #expect(entries[0]["image"]?["sha256"]?.textValue == Digest.sha256Hex(image))
            #expect(entries[0]["key_sha256"]?.textValue == Digest.sha256Hex(Array(Harness.key.utf8)))
            #expect(entries[0]["at"]?.textValue?.hasSuffix("Z") == true)
        }
    }

    @Test func `a refused submission is not entered`() async throws {
        try await Harness.run { harness async throws in
            #expect(try await harness.submit(Array(#"{"prompt":"waves"}"#.utf8)).status == 400)
            #expect(try await harness.list("ledger").isEmpty)
        }
    }

    @Test func `a reset forgets everything`() async throws {
        try await Harness.run { harness async throws in
            let id = try await harness.submitted()
            try await harness.order([["on": "submit", "kind": "status"]])
            #expect(try await harness.send("POST", "/_emulator/reset", headers: []).status == 200)
            #expect(try await harness.list("ledger").isEmpty)
            #expect(try await harness.list("requests").isEmpty)
            #expect(try await harness.poll(id).status == 404)
            #expect(try await harness.submit().status == 200)
        }
    }

    @Test func `a body of 28 MB is dealt with promptly`() async throws {
        try await Harness.run { harness async throws in
            var image = TestImage.png()
            image += [UInt8](repeating: 0, count: 20 * 1024 * 1024 - image.count)
            let body: JSONValue = ["image": .text(TestImage.base64(image)), "prompt": "waves"]
            let bytes = Array(body.serialized.utf8)
            let began = ContinuousClock.now
            #expect(try await harness.submit(bytes).status == 200)
            #expect(ContinuousClock.now - began < .seconds(15))
            #expect(try await harness.list("requests").first?["body_bytes"]?.integerValue == bytes.count)
        }
    }

    @Test func `a body beyond the limit is refused and the connection lives on`() async throws {
        try await Harness.run { harness async throws in
            let answer = try await harness.submit([UInt8](repeating: 32, count: APIOrigin.bodyLimit + 1))
            #expect(answer.status == 413)
            #expect(answer.headers["connection"] == "keep-alive")
        }
    }
}
