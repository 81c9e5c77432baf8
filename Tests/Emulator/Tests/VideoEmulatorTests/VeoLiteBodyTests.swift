// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct VeoLiteBodyTests {
    private static let good = #""image":"https://example.com/a.png","prompt":"waves""#

    private func refusal(_ body: String) -> Refusal? {
        do {
            _ = try VeoLiteBody.submission(for: "veo-3.1-lite-i2v", body: Array(body.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("duration", ["\"8\"", "8.5", "8.0", "5", "null", "true", "-4", "[8]"]),
        ("resolution", ["\"720\"", "\"720P\"", "720", "\"\"", "null"]),
        ("aspect_ratio", ["\"1:1\"", "\"16x9\"", "1.78", "null"]),
        ("sample_count", ["0", "5", "\"1\"", "1.5", "true", "null", "1e0"]),
        ("generate_audio", ["\"true\"", "1", "0", "null", "\"\""]),
        ("negative_prompt", ["1", "null", "[]", "{}"]),
        ("person_generation", ["\"allow_all\"", "\"\"", "true", "null"]),
        ("seed", ["-1", "4294967296", "1.0", "\"7\"", "null", "99999999999999999999"]),
        ("enhance_prompt", ["true"]), ("extra", ["{}"]), ("duration_seconds", ["8"]),
    ])
    func `a bad value is refused and its field named`(field: String, values: [String]) {
        for value in values {
            let refusal = refusal("{\(Self.good),\"\(field)\":\(value)}")
            #expect(refusal?.cause == .invalidBody, "\(field)=\(value)")
            #expect(refusal?.field?.path == [field], "\(field)=\(value)")
            #expect(refusal?.message.contains(field) == true, "\(field)=\(value)")
        }
    }

    @Test(arguments: [
        ("duration", ["4", "6", "8"]), ("resolution", ["\"720p\"", "\"1080p\""]),
        ("aspect_ratio", ["\"16:9\"", "\"9:16\""]), ("sample_count", ["1", "2", "3", "4"]),
        ("generate_audio", ["true", "false"]), ("negative_prompt", ["\"\"", "\"rain\""]),
        ("person_generation", ["\"allow_adult\"", "\"dont_allow\""]), ("seed", ["0", "4294967295"]),
    ])
    func `a documented value is taken`(field: String, values: [String]) {
        for value in values {
            #expect(refusal("{\(Self.good),\"\(field)\":\(value)}") == nil, "\(field)=\(value)")
        }
    }

    @Test(arguments: [
        (#"{"prompt":"waves"}"#, "image"), (#"{"image":"https://example.com/a.png"}"#, "prompt"),
        (#"{"image":"","prompt":"waves"}"#, "image"), (#"{"image":"https://a.b/c","prompt":""}"#, "prompt"),
        (#"{"image":1,"prompt":"waves"}"#, "image"), (#"{"image":"https://a.b/c","prompt":["a"]}"#, "prompt"),
        (#"{"prompt":"a","prompt":"b","image":"https://a.b/c"}"#, "prompt"),
        ("[]", "object"), ("{", "JSON"), ("", "JSON"),
    ])
    func `what is required has to be there once and be text`(body: String, word: String) {
        #expect(refusal(body)?.cause == .invalidBody)
        #expect(refusal(body)?.message.contains(word) == true)
    }

    @Test(arguments: [
        "data:image/png;base64,iVBORw0KGgo=", "iVBORw0KGg", "not base64!", "R0lGODlhAQABAAAAACw=", "https://",
        "ftp://example.com/a.png", "http://exa mple.com/a", "iVBORw0K\nGgo=", "file:///etc/passwd",
    ])
    func `an image that is neither an address nor a PNG or JPEG is refused`(image: String) {
        let body: JSONValue = ["image": .text(image), "prompt": "waves"]
        #expect(refusal(body.serialized)?.cause == .invalidImage)
    }

    @Test func `an image may have 20 MB and no byte more`() {
        let limit = 20 * 1024 * 1024
        var image = TestImage.png()
        image += [UInt8](repeating: 0, count: limit - image.count)
        let fits: JSONValue = ["image": .text(TestImage.base64(image)), "prompt": "waves"]
        #expect(refusal(fits.serialized) == nil)
        let tooLarge: JSONValue = ["image": .text(TestImage.base64(image + [0])), "prompt": "waves"]
        #expect(refusal(tooLarge.serialized)?.cause == .imageTooLarge)
    }

    @Test func `defaults are those of the document`() throws {
        let submission = try VeoLiteBody.submission(for: "veo-3.1-lite-i2v", body: Array("{\(Self.good)}".utf8))
        #expect(submission.clip == ClipOptions(width: 1280, height: 720, seconds: 8, hasAudio: false, samples: 1))
        #expect(submission.body.serialized == #"{"prompt":"waves"}"#)
    }
}
