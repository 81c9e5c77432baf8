// SPDX-License-Identifier: Apache-2.0
import OpenAIVideosProvider
import Testing
import VideoGenerationCore

@Suite struct ResultTests {
    static let content = "0 with the key: https://gateway.example/v1/videos/video_1/content"

    @Test(
        "A result is where the dialect says, with the key only where it is the gateway's own",
        arguments: [
            (.openAI, "", [content]), (.openAI, #","url":"https://x.example/a""#, [content]), (.liteLLM, "", [content]),
            (.vLLMOmni, "", [content]), (.sgLang, "", [content]), (.sgLang, #","url":null"#, [content]),
            (.sgLang, #","url":"""#, [content]),
            (.sgLang, #","url":"https://s3.example/a.mp4?sig=1""#, ["0 https://s3.example/a.mp4?sig=1"]),
            (.newAPI, "", [content]), (.newAPI, #","metadata":{}"#, [content]),
            (.newAPI, #","metadata":"none""#, [content]),
            (
                .newAPI, #","metadata":{"url":"https://cdn.example/a.mp4"}"#,
                ["0 with the key: https://cdn.example/a.mp4"]
            ), (.openRouter, "", [content]), (.openRouter, #","unsigned_urls":null"#, [content]),
            (.openRouter, #","unsigned_urls":[]"#, []),
            (
                .openRouter,
                #","unsigned_urls":["https://gateway.example/v1/videos/video_1/content?index=0","/c?index=1"]"#,
                [
                    "0 with the key: https://gateway.example/v1/videos/video_1/content?index=0",
                    "1 with the key: https://gateway.example/c?index=1",
                ]
            ),
            (
                .openRouter, #","urls":["https://store.example/a.mp4?sig=1","https://gateway.example/b"]"#,
                ["0 https://store.example/a.mp4?sig=1", "1 https://gateway.example/b"]
            ),
            (
                .openRouter, #","urls":["https://store.example/a"],"unsigned_urls":["https://gateway.example/a"]"#,
                ["0 with the key: https://gateway.example/a"]
            ),
            (
                .openRouter,
                #","unsigned_urls":[null,"",7,"javascript:alert(1)","https://user@x.example/","https://x.example/b"]"#,
                [
                    "0 missing", "1 missing", "2 missing", "3 missing", "4 missing",
                    "5 with the key: https://x.example/b",
                ]
            ),
        ] as [(Dialect, String, [String])])
    func places(dialect: Dialect, members: String, locations: [String]) throws {
        let report = try #require(Gateway.report(#"{"id":"x","status":"completed"\#(members)}"#, dialect))
        #expect(Gateway.locations(report.phase) == locations)
    }

    @Test(
        "An id may be anything, and is escaped",
        arguments: [
            ("video_abc-1", "video_abc-1"), ("video_bGl0/+==", "video_bGl0%2F%2B%3D%3D"), ("a b?c#d", "a%20b%3Fc%23d"),
            ("\u{E4}", "%C3%A4"),
        ])
    func escaped(id: String, escaped: String) throws {
        let model = Gateway.model(.liteLLM)
        let call = try model.statusCall(for: Gateway.task(id))
        #expect(call.request.method == .get)
        #expect(call.request.path == "/v1/videos/\(escaped)")
        let reading = model.readStatus(Gateway.reply(#"{"status":"completed"}"#), of: Gateway.task(id))
        guard case .report(let report) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(
            Gateway.locations(report.phase) == ["0 with the key: https://gateway.example/v1/videos/\(escaped)/content"])
    }

    @Test(
        "A task is asked for at the address that its gateway named, unless that leads elsewhere",
        arguments: [
            ("/v1/videos/other", "https://gateway.example/v1/videos/other"),
            ("https://gateway.example/v1/jobs/1?x=y", "https://gateway.example/v1/jobs/1?x=y"),
            ("https://evil.example/v1/videos/other", "https://gateway.example/v1/videos/video_1"),
            ("//evil.example/x", "https://gateway.example/v1/videos/video_1"),
            ("http://gateway.example/x", "https://gateway.example/v1/videos/video_1"),
            ("javascript:alert(1)", "https://gateway.example/v1/videos/video_1"),
            ("", "https://gateway.example/v1/videos/video_1"),
        ])
    func links(link: String, url: String) throws {
        let call = try Gateway.model(.openRouter).statusCall(for: Gateway.task(links: ["status": link]))
        #expect(call.request.url == url)
    }

    @Test("Without a base URL nothing can be asked, and that is a matter of configuration")
    func homeless() throws {
        let surface = OpenAIVideos.surface(name: "gateway", baseURL: nil, credential: nil)
        let model = OpenAIVideosModel(named: "m", dialect: .openAI, at: surface, mode: .text)
        let error = try #require(throws: VideoGenerationError.self) { try model.statusCall(for: Gateway.task()) }
        #expect(error.code == .configuration)
    }
}

extension HTTPRequest {
    var url: String { "\(scheme ?? "")://\(authority ?? "")\(path ?? "")" }
}
