// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct MediaTests {
    @Test func `a clip can be fetched in parts`() async throws {
        try await Harness.run { harness async throws in
            let url = try #require(try await harness.videos().first)
            let whole = try await harness.download(url)
            let etag = try #require(whole.headers["etag"])
            #expect(whole.headers["accept-ranges"] == "bytes")
            let size = whole.body.count

            let part = try await harness.download(url, headers: ["range: bytes=100-", "if-range: \(etag)"])
            #expect(part.status == 206)
            #expect(part.headers["content-range"] == "bytes 100-\(size - 1)/\(size)")
            #expect(part.body == Array(whole.body[100...]))

            let changed = try await harness.download(url, headers: ["range: bytes=100-", "if-range: \"other\""])
            #expect(changed.status == 200)
            #expect(changed.body == whole.body)

            let outside = try await harness.download(url, headers: ["range: bytes=\(size)-"])
            #expect(outside.status == 416)
            #expect(outside.headers["content-range"] == "bytes */\(size)")

            let head = try await harness.send("HEAD", url, headers: ["connection: close"]) { _ in false }
            #expect(head.headers["content-length"] == String(size))
            #expect(head.body.isEmpty)
        }
    }

    @Test func `an address that has run out is refused`() async throws {
        var configuration = Harness.quick
        configuration.urlSecondsToLive = 0
        try await Harness.run(configuration) { harness async throws in
            let url = try #require(try await harness.videos().first)
            let answer = try await harness.download(url)
            #expect(answer.status == 403)
            #expect(answer.headers["content-type"] == "application/xml")
            #expect(answer.text.contains("expired"))
        }
    }

    @Test func `a forged address is refused`() async throws {
        try await Harness.run { harness async throws in
            let url = try #require(try await harness.videos(Harness.body(samples: 2)).first)
            let other = url.replacing("/0.mp4", with: "/1.mp4")
            let longer = url.replacing("expires=", with: "expires=9")
            let bare = String(url.prefix { $0 != "?" })
            for forged in [url + "0", other, longer, bare, harness.emulator.mediaURL + "/media/../0.mp4"] {
                let answer = try await harness.download(forged)
                #expect(answer.status == 403)
                #expect(answer.text.contains("SignatureDoesNotMatch"))
            }
        }
    }

    @Test func `the request log tells what reached the media origin`() async throws {
        var configuration = Harness.quick
        configuration.canaries = ["tweet-tweet"]
        try await Harness.run(configuration) { harness async throws in
            let url = try #require(try await harness.videos().first)
            let cases = [
                [], ["authorization: Bearer \(Harness.key)"], ["cookie: a=b"], ["x-note: tweet-tweet"],
                ["x-key: \(Harness.key)", "range: bytes=0-9"],
            ]
            for headers in cases { _ = try await harness.download(url, headers: headers) }
            let log = try await harness.list("requests").filter { $0["origin"] == "media" }
            try #require(log.count == cases.count)
            #expect(log.map { $0["authorized"]?.boolValue } == [false, true, false, false, false])
            #expect(log.map { $0["cookie"]?.boolValue } == [false, false, true, false, false])
            #expect(log.map { $0["canary"]?.boolValue } == [false, true, false, true, true])
            #expect(log.map { $0["status"]?.integerValue } == [200, 200, 200, 200, 206])
            #expect(log[4]["range"] == "bytes=0-9")
            #expect(log[4]["headers"] == ["host", "x-key", "range"])
            #expect(log.allSatisfy { $0["path"]?.textValue?.contains("signature") == false })
        }
    }
}
