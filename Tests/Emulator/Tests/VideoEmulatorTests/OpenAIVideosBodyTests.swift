// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct OpenAIVideosBodyTests {
    private func refusal(_ body: String) -> Refusal? {
        do {
            _ = try OpenAIVideosBody.submission(json: Array(body.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("seconds", [#""5""#, #""""#, "5", "4.0", "null", "true", #""4s""#]),
        ("size", [#""1280x721""#, "1280", "null"]),
        ("model", [#""dall-e-3""#, "1", #""""#]),
        ("prompt", [#""""#, "1"]),
        ("input_reference", [#""https://example.com/a.png""#, "{}", #"{"file_id":"file_1"}"#]),
        ("duration", ["4"]), ("aspect_ratio", [#""16:9""#]), ("n", ["1"]), ("seed", ["0"]),
    ])
    func `a wrong or unknown field is refused and named`(field: String, values: [String]) {
        for value in values {
            let prompt = field == "prompt" ? "" : #""prompt":"waves","#
            let refusal = refusal("{\(prompt)\"\(field)\":\(value)}")
            #expect(refusal?.cause == .invalidBody, "\(field)=\(value)")
            #expect(refusal?.field?.path == [field], "\(field)=\(value)")
        }
    }

    @Test(arguments: [
        (#"{"prompt":"waves"}"#, 720, 1280, 4), (#"{"prompt":"waves","seconds":"12"}"#, 720, 1280, 12),
        (#"{"prompt":"waves","seconds":8,"size":"1792x1024"}"#, 1792, 1024, 8),
        (#"{"prompt":"waves","model":"veo-3.1-lite","size":"1920x1080"}"#, 1920, 1080, 4),
    ])
    func `a length is a string or a number, and defaults are those of the document`(
        body: String, width: Int, height: Int, seconds: Int
    ) throws {
        let clip = try OpenAIVideosBody.submission(json: Array(body.utf8)).clip
        #expect(clip == ClipOptions(width: width, height: height, seconds: seconds, hasAudio: true, samples: 1))
    }

    @Test(arguments: ["data:image/png,aaaa", "data:image/png;base64,aaaa", "ftp://example.com/a.png", "aaaa"])
    func `a reference that is no address of an image is refused`(address: String) {
        let body: JSONValue = ["prompt": "waves", "input_reference": ["image_url": .text(address)]]
        #expect(refusal(body.serialized)?.cause == .invalidImage)
    }

    @Test func `a reference may be an address or the image within one`() throws {
        for (address, isInline) in [
            ("https://example.com/a.png", false),
            ("data:image/png;base64,\(TestImage.base64(TestImage.png()))", true),
        ] {
            let body: JSONValue = ["prompt": "waves", "input_reference": ["image_url": .text(address)]]
            let image = try OpenAIVideosBody.submission(json: Array(body.serialized.utf8)).image
            if case .inline(let file) = image {
                #expect(isInline && file.byteCount == TestImage.png().count)
            } else if case .address(let found) = image {
                #expect(!isInline && found == address)
            } else {
                Issue.record("no image for \(address.prefix(20))")
            }
        }
    }

    @Test(arguments: [
        (MultipartForm.Field(name: "video", fileName: "a.png", content: []), "video"),
        (MultipartForm.Field(name: "duration", content: Array("4".utf8)), "duration"),
        (MultipartForm.Field(name: "prompt", content: Array("again".utf8)), "prompt"),
        (MultipartForm.Field(name: "input_reference[url]", content: Array("x".utf8)), "url"),
        (MultipartForm.Field(name: "input_reference", fileName: "a.txt", content: [65]), "input_reference"),
    ])
    func `a form is read as strictly as JSON`(field: MultipartForm.Field, name: String) {
        let form = MultipartForm(fields: [.init(name: "prompt", content: Array("waves".utf8)), field])
        let refusal = #expect(throws: Refusal.self) { try OpenAIVideosBody.submission(form: form) }
        #expect(refusal?.field?.path.last == name)
    }
}
