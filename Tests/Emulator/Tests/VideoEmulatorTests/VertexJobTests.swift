// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct VertexJobTests {
    @Test func `a job without a place for its videos answers with them`() async throws {
        try await Harness.run { harness async throws in
            let image = TestImage.png()
            let frame = TestImage.png(shade: 200)
            let body: JSONValue = [
                "instances": [
                    [
                        "prompt": "waves",
                        "image": ["bytesBase64Encoded": .text(TestImage.base64(image)), "mimeType": "image/png"],
                        "lastFrame": ["bytesBase64Encoded": .text(TestImage.base64(frame)), "mimeType": "image/png"],
                    ]
                ], "parameters": ["durationSeconds": 4, "sampleCount": 2],
            ]
            let job = try await VertexJob(harness, body: body.serialized)
            #expect(job.name == "\(VertexJob.resource)/operations/\(job.id)")
            let response = try await job.response()
            #expect(
                response["@type"] == "type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse")
            #expect(response["raiMediaFilteredCount"] == 0)
            let videos = VertexJob.videos(response)
            try #require(videos.count == 2)
            for video in videos {
                #expect(video["mimeType"] == "video/mp4")
                let bytes = try #require(Data(base64Encoded: video["bytesBase64Encoded"]?.textValue ?? ""))
                #expect(Clip.milliseconds(Array(bytes)) == 4000)
            }
            let entries = try await harness.list("ledger")
            try #require(entries.count == 1)
            #expect(entries[0]["task_id"]?.textValue == job.id)
            #expect(entries[0]["model"] == "veo-3.1-lite-generate-001")
            #expect(
                entries[0]["body"]
                    == [
                        "instances": [["prompt": "waves"]], "parameters": ["durationSeconds": 4, "sampleCount": 2],
                    ])
            #expect(entries[0]["image"]?["sha256"]?.textValue == Digest.sha256Hex(image))
            #expect(entries[0]["last_frame"]?["sha256"]?.textValue == Digest.sha256Hex(frame))
        }
    }

    @Test func `a job with a place puts its videos there`() async throws {
        try await Harness.run { harness async throws in
            let job = try await VertexJob(harness, body: VertexJob.body(place: "gs://films/out", samples: 2))
            let videos = VertexJob.videos(try await job.response())
            let uris = videos.compactMap { $0["gcsUri"]?.textValue }
            #expect(uris == (0..<2).map { "gs://films/out/\(job.id)/sample_\($0).mp4" })
            for uri in uris {
                let clip = try await harness.send("GET", try VertexJob.path(of: uri))
                #expect(clip.status == 200)
                #expect(clip.headers["content-type"] == "video/mp4")
                #expect(Clip.milliseconds(clip.body) == 4000)
            }
            let path = try VertexJob.path(of: uris[0])
            let part = try await harness.send(
                "GET", path, headers: ["authorization: Bearer \(Harness.key)", "range: bytes=0-9"])
            #expect(part.status == 206)
            #expect(part.body.count == 10)
        }
    }

    @Test func `an object is served to who has a token, at its own address alone`() async throws {
        try await Harness.run { harness async throws in
            let job = try await VertexJob(harness, body: VertexJob.body(place: "gs://films/out/"))
            _ = try await job.response()
            let good = try VertexJob.path(of: "gs://films/out/\(job.id)/sample_0.mp4")
            let bare = try await harness.send("GET", good, headers: [])
            #expect(bare.status == 401)
            #expect(bare.json?["error"]?["code"] == 401)
            let inline = try await VertexJob(harness)
            _ = try await inline.response()
            for uri in [
                "gs://other/out/\(job.id)/sample_0.mp4", "gs://films/in/\(job.id)/sample_0.mp4",
                "gs://films/out/\(job.id)/sample_1.mp4", "gs://films/out/none/sample_0.mp4",
                "gs://films/out/\(inline.id)/sample_0.mp4",
            ] {
                let answer = try await harness.send("GET", try VertexJob.path(of: uri))
                #expect(answer.status == 404, "\(uri)")
                #expect(answer.json?["error"]?["code"] == 404)
            }
            for path in [good.replacing("%2F", with: "/"), good.replacing("?alt=media", with: "")] {
                #expect(try await harness.send("GET", path).status == 404, "\(path)")
            }
            #expect(try await harness.send("GET", good).status == 200)
        }
    }

    @Test func `an object is there when its job is done`() async throws {
        var configuration = Harness.quick
        configuration.renderTime = .seconds(3600)
        try await Harness.run(configuration) { harness async throws in
            let job = try await VertexJob(harness, body: VertexJob.body(place: "gs://films"))
            #expect(try await job.poll().json == ["name": .text(job.name)])
            let path = try VertexJob.path(of: "gs://films/\(job.id)/sample_0.mp4")
            #expect(try await harness.send("GET", path).status == 404)
        }
    }

    @Test func `an operation is found under its own project, place and model`() async throws {
        try await Harness.run { harness async throws in
            let job = try await VertexJob(harness)
            #expect(try await job.poll(path: VertexJob.path.replacing("/v1/", with: "/v1beta1/")).status == 200)
            let elsewhere = VertexJob.path.replacing("p-1", with: "p-2")
            #expect(try await job.poll(path: elsewhere).json?["error"]?["status"] == "INVALID_ARGUMENT")
            let renamed = job.name.replacing("p-1", with: "p-2")
            let foreign = try await job.poll(path: elsewhere, name: renamed)
            #expect(foreign.status == 404)
            #expect(foreign.json?["error"]?["status"] == "NOT_FOUND")
            let unknown = try await job.poll(name: VertexJob.resource + "/operations/none")
            #expect(unknown.json?["error"]?["code"] == 404)
            #expect(try await harness.poll(job.id).status == 404)
        }
    }

    @Test func `tokens are asked for, and models that are not there say so`() async throws {
        var configuration = Harness.quick
        configuration.keys = [Harness.key]
        try await Harness.run(configuration) { harness async throws in
            let path = VertexJob.path + ":predictLongRunning"
            for header in ["authorization: Bearer other", "authorization: Key \(Harness.key)", "x-goog-api-key: a"] {
                let answer = try await harness.send(
                    "POST", path, headers: [header, "content-type: application/json"],
                    body: Array(VertexJob.body().utf8))
                #expect(answer.status == 401, "\(header)")
                #expect(answer.json?["error"]?["status"] == "UNAUTHENTICATED")
            }
            for model in ["veo-9", "veo-3.1-lite-generate-001:predict", "veo-3.1-lite-generate-001"] {
                let path = VertexJob.path.replacing("veo-3.1-lite-generate-001", with: model)
                let answer = try await harness.send("POST", path, body: Array(VertexJob.body().utf8))
                #expect(answer.status == 404, "\(model)")
                #expect(answer.json?["error"]?["status"] == "NOT_FOUND")
            }
            #expect(try await harness.list("ledger").isEmpty)
        }
    }
}
