// SPDX-License-Identifier: Apache-2.0
import OpenAIVideosProvider
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@Suite struct BodyTests {
    static let start = #""model":"acme/film-1","prompt":"A cat\nwakes up.""#

    @Test(
        "With nothing set, model and prompt are all that is sent",
        arguments: [(.openRouter, true), (.liteLLM, true), (.sgLang, true), (.openAI, false), (.newAPI, false)]
            as [(Dialect, Bool)])
    func bare(dialect: Dialect, isJSON: Bool) throws {
        let call = try Gateway.call(Gateway.model(dialect))
        #expect(call.request.method == .post)
        #expect(call.request.authority == "gateway.example")
        #expect(call.request.path == "/v1/videos")
        #expect(call.outline?.text == "{\(Self.start)}")
        let type = try #require(call.request.headerFields[.contentType])
        #expect(isJSON ? type == "application/json" : type.hasPrefix("multipart/form-data; boundary="))
    }

    @Test(
        "A length is a number or a text, as the gateway wants it",
        arguments: [
            (.openRouter, #","duration":8"#), (.sgLang, #","seconds":8"#), (.liteLLM, #","seconds":"8""#),
            (.openAI, #","seconds":"8""#), (.newAPI, #","seconds":"8""#), (.vLLMOmni, #","seconds":"8""#),
        ] as [(Dialect, String)])
    func durations(dialect: Dialect, member: String) throws {
        let call = try Gateway.call(Gateway.model(dialect), VideoOptions(duration: 8))
        #expect(call.outline?.text == "{\(Self.start)\(member)}")
    }

    @Test(
        "A size in pixels is sent when a part of it is set, and not for defaults alone",
        arguments: [
            (VideoOptions(), ""), (VideoOptions(aspectRatio: .landscape), #","size":"1280x720""#),
            (VideoOptions(resolution: .hd720), #","size":"720x1280""#),
            (VideoOptions(resolution: "1792x1024"), #","size":"1792x1024""#),
            (VideoOptions(duration: 4, resolution: "1024x1792"), #","seconds":"4","size":"1024x1792""#),
        ])
    func sizes(options: VideoOptions, members: String) throws {
        #expect(try Gateway.call(Gateway.model(.openAI), options).outline?.text == "{\(Self.start)\(members)}")
    }

    @Test("Half a size that has no other half is refused", arguments: ["1024p", "480p", "1920x1080"])
    func badSizes(size: String) {
        let request = InspectedRequest(prompt: "x", options: VideoOptions(resolution: .init(rawValue: size)))
        #expect(Gateway.model(.openAI).descriptor.negotiate(request).request == nil)
    }

    @Test("Everything set for Veo 3.1 Lite at OpenRouter is in the body, word for word")
    func openRouter() throws {
        let model = Gateway.model(.openRouter, .firstAndLastFrame, named: "google/veo-3.1-lite")
        let call = try Gateway.call(
            model, VideoOptions(duration: 6, resolution: .hd1080, aspectRatio: .portrait, audio: false),
            media: [.firstFrame: [Gateway.image], .lastFrame: [Gateway.other]])
        #expect(
            call.body.shownText
                == #"{"model":"google/veo-3.1-lite","prompt":"A cat\nwakes up.","duration":6,"resolution":"1080p","#
                + #""aspect_ratio":"9:16","generate_audio":false,"frame_images":["#
                + #"{"type":"image_url","image_url":{"url":"data:image/png;base64,<base64 of 100>"},"frame_type":"first_frame"},"#
                + #"{"type":"image_url","image_url":{"url":"data:image/png;base64,<base64 of 100>"},"frame_type":"last_frame"}]}"#
        )
    }

    @Test("References are a list of their own, and a URL stays a URL")
    func references() throws {
        let url = try #require(WebURL("https://pictures.example/cat.jpg?sign=a%2Fb"))
        let call = try Gateway.call(
            Gateway.model(.openRouter, .references),
            media: [.reference: [Media(location: .remote(url)), Gateway.image]])
        #expect(
            call.body.shownText
                == "{\(Self.start)"
                + #","input_references":[{"type":"image_url","image_url":{"url":"https://pictures.example/cat.jpg?sign=a%2Fb"}},"#
                + #"{"type":"image_url","image_url":{"url":"data:image/png;base64,<base64 of 100>"}}]}"#)
    }

    @Test(
        "A form carries the picture as a file, whatever the gateway takes without one",
        arguments: [
            Dialect.openAI, .liteLLM, .newAPI, .vLLMOmni, .sgLang,
        ])
    func files(dialect: Dialect) throws {
        let call = try Gateway.call(
            Gateway.model(dialect, .firstFrame), VideoOptions(duration: 4), media: [.firstFrame: [Gateway.image]])
        let parts = call.body.shownText.split(separator: "\r\n").map(String.init)
        let mark = try #require(parts.first)
        #expect(
            parts == [
                mark, #"Content-Disposition: form-data; name="model""#, "acme/film-1",
                mark, #"Content-Disposition: form-data; name="prompt""#, "A cat\nwakes up.",
                mark, #"Content-Disposition: form-data; name="seconds""#, "4",
                mark, #"Content-Disposition: form-data; name="input_reference"; filename="image.png""#,
                "Content-Type: image/png", "<100>", mark + "--",
            ])
        #expect(call.request.headerFields[.contentType] == "multipart/form-data; boundary=" + mark.dropFirst(2))
    }

    @Test("A gateway that takes the picture as an object gets a data URI in it")
    func object() throws {
        var dialect = Dialect.openAI
        dialect.body = .json(image: "input_reference")
        let call = try Gateway.call(
            Gateway.model(dialect, .firstFrame), media: [.firstFrame: [Gateway.image]])
        #expect(
            call.body.shownText
                == "{\(Self.start),"
                + #""input_reference":{"image_url":"data:image/png;base64,<base64 of 100>"}}"#)
    }

    @Test("An option of the app's own is sent under its name in every dialect", arguments: DescriptorTests.dialects)
    func ownOptions(dialect: Dialect) throws {
        let facts = ModelFacts(options: [
            OptionCapability("guidance_scale", .decimal(minimum: 0, maximum: 20)), OptionCapability("draft", .flag),
            OptionCapability(.seed, .range(minimum: 0, maximum: 9)),
        ])
        let call = try Gateway.call(
            Gateway.model(dialect, facts: facts),
            VideoOptions(seed: 0, vendor: ["guidance_scale": .number(7.5), "draft": false]))
        let isForm = call.json == nil
        #expect(
            call.outline?.text
                == "{\(Self.start),"
                + (isForm
                    ? #""guidance_scale":"7.5","draft":"false","seed":"0"}"#
                    : #""guidance_scale":7.5,"draft":false,"seed":0}"#))
    }

    @Test("The body is the same each time it is built", arguments: DescriptorTests.dialects)
    func same(dialect: Dialect) throws {
        let model = Gateway.model(dialect, .firstFrame)
        let bodies = try (0..<20).map { _ in
            try Gateway.call(model, media: [.firstFrame: [Gateway.image]]).body.shownText
        }
        #expect(Set(bodies).count == 1)
    }
}
