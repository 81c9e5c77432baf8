// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct JobTests {
    @Test func `a whole job ends in videos that can be downloaded`() async throws {
        try await Harness.run { harness async throws in
            let id = try await harness.submitted(Harness.body(samples: 2, audio: true))
            let reply = try await harness.ended(id)
            #expect(reply["task"]?["task_id"]?.textValue == id)
            #expect(reply["task"]?["status"] == "TASK_STATUS_SUCCEED")
            #expect(reply["task"]?["reason"] == "")
            #expect(reply["images"] == [])
            #expect(reply["audios"] == [])
            guard case .array(let videos) = reply["videos"] else { return }
            try #require(videos.count == 2)
            #expect(videos[0]["video_url_ttl"] == "3600")
            #expect(videos[0]["video_type"] == "mp4")
            var clips: [[UInt8]] = []
            for video in videos {
                let url = try #require(video["video_url"]?.textValue)
                #expect(url.hasPrefix(harness.emulator.mediaURL + "/media/\(id)/"))
                let answer = try await harness.download(url)
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "video/mp4")
                #expect(Clip.milliseconds(answer.body) == 4000)
                #expect(Clip.startsQuickly(answer.body))
                clips.append(answer.body)
            }
            #expect(clips[0] != clips[1])
        }
    }

    @Test func `a task queues, is worked on and then waits for its clip`() async throws {
        var configuration = Harness.quick
        configuration.queueTime = .seconds(3600)
        try await Harness.run(configuration) { harness async throws in
            let reply = try await harness.poll(try await harness.submitted()).json
            #expect(reply?["task"]?["status"] == "TASK_STATUS_QUEUED")
            #expect(reply?["videos"] == [])
            #expect(reply?["extra"]?["debug_info"]?["execute_time_ms"] == "")
        }
        configuration.queueTime = .zero
        configuration.renderTime = .seconds(3600)
        try await Harness.run(configuration) { harness async throws in
            let reply = try await harness.poll(try await harness.submitted()).json
            #expect(reply?["task"]?["status"] == "TASK_STATUS_PROCESSING")
        }
    }

    @Test func `a task is known to every key, or to its own alone`() async throws {
        for isSeparate in [false, true] {
            var configuration = Harness.quick
            configuration.separatesKeys = isSeparate
            try await Harness.run(configuration) { harness async throws in
                let id = try await harness.submitted()
                let path = "/v3/async/task-result?task_id=\(id)"
                #expect(try await harness.poll(id).status == 200)
                let stranger = try await harness.send("GET", path, headers: ["authorization: Bearer another-key"])
                #expect((stranger.status == 200) == !isSeparate)
            }
        }
    }

    @Test func `an image given as an address gets a neutral picture`() async throws {
        try await Harness.run { harness async throws in
            let body = #"{"image":"http://127.0.0.1:9/a.png","prompt":"waves","duration":4,"aspect_ratio":"9:16"}"#
            let urls = try await harness.videos(Array(body.utf8))
            try #require(urls.count == 1)
            let clip = try await harness.download(urls[0])
            #expect(Clip.milliseconds(clip.body) == 4000)
            #expect(try await harness.list("ledger").first?["image"] == ["url": "http://127.0.0.1:9/a.png"])
        }
    }

    @Test func `a broken image fails its task with a reason`() async throws {
        try await Harness.run { harness async throws in
            let broken = TestImage.base64(Array(TestImage.png().prefix(12)))
            let body: JSONValue = ["image": .text(broken), "prompt": "waves"]
            let reply = try await harness.ended(try await harness.submitted(Array(body.serialized.utf8)))
            #expect(reply["task"]?["status"] == "TASK_STATUS_FAILED")
            #expect(reply["task"]?["reason"]?.textValue?.contains("image") == true)
            #expect(reply["videos"] == [])
        }
    }

    @Test func `without ffmpeg a task fails and says how to install it`() async throws {
        var configuration = Harness.quick
        configuration.ffmpeg = "/nowhere/ffmpeg"
        try await Harness.run(configuration) { harness async throws in
            let reply = try await harness.ended(try await harness.submitted())
            #expect(reply["task"]?["reason"]?.textValue?.contains("apt-get install ffmpeg") == true)
            #expect(try await harness.send("GET", "/_emulator/health", headers: []).json?["ffmpeg"] == .null)
        }
    }

    @Test func `a task nobody knows and a path that is not there are told apart`() async throws {
        try await Harness.run { harness async throws in
            let unknown = try await harness.poll("no-such-task")
            #expect(unknown.status == 404)
            #expect(unknown.json?["reason"] == "TASK_NOT_FOUND")
            let path = try await harness.send("GET", "/v3/async/veo-9")
            #expect(path.status == 404)
            #expect(path.text == "page not found")
        }
    }

    @Test func `keys are asked for`() async throws {
        var configuration = Harness.quick
        configuration.keys = [Harness.key]
        try await Harness.run(configuration) { harness async throws in
            let type = "content-type: application/json"
            let cases: [([String], Int, JSONValue)] = [
                ([type], 403, "INVALID_API_KEY"),
                ([type, "authorization: Bearer other"], 401, "FAILED_TO_AUTH"),
                ([type, "authorization: \(Harness.key)"], 401, "FAILED_TO_AUTH"),
                ([type, "authorization: Bearer "], 401, "FAILED_TO_AUTH"),
                (["content-type: text/plain", "authorization: Bearer \(Harness.key)"], 400, "INVALID_REQUEST_BODY"),
                (["authorization: Bearer \(Harness.key)"], 400, "INVALID_REQUEST_BODY"),
            ]
            for (headers, status, reason) in cases {
                let path = "/v3/async/veo-3.1-lite-i2v"
                let answer = try await harness.send("POST", path, headers: headers, body: Harness.body())
                #expect(answer.status == status)
                #expect(answer.json?["reason"] == reason)
                #expect(answer.json?["code"]?.integerValue == status)
            }
            #expect(try await harness.list("ledger").isEmpty)
            #expect(try await harness.submit().status == 200)
        }
    }
}
