// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct FalEndpointTests {
    private static let image = #""image_url":"https://example.com/a.png","prompt":"waves""#

    private func refusal(_ body: String, _ endpoint: FalEndpoint = .image) -> Refusal? {
        do {
            _ = try endpoint.submission(body: Array(body.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("duration", ["8", "\"8\"", "\"5s\"", "null"]), ("resolution", ["\"4k\"", "720"]),
        ("aspect_ratio", ["\"1:1\"", "null"]), ("generate_audio", ["\"true\"", "1"]), ("negative_prompt", ["1"]),
        ("seed", ["-1", "4294967296", "\"7\""]), ("auto_fix", ["\"yes\""]),
        ("safety_tolerance", ["4", "\"0\"", "\"7\""]), ("image", ["\"https://a.b/c\""]), ("sample_count", ["1"]),
        ("num_videos", ["1"]), ("duration_seconds", ["8"]),
    ])
    func `a bad value is refused and its field named`(field: String, values: [String]) {
        for value in values {
            let refusal = refusal("{\(Self.image),\"\(field)\":\(value)}")
            #expect(refusal?.cause == .invalidBody, "\(field)=\(value)")
            #expect(refusal?.field?.path == [field], "\(field)=\(value)")
        }
    }

    @Test(arguments: [
        ("duration", ["\"4s\"", "\"6s\"", "\"8s\""]), ("resolution", ["\"720p\"", "\"1080p\""]),
        ("aspect_ratio", ["\"auto\"", "\"16:9\"", "\"9:16\""]), ("generate_audio", ["true", "false"]),
        ("negative_prompt", ["\"rain\""]), ("seed", ["0", "4294967295"]), ("auto_fix", ["true"]),
        ("safety_tolerance", ["\"1\"", "\"6\""]),
    ])
    func `a documented value is taken`(field: String, values: [String]) {
        for value in values {
            #expect(refusal("{\(Self.image),\"\(field)\":\(value)}") == nil, "\(field)=\(value)")
        }
    }

    @Test(arguments: [
        (FalEndpoint.text, #"{"prompt":"a","image_url":"https://a.b/c"}"#, "image_url"),
        (.text, #"{"prompt":"a","aspect_ratio":"auto"}"#, "aspect_ratio"), (.text, "{}", "prompt"),
        (.image, #"{"prompt":"a"}"#, "image_url"), (.image, #"{"image_url":"https://a.b/c"}"#, "prompt"),
        (.frames, #"{"prompt":"a","first_frame_url":"https://a.b/c"}"#, "last_frame_url"),
        (
            .frames,
            #"{"prompt":"a","first_frame_url":"https://a.b/c","last_frame_url":"https://a.b/c","duration":"4s"}"#,
            "duration"
        ),
        (.image, #"{"prompt":"a","image_url":"https://a.b/c","resolution":"1080p","duration":"6s"}"#, "duration"),
    ])
    func `each endpoint has its own fields`(endpoint: FalEndpoint, body: String, field: String) {
        #expect(refusal(body, endpoint)?.field?.path == [field])
    }

    @Test(arguments: [
        "iVBORw0KGgo=", "data:image/png,abc", "data:image/png;base64,####",
        "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        "ftp://example.com/a.png", "https://",
    ])
    func `an image that is neither an address nor a data URI of one is refused`(image: String) {
        let body: JSONValue = ["image_url": .text(image), "prompt": "waves"]
        #expect(refusal(body.serialized)?.cause == .invalidImage)
    }

    @Test func `defaults are those of the document`() throws {
        let text = try FalEndpoint.text.submission(body: Array(#"{"prompt":"waves"}"#.utf8))
        #expect(text.clip == ClipOptions(width: 1280, height: 720, seconds: 8, hasAudio: true, samples: 1))
        let frames = try FalEndpoint.frames.submission(
            body: Array(
                #"{"prompt":"a","first_frame_url":"https://a.b/1","last_frame_url":"https://a.b/2"}"#.utf8))
        guard case .address("https://a.b/1") = frames.image, case .address("https://a.b/2") = frames.lastFrame else {
            Issue.record("\(frames)")
            return
        }
        #expect(frames.body == ["prompt": "a"])
    }

    @Test func `a wrong input is refused with a list that names its field`() async throws {
        try await Harness.run { harness async throws in
            let answer = try await FalJob.submit(harness, body: #"{"image":"https://a.b/c","prompt":"waves"}"#)
            #expect(answer.status == 422)
            guard case .array(let problems) = answer.json?["detail"] else {
                Issue.record("no list: \(answer.text)")
                return
            }
            #expect(problems.first?["loc"] == ["body", "image"])
            #expect(problems.first?["type"] == "extra_forbidden")
            #expect(problems.first?["msg"]?.textValue?.isEmpty == false)
            #expect(try await harness.list("ledger").isEmpty)
        }
    }
}
