// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct FalJobTests {
    @Test func `a whole job is told by its addresses and ends in a video`() async throws {
        try await Harness.run { harness async throws in
            let image = TestImage.png()
            let body: JSONValue = [
                "prompt": "waves", "image_url": .text("data:image/png;base64,\(TestImage.base64(image))"),
                "duration": "4s", "seed": 7,
            ]
            let path = FalJob.path + "?fal_webhook=http%3A%2F%2F127.0.0.1%3A9%2Fhook"
            let job = try await FalJob(harness, path: path, body: body.serialized)
            let base = "\(harness.emulator.apiURL)/fal-ai/veo3.1/requests/\(try job.id)"
            #expect(job.receipt["status"] == "IN_QUEUE")
            #expect(job.receipt["queue_position"] == 0)
            #expect(job.receipt["response_url"]?.textValue == base)
            #expect(job.receipt["status_url"]?.textValue == base + "/status")
            #expect(job.receipt["cancel_url"]?.textValue == base + "/cancel")

            let end = try await job.ended()
            #expect(end["status"] == "COMPLETED")
            #expect(end["error"] == nil)
            #expect(end["metrics"]?["inference_time"]?.doubleValue != nil)
            let result = try await job.ask("response_url")
            #expect(result.status == 200)
            let video = try #require(result.json?["video"])
            #expect(video["content_type"] == "video/mp4")
            let clip = try await harness.download(try #require(video["url"]?.textValue))
            #expect(Clip.milliseconds(clip.body) == 4000)
            #expect(video["file_size"]?.integerValue == clip.body.count)

            let entries = try await harness.list("ledger")
            try #require(entries.count == 1)
            #expect(entries[0]["task_id"]?.textValue == (try job.id))
            #expect(entries[0]["model"] == "fal-ai/veo3.1/lite/image-to-video")
            #expect(entries[0]["body"] == ["prompt": "waves", "duration": "4s", "seed": 7])
            #expect(entries[0]["image"]?["sha256"]?.textValue == Digest.sha256Hex(image))
            #expect(entries[0]["key_sha256"]?.textValue == Digest.sha256Hex(Array(Harness.key.utf8)))
        }
    }

    @Test func `a job waits in the queue and is worked on, and has no result before its end`() async throws {
        var configuration = Harness.quick
        configuration.queueTime = .seconds(3600)
        try await Harness.run(configuration) { harness async throws in
            let job = try await FalJob(harness)
            let status = try await job.ask("status_url")
            #expect(status.status == 202)
            #expect(status.json?["status"] == "IN_QUEUE")
            #expect(status.json?["queue_position"] == 0)
            let early = try await job.ask("response_url")
            #expect(early.status == 400)
            #expect(early.json == ["detail": "Request is still in progress"])
        }
        configuration.queueTime = .zero
        configuration.renderTime = .seconds(3600)
        try await Harness.run(configuration) { harness async throws in
            let job = try await FalJob(harness)
            let bare = try await job.ask("status_url")
            #expect(bare.status == 202)
            #expect(bare.json?["status"] == "IN_PROGRESS")
            #expect(bare.json?["logs"] == .null)
            guard case .array(let logs) = try await job.ask("status_url", query: "?logs=1").json?["logs"] else {
                Issue.record("no logs")
                return
            }
            #expect(logs.first?["message"]?.textValue != nil)
        }
    }

    @Test func `a job that was cancelled ends as failed and has no result`() async throws {
        var configuration = Harness.quick
        configuration.renderTime = .seconds(3600)
        try await Harness.run(configuration) { harness async throws in
            let job = try await FalJob(harness)
            let taken = try await job.cancel()
            #expect(taken.status == 202)
            #expect(taken.json == ["status": "CANCELLATION_REQUESTED"])
            let status = try await job.ask("status_url")
            #expect(status.status == 200)
            #expect(status.json?["status"] == "COMPLETED")
            #expect(status.json?["error_type"] == "client_cancelled")
            let result = try await job.ask("response_url")
            #expect(result.status == 499)
            #expect(result.json?["detail"] == status.json?["error"])
            let again = try await job.cancel()
            #expect(again.status == 400)
            #expect(again.json == ["status": "ALREADY_COMPLETED"])
            let unknown = try await harness.send(
                "PUT", "/fal-ai/veo3.1/requests/none/cancel", headers: FalJob.headers)
            #expect(unknown.status == 404)
            #expect(unknown.json == ["status": "NOT_FOUND"])
        }
    }

    @Test func `a job at its end cannot be cancelled`() async throws {
        try await Harness.run { harness async throws in
            let job = try await FalJob(harness)
            _ = try await job.ended()
            #expect(try await job.cancel().status == 400)
            #expect(try await job.ask("response_url").status == 200)
        }
    }

    @Test func `a job is found by its own wire and app alone`() async throws {
        try await Harness.run { harness async throws in
            let job = try await FalJob(harness)
            let id = try job.id
            #expect(try await harness.poll(id).status == 404)
            let other = try await harness.send("GET", "/fal-ai/veo9/requests/\(id)/status", headers: FalJob.headers)
            #expect(other.status == 404)
            let highway = try await harness.submitted()
            let path = "/fal-ai/veo3.1/requests/\(highway)/status"
            #expect(try await harness.send("GET", path, headers: FalJob.headers).status == 404)
        }
    }

    @Test func `keys are asked for in the scheme of fal, and paths that lead nowhere say so`() async throws {
        var configuration = Harness.quick
        configuration.keys = [Harness.key]
        try await Harness.run(configuration) { harness async throws in
            for header in ["authorization: Bearer \(Harness.key)", "authorization: Key other", "x-key: a"] {
                let answer = try await harness.send(
                    "POST", FalJob.path, headers: [header, "content-type: application/json"],
                    body: Array(FalJob.body.utf8))
                #expect(answer.status == 401, "\(header)")
                #expect(answer.json?["detail"]?.textValue != nil)
            }
            #expect(try await harness.list("ledger").isEmpty)
            for path in ["/fal-ai/veo9", "/fal-ai/veo3.1/requests", "/fal-ai/veo3.1/requests/a/b"] {
                let answer = try await harness.send("POST", path, headers: FalJob.headers)
                #expect(answer.status == 404, "\(path)")
                #expect(answer.json?["detail"]?.textValue != nil)
            }
        }
    }
}
