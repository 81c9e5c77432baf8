// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct OpenRouterTests {
    private static let path = "/api/v1/videos"

    private static func job(_ more: [JSONValue.Member] = []) -> JSONValue {
        .object(
            [
                .init(name: "model", value: "google/veo-3.1-lite"), .init(name: "prompt", value: "waves"),
                .init(name: "duration", value: 4),
            ].filter { field in !more.contains { $0.name == field.name } } + more)
    }

    private static func frame(_ place: String, _ url: String) -> JSONValue {
        ["type": "image_url", "image_url": ["url": .text(url)], "frame_type": .text(place)]
    }

    @Test func `a job is asked for at a relative address and ends in two kinds of addresses`() async throws {
        try await Harness.run { harness async throws in
            let image = TestImage.png(shade: 60)
            let frames: JSONValue = [
                Self.frame("last_frame", "https://example.com/b.png"),
                Self.frame("first_frame", "data:image/png;base64,\(TestImage.base64(image))"),
            ]
            let accepted = try await harness.post(Self.path, Self.job([.init(name: "frame_images", value: frames)]))
            #expect(accepted.status == 202)
            #expect(accepted.json?["status"] == "pending")
            let id = try #require(accepted.json?["id"]?.textValue)
            #expect(id.hasPrefix("gen-vid-"))
            let poll = try #require(accepted.json?["polling_url"]?.textValue)
            #expect(poll == "\(Self.path)/\(id)")
            let entry = try #require(try await harness.list("ledger").first)
            #expect(entry["image"]?["sha256"] == .text(Digest.sha256Hex(image)))
            #expect(entry["last_frame"]?["url"] == "https://example.com/b.png")
            let done = try await harness.waited(poll)
            #expect(done["status"] == "completed")
            #expect(done["error"] == nil)
            guard case .array(let own) = done["unsigned_urls"], case .array(let signed) = done["urls"] else {
                Issue.record("no addresses in \(done.serialized)")
                return
            }
            let place = "\(harness.emulator.apiURL)\(Self.path)/\(id)/content?index="
            #expect(own == [.text(place + "0")])
            #expect(try await harness.download(place + "0").status == 401)
            let content = try await harness.send("GET", place + "0", headers: Harness.bearer)
            #expect(Clip.milliseconds(content.body) == 4000)
            #expect(try await harness.send("GET", place + "1", headers: Harness.bearer).status == 409)
            let open = try await harness.download(try #require(signed.first?.textValue))
            #expect(open.status == 200)
            #expect(open.body == content.body)
        }
    }

    @Test(
        arguments: [
            ("duration", 5), ("duration", "4"), ("resolution", "4K"), ("aspect_ratio", "1:1"), ("size", "1x1"),
            ("generate_audio", "yes"), ("seed", -1), ("callback_url", "http://example.com"), ("model", "sora-2"),
            ("prompt", ""), ("seconds", "4"), ("negative_prompt", "rain"), ("input_references", []),
            ("previous_job_id", "x"), ("frame_images", [:]), ("frame_images", ["x"]),
            ("frame_images", [["type": "image_url", "frame_type": "first_frame"]]),
            ("frame_images", [["image_url": ["url": "https://example.com/a.png"], "frame_type": "first_frame"]]),
            ("frame_images", [frame("middle_frame", "https://example.com/a.png")]),
            (
                "frame_images",
                [frame("last_frame", "https://example.com/a.png"), frame("last_frame", "https://example.com/b.png")]
            ),
            ("frame_images", [["type": "image", "image_url": ["url": "https://example.com/a.png"]]]),
        ] as [(String, JSONValue)])
    func `a wrong or unknown field is refused and named`(field: String, value: JSONValue) throws {
        let body = Self.job([.init(name: field, value: value)])
        let refusal = #expect(throws: Refusal.self) { try OpenRouterBody.submission(Array(body.serialized.utf8)) }
        #expect(refusal?.cause == .invalidBody)
        #expect(refusal?.field?.path.first == field)
    }

    @Test(
        arguments: [
            ([], 1280, 720), ([("aspect_ratio", "9:16")], 720, 1280), ([("resolution", "1080p")], 1920, 1080),
            ([("size", "1080x1920")], 1080, 1920),
        ] as [([(String, String)], Int, Int)])
    func `a size is told by its sides or by resolution and shape`(
        fields: [(String, String)], width: Int, height: Int
    ) throws {
        let body = Self.job(fields.map { .init(name: $0.0, value: .text($0.1)) })
        let clip = try OpenRouterBody.submission(Array(body.serialized.utf8)).clip
        #expect(clip == ClipOptions(width: width, height: height, seconds: 4, hasAudio: true, samples: 1))
    }

    @Test func `errors are objects in refusals and strings in jobs`() async throws {
        try await Harness.run(Harness.stuck) { harness async throws in
            let refused = try await harness.post(Self.path, ["prompt": "waves"])
            #expect(refused.status == 400)
            #expect(refused.json?["error"]?["code"] == 400)
            let accepted = try await harness.post(Self.path, Self.job()).json
            let poll = try #require(accepted?["polling_url"]?.textValue)
            try await harness.order([
                ["on": "poll", "kind": "failed", "reason": "blocked"],
                ["on": "poll", "kind": "unknown_word", "word": "expired"], ["on": "poll", "kind": "unknown_word"],
                ["on": "poll", "kind": "status"],
            ])
            let failed = try await harness.send("GET", poll).json
            #expect(failed?["status"] == "failed")
            #expect(failed?["error"] == "blocked")
            #expect(try await harness.send("GET", poll).json?["status"] == "expired")
            #expect(try await harness.send("GET", poll).json?["status"] == "warming_up")
            #expect(try await harness.send("GET", poll).json?["error"]?["code"] == 503)
            #expect(try await harness.send("GET", poll + "/content").status == 409)
            #expect(try await harness.list("ledger").count == 1)
        }
    }

    @Test func `models are listed with what they take, for who has a key`() async throws {
        try await Harness.run { harness async throws in
            let models = try await harness.send("GET", Self.path + "/models").json
            guard case .array(let list) = models?["data"] else { throw Harness.Unfinished() }
            let lite = try #require(list.first { $0["id"] == "google/veo-3.1-lite" })
            #expect(lite["supported_durations"] == [4, 6, 8])
            #expect(lite["supported_frame_images"] == ["first_frame", "last_frame"])
            #expect(try await harness.send("GET", Self.path + "/models", headers: []).status == 401)
            #expect(try await harness.send("GET", Self.path).status == 404)
        }
    }
}
