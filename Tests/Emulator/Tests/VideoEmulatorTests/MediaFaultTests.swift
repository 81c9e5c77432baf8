// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct MediaFaultTests {
    /// One faulty download, with the clip as it really is.
    private func strike(
        _ fault: JSONValue,
        headers: [String] = [],
        patience: Duration = .seconds(20),
        isComplete: @escaping @Sendable ([UInt8]) -> Bool = Answer.isComplete
    ) async throws -> (answer: Answer, clip: [UInt8]) {
        var result: (Answer, [UInt8])?
        try await Harness.run { harness async throws in
            let url = try #require(try await harness.videos().first)
            try await harness.order([fault])
            let answer = try await harness.send(
                "GET",
                url,
                headers: headers,
                patience: patience,
                isComplete: isComplete
            )
            let good = try await harness.download(url)
            #expect(good.status == 200)
            result = (answer, good.body)
        }
        return try #require(result)
    }

    @Test func `a download may break off`() async throws {
        let cut = try await strike(["on": "media", "kind": "truncate", "bytes": 1000])
        #expect(cut.answer.ending == .closed)
        #expect(cut.answer.headers["content-length"] == String(cut.clip.count))
        #expect(cut.answer.body == Array(cut.clip.prefix(1000)))
        let silent = try await strike(["on": "media", "kind": "truncate_silent"])
        #expect(silent.answer.ending == .closed)
        #expect(silent.answer.headers["content-length"] == nil)
        #expect(silent.answer.body.count == silent.clip.count / 2)
        let reset = try await strike(["on": "media", "kind": "reset"])
        #expect(reset.answer.ending == .reset)
        #expect(reset.answer.status == 0)
        let stall = try await strike(["on": "media", "kind": "stall", "bytes": 10], patience: .milliseconds(500))
        #expect(stall.answer.ending == .quiet)
        #expect(stall.answer.body.count == 10)
    }

    @Test func `a cut may strike the rest of a file too`() async throws {
        let cut = try await strike(["on": "media", "kind": "truncate", "bytes": 5], headers: ["range: bytes=100-"])
        #expect(cut.answer.status == 206)
        #expect(cut.answer.body == Array(cut.clip[100..<105]))
    }

    @Test func `a download may be refused or be something else`() async throws {
        let expired = try await strike(["on": "media", "kind": "expired"])
        #expect(expired.answer.status == 403)
        #expect(expired.answer.text.contains("<Code>AccessDenied</Code>"))
        let page = try await strike(["on": "media", "kind": "error_page"])
        #expect(page.answer.status == 200)
        #expect(page.answer.headers["content-type"]?.hasPrefix("text/html") == true)
        #expect(try await strike(["on": "media", "kind": "not_found"]).answer.status == 404)
        let disguised = try await strike(["on": "media", "kind": "mp4_type_html"])
        #expect(disguised.answer.headers["content-type"] == "video/mp4")
        #expect(disguised.answer.text.contains("<html>"))
        let moved = try await strike(["on": "media", "kind": "redirect", "location": "http://127.0.0.1:1/x"])
        #expect(moved.answer.status == 302)
        #expect(moved.answer.headers["location"] == "http://127.0.0.1:1/x")
    }

    @Test func `a length may be wrong and a range ignored`() async throws {
        let long = try await strike(["on": "media", "kind": "wrong_length", "bytes": 7])
        #expect(long.answer.headers["content-length"] == String(long.clip.count + 7))
        #expect(long.answer.body == long.clip)
        #expect(long.answer.ending == .closed)
        let short = try await strike(["on": "media", "kind": "wrong_length", "bytes": -7]) { _ in false }
        #expect(short.answer.headers["content-length"] == String(short.clip.count - 7))
        #expect(short.answer.body == short.clip)
        let whole = try await strike(["on": "media", "kind": "ignore_range"], headers: ["range: bytes=5-"])
        #expect(whole.answer.status == 200)
        #expect(whole.answer.body == whole.clip)
    }

    @Test func `a download may drip or have no end`() async throws {
        let drip = try await strike(["on": "media", "kind": "slow_drip", "bytes": 4096, "delay": 0.001])
        #expect(drip.answer.body == drip.clip)
        let endless = try await strike(["on": "media", "kind": "endless"]) { $0.count > 2_000_000 }
        #expect(endless.answer.ending == .complete)
    }
}
