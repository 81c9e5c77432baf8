// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct VertexBodyTests {
    private func refusal(_ body: String) -> Refusal? {
        do {
            _ = try VertexBody.submission(for: "veo-3.1-lite-generate-001", body: Array(body.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("sampleCount", ["0", "5", "\"1\""]), ("durationSeconds", ["5", "\"8\"", "8.0"]),
        ("aspectRatio", ["\"1:1\""]), ("resolution", ["\"4k\""]), ("seed", ["-1", "4294967296"]),
        ("personGeneration", ["\"allow\""]), ("negativePrompt", ["1"]), ("enhancePrompt", ["\"true\""]),
        ("generateAudio", ["1"]), ("storageUri", ["\"s3://a/b\"", "\"gs://\"", "\"films\""]), ("fps", ["30"]),
        ("compressionQuality", ["\"best\""]), ("resizeMode", ["\"fit\""]), ("gcsOutputDirectory", ["\"gs://a/b\""]),
        ("sample_count", ["1"]),
    ])
    func `a bad parameter is refused and named`(field: String, values: [String]) {
        for value in values {
            let refusal = refusal(#"{"instances":[{"prompt":"a"}],"parameters":{"\#(field)":\#(value)}}"#)
            #expect(refusal?.cause == .invalidBody, "\(field)=\(value)")
            #expect(refusal?.field?.path == ["parameters", field], "\(field)=\(value)")
        }
    }

    @Test(arguments: [
        ("sampleCount", ["1", "4"]), ("durationSeconds", ["4", "6", "8"]), ("aspectRatio", ["\"16:9\"", "\"9:16\""]),
        ("resolution", ["\"720p\"", "\"1080p\""]), ("seed", ["0", "4294967295"]),
        ("personGeneration", ["\"dont_allow\"", "\"allow_adult\"", "\"allow_all\""]),
        ("negativePrompt", ["\"rain\""]), ("enhancePrompt", ["true"]), ("generateAudio", ["false"]),
        ("storageUri", ["\"gs://a\"", "\"gs://a/b/c/\""]), ("pubsubTopic", ["\"projects/p/topics/t\""]),
        ("compressionQuality", ["\"lossless\""]), ("resizeMode", ["\"pad\""]),
    ])
    func `a known parameter is taken`(field: String, values: [String]) {
        for value in values {
            #expect(
                refusal(#"{"instances":[{"prompt":"a"}],"parameters":{"\#(field)":\#(value)}}"#) == nil,
                "\(field)=\(value)")
        }
    }

    @Test(arguments: [
        (#"{"parameters":{}}"#, "instances"), (#"{"instances":[]}"#, "instances"),
        (#"{"instances":[{"prompt":"a"},{"prompt":"b"}]}"#, "instances"), (#"{"instances":[{}]}"#, "prompt"),
        (#"{"instances":[{"prompt":"a","image":{"gcsUri":"gs://a/b.png"}}]}"#, "mimeType"),
        (#"{"instances":[{"prompt":"a","image":{"gcsUri":"https://a/b","mimeType":"image/png"}}]}"#, "gcsUri"),
        (#"{"instances":[{"prompt":"a","image":{"mimeType":"image/png"}}]}"#, "bytesBase64Encoded"),
        (#"{"instances":[{"prompt":"a","image":{"inlineData":"a","mimeType":"image/png"}}]}"#, "inlineData"),
        (#"{"instances":[{"prompt":"a","referenceImages":[]}]}"#, "referenceImages"),
        (#"{"instances":[{"prompt":"a","lastFrame":{"gcsUri":"gs://a/b","mimeType":"image/png"}}]}"#, "image"),
        (#"{"instances":[{"prompt":"a"}],"image":{}}"#, "image"),
    ])
    func `an instance is read strictly`(body: String, field: String) {
        #expect(refusal(body)?.cause == .invalidBody)
        #expect(refusal(body)?.field?.path.last == field)
    }

    @Test func `the type of an image is held against its bytes`() {
        let image = TestImage.base64(TestImage.png())
        func body(_ type: String) -> String {
            #"{"instances":[{"image":{"bytesBase64Encoded":"\#(image)","mimeType":"\#(type)"}}]}"#
        }
        #expect(refusal(body("image/png")) == nil)
        #expect(refusal(body("image/jpeg"))?.field?.path == ["instances[0]", "image", "mimeType"])
    }

    @Test func `a refusal names the field in its details`() async throws {
        try await Harness.run { harness async throws in
            let body = #"{"instances":[{"prompt":"a"}],"parameters":{"duration":8}}"#
            let answer = try await VertexJob.submit(harness, body: body)
            #expect(answer.status == 400)
            #expect(answer.json?["error"]?["status"] == "INVALID_ARGUMENT")
            guard case .array(let details) = answer.json?["error"]?["details"],
                case .array(let violations) = details.first?["fieldViolations"]
            else {
                Issue.record("no details: \(answer.text)")
                return
            }
            #expect(violations.first?["field"] == "parameters.duration")
            #expect(try await harness.list("ledger").isEmpty)
        }
    }
}
