// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@Suite struct Veo31LiteTests {
    @Test("The descriptor says what the service's page says")
    func descriptor() throws {
        let descriptor = Lite.model.descriptor
        let facts = descriptor.options.map { option in
            "\(option.name.rawValue): \(option.domain.summary), \(option.defaultValue.map(\.description) ?? "no default")"
        }
        #expect(
            facts == [
                "duration: 4, 6 or 8, 8", "resolution: 720p or 1080p, 720p", "aspect_ratio: 16:9 or 9:16, 16:9",
                "samples: 1 to 4, 1",
                "audio: true or false, false", "negative_prompt: text, no default", "seed: 0 to 4294967295, no default",
                "person_generation: allow_adult or dont_allow, allow_adult",
            ])
        #expect(descriptor.mode == .firstFrame)
        #expect(!descriptor.synthetic)
        let input = try #require(descriptor.inputs.first)
        #expect(descriptor.inputs.count == 1)
        #expect(input.role == .firstFrame)
        #expect(input.isRequired)
        #expect(input.acceptsURL)
        #expect(input.mediaTypes == ["image/jpeg", "image/png"])
        #expect(input.maximumBytes == 20 * 1024 * 1024)
        #expect(input.cautionBytes == 20_000_000)
    }

    @Test("Every default is a value that the option allows")
    func defaults() {
        for option in Lite.model.descriptor.options {
            #expect(option.defaultValue.map(option.domain.contains) ?? true)
        }
    }

    @Test("With no option set the body is image and prompt alone")
    func bare() throws {
        let call = try Lite.call()
        #expect(call.body.shownText == #"{"image":"<base64 of 100>","prompt":"A cat\nwakes up."}"#)
        #expect(call.request.method == .post)
        #expect(call.request.scheme == "https")
        #expect(call.request.authority == "api.highwayapi.ai")
        #expect(call.request.path == "/v3/async/veo-3.1-lite-i2v")
        #expect(call.request.headerFields.map { "\($0.name): \($0.value)" } == ["Content-Type: application/json"])
    }

    @Test("With every option set the body has exactly the ten fields of the page")
    func full() throws {
        let call = try Lite.call(Lite.allOptions)
        #expect(
            call.body.shownText
                == #"{"image":"<base64 of 100>","prompt":"A cat\nwakes up.","duration":4,"resolution":"1080p","#
                + #""aspect_ratio":"9:16","sample_count":4,"generate_audio":false,"negative_prompt":"no \"rain\"","seed":0,"#
                + #""person_generation":"dont_allow"}"#)
        guard case .object(let members)? = call.json else {
            Issue.record("no object")
            return
        }
        #expect(
            Set(members.map(\.name)) == [
                "seed", "image", "prompt", "duration", "resolution", "aspect_ratio", "sample_count", "generate_audio",
                "negative_prompt", "person_generation",
            ])
    }

    @Test("An image behind a URL is passed on as it is")
    func remoteImage() throws {
        let url = try #require(WebURL("https://pictures.example/cat.jpg?sign=a%2Fb"))
        let call = try Lite.call(image: Media(location: .remote(url)))
        #expect(
            call.body.shownText
                == #"{"image":"https://pictures.example/cat.jpg?sign=a%2Fb","prompt":"A cat\nwakes up."}"#)
        #expect(call.body.segments.count == 1)
    }

    @Test("The length is the sum of the pieces, base64 counted as it is sent")
    func length() throws {
        let body = try Lite.call(Lite.allOptions).body
        let text = body.shownText.utf8.count - "<base64 of 100>".utf8.count
        #expect(body.byteCount == text + 136)
        #expect(body.byteCount == body.segments.reduce(0) { $0 + $1.byteCount })
    }

    @Test("The body is the same each time it is built")
    func same() throws {
        let bodies = try (0..<50).map { _ in try Lite.call(Lite.allOptions).body.shownText }
        #expect(Set(bodies).count == 1)
    }

    @Test("A plan shows the image as length and digest, never as content")
    func plan() throws {
        let text = try #require(try Lite.call().json).text
        #expect(text == #"{"image":{"bytes":100,"sha256":"5a5a"},"prompt":"A cat\nwakes up."}"#)
    }

    @Test(
        "The status call names the task, escaped",
        arguments: [("7c9e-6679", "7c9e-6679"), ("a b&c=d", "a%20b%26c%3Dd"), ("\u{E4}", "%C3%A4")])
    func statusCall(id: String, escaped: String) throws {
        var task = Lite.task
        task.remoteID = id
        let call = try Lite.model.statusCall(for: task)
        #expect(call.request.method == .get)
        #expect(call.request.path == "/v3/async/task-result?task_id=\(escaped)")
        #expect(call.body.byteCount == 0)
        #expect(call.request.headerFields.isEmpty)
    }

    @Test("A base URL with a path of its own keeps it, and one that is missing is a matter of configuration")
    func baseURL() throws {
        let surface = Highway.surface(baseURL: WebURL("http://127.0.0.1:8080/proxy/"))
        #expect(surface.reach == .loopbackToo)
        let model = HighwayModel.veo31LiteImageToVideo(at: surface)
        #expect(
            try model.statusCall(for: Lite.task).request.path
                == "/proxy/v3/async/task-result?task_id=7c9e6679-7425-40de")
        let homeless = HighwayModel.veo31LiteImageToVideo(at: Highway.surface(baseURL: nil))
        let error = try #require(throws: VideoGenerationError.self) { try homeless.statusCall(for: Lite.task) }
        #expect(error.code == .configuration)
    }
}
