// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct OpenAIVideosTests {
    private static let path = "/v1/videos"
    private static let waves: JSONValue = ["prompt": "waves", "seconds": "4", "size": "1280x720"]

    @Test func `a job ends in bytes for who has the key`() async throws {
        try await Harness.run { harness async throws in
            let created = try #require(try await harness.post(Self.path, Self.waves).json)
            let id = try #require(created["id"]?.textValue)
            #expect(id.hasPrefix("video_"))
            #expect(created["object"] == "video")
            #expect(created["model"] == "sora-2")
            #expect(created["seconds"] == "4")
            #expect(created["size"] == "1280x720")
            let video = try await harness.waited("\(Self.path)/\(id)")
            #expect(video["status"] == "completed")
            #expect(video["progress"] == 100)
            #expect(video["error"] == .null)
            let completedAt = try #require(video["completed_at"]?.integerValue)
            #expect(video["expires_at"]?.integerValue == completedAt + 3600)
            let content = try await harness.send("GET", "\(Self.path)/\(id)/content", headers: Harness.bearer)
            #expect(content.status == 200)
            #expect(content.headers["content-type"] == "video/mp4")
            #expect(Clip.milliseconds(content.body) == 4000)
            let stranger = try await harness.send("GET", "\(Self.path)/\(id)/content", headers: [])
            #expect(stranger.status == 401)
            let sheet = try await harness.send("GET", "\(Self.path)/\(id)/content?variant=spritesheet")
            #expect(sheet.status == 404)
        }
    }

    @Test func `an image comes as a file in a form, and the ledger has one entry for it`() async throws {
        try await Harness.run { harness async throws in
            let image = TestImage.png(shade: 40)
            let head = "content-disposition: form-data; name="
            let start =
                "--b\r\n\(head)\"prompt\"\r\n\r\nwaves\r\n--b\r\n\(head)\"seconds\"\r\n\r\n8\r\n"
                + "--b\r\n\(head)\"input_reference\"; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\n"
            let answer = try await harness.send(
                "POST", Self.path, headers: Harness.bearer + ["content-type: multipart/form-data; boundary=b"],
                body: Array(start.utf8) + image + Array("\r\n--b--\r\n".utf8))
            #expect(answer.status == 200, "\(answer.text)")
            let ledger = try await harness.list("ledger")
            #expect(ledger.count == 1)
            #expect(ledger.first?["image"]?["sha256"] == .text(Digest.sha256Hex(image)))
            #expect(ledger.first?["body"]?["seconds"] == "8")
        }
    }

    @Test func `before it is ready there is an error in place of the video`() async throws {
        try await Harness.run(Harness.stuck) { harness async throws in
            let created = try await harness.post(Self.path, Self.waves).json
            let id = try #require(created?["id"]?.textValue)
            #expect(created?["status"] == "queued")
            #expect(created?["progress"] == 0)
            #expect(created?["expires_at"] == .null)
            let content = try await harness.send("GET", "\(Self.path)/\(id)/content")
            #expect(content.status == 404)
            #expect(content.json?["error"]?["type"] == "invalid_request_error")
        }
    }

    @Test func `a list comes in pages, and what was deleted is gone`() async throws {
        try await Harness.run(Harness.stuck) { harness async throws in
            var ids: [JSONValue] = []
            for _ in 0..<3 { ids.append(try #require(try await harness.post(Self.path, Self.waves).json?["id"])) }
            let page = try await harness.send("GET", "\(Self.path)?limit=2").json
            #expect(page?["object"] == "list")
            #expect(page?["first_id"] == ids[2])
            #expect(page?["last_id"] == ids[1])
            #expect(page?["has_more"] == true)
            let rest = try await harness.send("GET", "\(Self.path)?limit=2&after=\(ids[1].textValue ?? "")").json
            #expect(rest?["first_id"] == ids[0])
            #expect(rest?["has_more"] == false)
            let oldest = try await harness.send("GET", "\(Self.path)?order=asc&limit=1").json
            #expect(oldest?["first_id"] == ids[0])
            let place = "\(Self.path)/\(ids[0].textValue ?? "")"
            #expect(try await harness.send("DELETE", place).json?["object"] == "video.deleted")
            #expect(try await harness.send("GET", place).status == 404)
            #expect(try await harness.send("DELETE", place).status == 404)
        }
    }

    @Test(arguments: [("moderation_blocked", "moderation_blocked"), ("It was too dark.", "video_generation_failed")])
    func `a failure is told in an object`(reason: String, code: String) async throws {
        try await Harness.run(Harness.stuck) { harness async throws in
            let id = try #require(try await harness.post(Self.path, Self.waves).json?["id"]?.textValue)
            try await harness.order([["on": "poll", "kind": "failed", "reason": .text(reason)]])
            let video = try await harness.send("GET", "\(Self.path)/\(id)").json
            #expect(video?["status"] == "failed")
            #expect(video?["error"]?["code"] == .text(code))
            #expect(video?["error"]?["message"] == .text(reason))
        }
    }

    @Test func `faults speak this wire's words`() async throws {
        try await Harness.run(Harness.stuck) { harness async throws in
            try await harness.order([
                ["on": "submit", "kind": "status", "status": 429, "reason": "rate_limit_exceeded", "retry_after": 7],
                ["on": "poll", "kind": "unknown_word"], ["on": "poll", "kind": "not_found"],
                ["on": "list", "kind": "status"], ["on": "delete", "kind": "html"],
            ])
            let busy = try await harness.post(Self.path, Self.waves)
            #expect(busy.status == 429)
            #expect(busy.headers["retry-after"] == "7")
            #expect(busy.json?["error"]?["code"] == "rate_limit_exceeded")
            #expect(try await harness.list("ledger").isEmpty)
            let id = try #require(try await harness.post(Self.path, Self.waves).json?["id"]?.textValue)
            #expect(try await harness.send("GET", "\(Self.path)/\(id)").json?["status"] == "warming_up")
            #expect(try await harness.send("GET", "\(Self.path)/\(id)").json?["error"]?["code"] == "not_found")
            #expect(try await harness.send("GET", Self.path).json?["error"]?["type"] == "server_error")
            #expect(
                try await harness.send("DELETE", "\(Self.path)/\(id)").headers["content-type"] != "application/json")
        }
    }

    @Test func `a download meets the faults of media`() async throws {
        try await Harness.run { harness async throws in
            let id = try #require(try await harness.post(Self.path, Self.waves).json?["id"]?.textValue)
            _ = try await harness.waited("\(Self.path)/\(id)")
            try await harness.order([["on": "media", "kind": "expired"]])
            let expired = try await harness.send("GET", "\(Self.path)/\(id)/content")
            #expect(expired.status == 404)
            #expect(expired.json?["error"]?["message"] != nil)
        }
    }

    @Test(arguments: ["POST /v1/videos/video_x/remix", "PUT /v1/videos", "GET /v1/videos/task_1", "GET /v1/video"])
    func `other paths lead nowhere`(request: String) async throws {
        try await Harness.run { harness async throws in
            let words = request.split(separator: " ").map(String.init)
            #expect(try await harness.send(words[0], words[1]).status == 404)
        }
    }

    @Test func `a job belongs to its wire, and a wrong key is told as such`() async throws {
        var configuration = Harness.stuck
        configuration.keys = [Harness.key]
        try await Harness.run(configuration) { harness async throws in
            let highway = try await harness.submitted()
            #expect(try await harness.send("GET", "\(Self.path)/video_\(highway)").status == 404)
            let refused = try await harness.send("GET", Self.path, headers: ["authorization: Bearer other"])
            #expect(refused.status == 401)
            #expect(refused.json?["error"]?["code"] == "invalid_api_key")
        }
    }
}
